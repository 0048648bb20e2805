import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.models.base import Base, BigId, Dated, Money, PharmacyOwned, Quantity, UtcDateTime
from app.models.enums import AdjustmentReason, AdjustmentStatus, BatchState, MovementReason
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
        CheckConstraint("reserved_qty BETWEEN 0 AND on_hand_qty", name="reserved_is_on_hand"),
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
    state: Mapped[BatchState] = mapped_column(String(20), default=BatchState.OK)
    on_hand_qty: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    movement_count: Mapped[int] = mapped_column(default=0)
    reserved_qty: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0), server_default="0")
    mrp: Mapped[Decimal | None] = mapped_column(Money)
    supplier_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("suppliers.id"))
    state_note: Mapped[str | None] = mapped_column(String(500))
    state_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

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
        Index(
            "ix_stock_movements_receipt_id",
            "receipt_id",
            sqlite_where=text("receipt_id IS NOT NULL"),
            postgresql_where=text("receipt_id IS NOT NULL"),
        ),
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
    reason_code: Mapped[str | None] = mapped_column(String(30))
    receipt_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("receipts.id"))
    adjustment_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("adjustments.id"))


class Receipt(PharmacyOwned, Base):
    """A delivery as its paper says it: who sent it and on which invoice. Batches of one invoice share it."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("pharmacy_id", "supplier_id", "invoice_no"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    supplier_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("suppliers.id"))
    invoice_no: Mapped[str | None] = mapped_column(String(60))
    invoice_date: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(500))
    received_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Adjustment(PharmacyOwned, Base):
    """A correction of one batch that somebody asked for: posted at once, or once a second person agreed.

    `change_qty` has the sign of the change, `value_amount` is what that many units cost, without a sign.
    """

    __tablename__ = "adjustments"
    __table_args__ = (
        CheckConstraint("change_qty <> 0", name="changes_something"),
        Index("ix_adjustments_pharmacy_id_status", "pharmacy_id", "status", "id"),
        Index("ix_adjustments_pharmacy_id_requested_by", "pharmacy_id", "requested_by", "requested_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("batches.id"))
    change_qty: Mapped[Decimal] = mapped_column(Quantity)
    reason_code: Mapped[AdjustmentReason] = mapped_column(String(30))
    note: Mapped[str | None] = mapped_column(String(500))
    value_amount: Mapped[Decimal] = mapped_column(Money)
    status: Mapped[AdjustmentStatus] = mapped_column(String(20))
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    requested_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_note: Mapped[str | None] = mapped_column(String(500))


class Reservation(PharmacyOwned, Base):
    """Units of one batch kept for somebody until they are released or sold to them."""

    __tablename__ = "reservations"
    __table_args__ = (
        CheckConstraint("qty > 0", name="qty_positive"),
        Index(
            "ix_reservations_live",
            "pharmacy_id",
            "batch_id",
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("batches.id"))
    qty: Mapped[Decimal] = mapped_column(Quantity)
    reference: Mapped[str] = mapped_column(String(100))
    created_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PeriodClose(PharmacyOwned, Base):
    """The books are closed through a day. Never changed: closing further is a new row, and the latest one holds."""

    __tablename__ = "period_closes"
    __table_args__ = (UniqueConstraint("pharmacy_id", "closed_through"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    closed_through: Mapped[date]
    note: Mapped[str | None] = mapped_column(String(500))
    closed_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class LedgerProof(PharmacyOwned, Base):
    """What proving a pharmacy's ledger found, and how much was looked at."""

    __tablename__ = "ledger_proofs"
    __table_args__ = (Index("ix_ledger_proofs_pharmacy_id_id", "pharmacy_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    proved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    batches_count: Mapped[int]
    movements_count: Mapped[int]
    divergences: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
