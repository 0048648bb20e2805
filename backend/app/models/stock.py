import unicodedata
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.models.base import Base, BigId, Dated, Money, PharmacyOwned, Quantity, UtcDateTime
from app.models.enums import BatchState, MovementReason
from app.utils.clock import now


def batch_no_key(batch_no: str) -> str:
    """A batch number folded for comparison: "b 24-17" is "B2417". A number of signs alone stands for itself."""
    folded = unicodedata.normalize("NFKC", batch_no).casefold()
    return "".join(filter(str.isalnum, folded)) or folded


class Batch(Dated, PharmacyOwned, Base):
    """Units of one medicine that share a batch number and an expiry date.

    `on_hand_qty` is a cache of the sum of the batch's movements, `movement_count` their number; both change only
    together with a new movement. `batch_no_key` is the number folded for comparison, which follows it by itself. `mrp`
    is the most a unit may be sold for.
    """

    __tablename__ = "batches"
    __table_args__ = (
        CheckConstraint("on_hand_qty >= 0", name="on_hand_not_negative"),
        Index("ix_batches_medicine_id_expires_on", "medicine_id", "expires_on"),
        Index("ix_batches_pharmacy_id_expires_on", "pharmacy_id", "expires_on"),
        Index("ix_batches_pharmacy_id_batch_no_key", "pharmacy_id", "batch_no_key"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    batch_no: Mapped[str | None] = mapped_column(String(60))
    batch_no_key: Mapped[str | None] = mapped_column(String(180))
    expires_on: Mapped[date | None]
    received_on: Mapped[date]
    unit_cost: Mapped[Decimal | None] = mapped_column(Money)
    mrp: Mapped[Decimal | None] = mapped_column(Money)
    state: Mapped[BatchState] = mapped_column(String(20), default=BatchState.OK)
    on_hand_qty: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    movement_count: Mapped[int] = mapped_column(default=0)

    @validates("batch_no")
    def _fold_batch_no(self, _field: str, batch_no: str | None) -> str | None:
        self.batch_no_key = None if batch_no is None else batch_no_key(batch_no)
        return batch_no


class StockMovement(PharmacyOwned, Base):
    """One line of the ledger. Triggers refuse to update or delete it; a correction is a new line.

    `sequence` counts a batch's movements from 1 and `balance_after` is what they sum to, so a lost or doubled line
    shows without adding up.
    """

    __tablename__ = "stock_movements"
    __table_args__ = (
        UniqueConstraint("batch_id", "sequence"),
        CheckConstraint("balance_after >= 0", name="balance_not_negative"),
        Index("ix_stock_movements_medicine_id_id", "medicine_id", "id"),
        Index("ix_stock_movements_pharmacy_id_recorded_at", "pharmacy_id", "recorded_at"),
        Index("ix_stock_movements_sale_id", "sale_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("batches.id"))
    sequence: Mapped[int]
    change_qty: Mapped[Decimal] = mapped_column(Quantity)
    balance_after: Mapped[Decimal] = mapped_column(Quantity)
    reason: Mapped[MovementReason] = mapped_column(String(20))
    sale_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("sales.id"))
    destruction_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("destructions.id"))
    reverses_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("stock_movements.id"), unique=True)
    note: Mapped[str | None] = mapped_column(String(500))
    actor_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
