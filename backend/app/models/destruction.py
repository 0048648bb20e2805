from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, Money, PharmacyOwned, Quantity, UtcDateTime


class Destruction(Dated, PharmacyOwned, Base):
    """Stock destroyed before a witness. A pharmacy numbers its destructions from 1, without gaps."""

    __tablename__ = "destructions"
    __table_args__ = (
        UniqueConstraint("pharmacy_id", "number"),
        Index("ix_destructions_pharmacy_id_destroyed_at", "pharmacy_id", "destroyed_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[int]
    destroyed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    method: Mapped[str] = mapped_column(String(100))
    witness_name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(String(500))
    value: Mapped[Decimal] = mapped_column(Money)
    actor_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))


class DestructionLine(PharmacyOwned, Base):
    """What was destroyed of one batch, in the words and at the cost of that day: the certificate never changes.

    `unit_cost` absent: nobody knew it, and the line's value is 0.
    """

    __tablename__ = "destruction_lines"
    __table_args__ = (
        UniqueConstraint("destruction_id", "batch_id"),
        CheckConstraint("qty > 0", name="qty_positive"),
        Index("ix_destruction_lines_batch_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    destruction_id: Mapped[int] = mapped_column(BigId, ForeignKey("destructions.id"))
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("batches.id"))
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    medicine_name: Mapped[str] = mapped_column(String(200))
    batch_no: Mapped[str | None] = mapped_column(String(60))
    expires_on: Mapped[date | None]
    qty: Mapped[Decimal] = mapped_column(Quantity)
    unit_cost: Mapped[Decimal | None] = mapped_column(Money)
    value: Mapped[Decimal] = mapped_column(Money)
