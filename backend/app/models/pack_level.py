from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, PharmacyOwned, Quantity


class PackLevel(PharmacyOwned, Base):
    """A pack that a medicine comes in, e.g. a strip of 10 tablets, or a box of 100.

    `level` counts from 1, the smallest; `units` is how many base units one holds, a whole multiple of the level below.
    """

    __tablename__ = "pack_levels"
    __table_args__ = (
        UniqueConstraint("medicine_id", "level"),
        CheckConstraint("units > 0", name="units_positive"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    level: Mapped[int]
    name: Mapped[str] = mapped_column(String(20))
    units: Mapped[Decimal] = mapped_column(Quantity)
