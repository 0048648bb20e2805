from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, PharmacyOwned


class Generic(Dated, PharmacyOwned, Base):
    """What a brand is, whoever makes it: molecule, strength, form and route.

    `key` is all four folded for comparison: a pharmacy never has the same generic twice.
    """

    __tablename__ = "generics"
    __table_args__ = (Index("uq_generics_pharmacy_id_key", "pharmacy_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    molecule: Mapped[str] = mapped_column(String(200))
    strength: Mapped[str | None] = mapped_column(String(60))
    form: Mapped[str | None] = mapped_column(String(60))
    route: Mapped[str | None] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(1200))  # folding makes up to three characters of one
