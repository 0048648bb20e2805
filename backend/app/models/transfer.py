from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, PharmacyOwned, Quantity, UtcDateTime
from app.models.enums import TransferStatus


class Transfer(PharmacyOwned, Base):
    """Units of one medicine that go from one branch to another, as one of the two knows it.

    Each of both branches has a row of its own, with its own medicine; `group_key` says which two are one transfer.
    `lots` names the source's batches with their quantities as text, and once sent what each of them is.
    """

    __tablename__ = "transfers"
    __table_args__ = (
        UniqueConstraint("pharmacy_id", "group_key"),
        CheckConstraint("qty > 0", name="qty_positive"),
        Index("ix_transfers_pharmacy_id_status", "pharmacy_id", "status"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    group_key: Mapped[str] = mapped_column(String(32))
    is_outgoing: Mapped[bool]
    other_pharmacy_id: Mapped[int] = mapped_column(BigId, ForeignKey("pharmacies.id"))
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    qty: Mapped[Decimal] = mapped_column(Quantity)
    lots: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    status: Mapped[TransferStatus] = mapped_column(String(20))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
