from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, PharmacyOwned, Quantity, UtcDateTime
from app.utils.clock import now


class Barcode(PharmacyOwned, Base):
    """A code printed on a pack; `units` is how many base units that pack holds."""

    __tablename__ = "barcodes"
    __table_args__ = (
        Index("uq_barcodes_pharmacy_id_code", "pharmacy_id", "code", unique=True),
        Index("ix_barcodes_medicine_id", "medicine_id"),
        CheckConstraint("units > 0", name="units_positive"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    code: Mapped[str] = mapped_column(String(80))
    units: Mapped[Decimal] = mapped_column(Quantity)
    learned_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    learned_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
