from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, PharmacyOwned, Quantity, UtcDateTime
from app.models.enums import BatchState

OPEN = text("lifted_at IS NULL")


class Recall(PharmacyOwned, Base):
    """A batch number that may not be sold, as one branch knows it.

    Each branch of an organisation has a row of its own, so that what arrives later can be checked without looking
    beyond the branch; `group_key` says which rows are one recall. `name_key` absent: the number is recalled whatever
    the medicine.
    """

    __tablename__ = "recalls"
    __table_args__ = (
        UniqueConstraint("pharmacy_id", "group_key"),
        Index("ix_recalls_group_key", "group_key"),
        Index("ix_recalls_open", "pharmacy_id", "batch_no_key", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    group_key: Mapped[str] = mapped_column(String(32))
    batch_no: Mapped[str] = mapped_column(String(60))
    batch_no_key: Mapped[str] = mapped_column(String(180))
    medicine_name: Mapped[str | None] = mapped_column(String(200))
    name_key: Mapped[str | None] = mapped_column(String(600))
    reason: Mapped[str] = mapped_column(String(500))
    reference: Mapped[str | None] = mapped_column(String(200))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    lift_note: Mapped[str | None] = mapped_column(String(500))


class RecallBatch(PharmacyOwned, Base):
    """A batch that a recall holds, and the state it goes back to when the recall is lifted."""

    __tablename__ = "recall_batches"
    __table_args__ = (
        UniqueConstraint("recall_id", "batch_id"),
        Index("ix_recall_batches_batch_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    recall_id: Mapped[int] = mapped_column(BigId, ForeignKey("recalls.id"))
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("batches.id"))
    state_before: Mapped[BatchState] = mapped_column(String(20))
    held_qty: Mapped[Decimal] = mapped_column(Quantity)
