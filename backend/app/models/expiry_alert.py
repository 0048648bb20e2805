from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Money, PharmacyOwned, Quantity, UtcDateTime
from app.models.enums import AlertStatus


class ExpiryAlert(PharmacyOwned, Base):
    """A batch that came within so many days of its date while units of it were there.

    Raised once for each batch, band and date: a corrected date is another alert.
    """

    __tablename__ = "expiry_alerts"
    __table_args__ = (
        UniqueConstraint("batch_id", "band_days", "expires_on"),
        Index("ix_expiry_alerts_pharmacy_id_status", "pharmacy_id", "status", "expires_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("batches.id"))
    band_days: Mapped[int]
    expires_on: Mapped[date]
    status: Mapped[AlertStatus] = mapped_column(String(20))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ExpiryRisk(PharmacyOwned, Base):
    """What is on hand of a batch that expires within half a year, or has: what it is worth, what will be left of it.

    `unsold_qty` are the units expected to be there still when its last day ends, `unsold_chance` is the chance that any
    is (an estimate, hence a float); absent: nobody knows what will be asked for. `value` and `unsold_value` are at
    cost, and absent where nobody knows the cost. `transfer_qty`: units that another branch would sell in time.
    """

    __tablename__ = "expiry_risks"
    __table_args__ = (Index("ix_expiry_risks_pharmacy_id_expires_on", "pharmacy_id", "expires_on"),)

    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("batches.id"), primary_key=True, autoincrement=False)
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"), index=True)
    supplier_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("suppliers.id"))
    expires_on: Mapped[date]
    on_hand_qty: Mapped[Decimal] = mapped_column(Quantity)
    value: Mapped[Decimal | None] = mapped_column(Money)
    mrp_value: Mapped[Decimal] = mapped_column(Money)
    unsold_qty: Mapped[Decimal | None] = mapped_column(Quantity)
    unsold_value: Mapped[Decimal | None] = mapped_column(Money)
    unsold_chance: Mapped[float | None]
    transfer_to_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pharmacies.id"))
    transfer_qty: Mapped[Decimal | None] = mapped_column(Quantity)


class ExpiryRun(PharmacyOwned, Base):
    """When a pharmacy's expiry risks were last brought up to date, for which day, and with which forecasts.

    `forecast_at`: when what forecasts the demand was learned; absent where nothing was.
    """

    __tablename__ = "expiry_runs"
    __table_args__ = (UniqueConstraint("pharmacy_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    computed_for: Mapped[date]
    forecast_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
