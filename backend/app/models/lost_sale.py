from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, PharmacyOwned, Quantity


class LostSale(Dated, PharmacyOwned, Base):
    """What somebody asked for on a day and the shelf could not give: demand that no sale tells of."""

    __tablename__ = "lost_sales"
    __table_args__ = (
        CheckConstraint("qty > 0", name="qty_positive"),
        Index("ix_lost_sales_medicine_id_asked_on", "medicine_id", "asked_on"),
        Index("ix_lost_sales_pharmacy_id_asked_on", "pharmacy_id", "asked_on", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    qty: Mapped[Decimal] = mapped_column(Quantity)
    asked_on: Mapped[date]
    note: Mapped[str | None] = mapped_column(String(300))
    actor_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
