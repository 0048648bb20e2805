from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, PharmacyOwned, Quantity, UtcDateTime
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
    """How many units of a batch are expected to be there still when its last day ends.

    Computed for the batches that expire within half a year; `unsold_qty` absent: nobody knows what will be asked for.
    """

    __tablename__ = "expiry_risks"

    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("batches.id"), primary_key=True)
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"), index=True)
    unsold_qty: Mapped[Decimal | None] = mapped_column(Quantity)


class ExpiryRun(PharmacyOwned, Base):
    """When a pharmacy's expiry risks were last brought up to date, and for which day."""

    __tablename__ = "expiry_runs"
    __table_args__ = (UniqueConstraint("pharmacy_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    computed_for: Mapped[date]
