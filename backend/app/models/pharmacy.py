from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, Money


class Pharmacy(Dated, Base):
    """A shop: the owner of stock, sales and everything else. Its business days are those of its time zone."""

    __tablename__ = "pharmacies"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(500))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    license_no: Mapped[str | None] = mapped_column(String(80))
    currency: Mapped[str] = mapped_column(String(3))
    time_zone: Mapped[str] = mapped_column(String(64))
    organization_id: Mapped[int] = mapped_column(BigId, ForeignKey("organizations.id"), index=True, nullable=True)
    """Every pharmacy has one; the database cannot demand it of a column that came later."""
    role_changes: Mapped[dict[str, object] | None] = mapped_column(JSON)
    """What its roles may beyond the presets, and what they may not: {"staff": {"granted": [], "withdrawn": []}}."""
    approval_limit: Mapped[Decimal | None] = mapped_column(Money)
    """A correction worth more needs a second person; None: none does."""
    transfer_line_cost: Mapped[Decimal] = mapped_column(Money, default=Decimal(20), server_default="200000")
    """What moving one medicine to another branch costs in work: a transfer has to save more."""
