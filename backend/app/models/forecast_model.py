from datetime import date, datetime

from sqlalchemy import JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, PharmacyOwned, UtcDateTime


class ForecastModel(PharmacyOwned, Base):
    """What the engine has learned from all medicines of a pharmacy, and how it did when it was last learned.

    A pharmacy has one row at most, which learning rewrites. Without `content` the exponential mean forecasts.
    `losses`: weighted quantile losses of the last 14 days, by what was compared; estimates, never stock or money.
    `coverages`: share of medicines within the 0.9 quantile in those days, likewise.
    `drift_ratio`: loss of what was served in those days by its loss when it was learned; `coverage_shift`: its coverage
    less that of then. None where nothing was served before.
    """

    __tablename__ = "forecast_models"
    __table_args__ = (UniqueConstraint("pharmacy_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    learned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    learned_through: Mapped[date]
    medicines: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    content: Mapped[str | None] = mapped_column(Text)
    content_sha256: Mapped[str | None] = mapped_column(String(64))
    losses: Mapped[dict[str, float]] = mapped_column(JSON)
    coverages: Mapped[dict[str, float]] = mapped_column(JSON)
    drift_ratio: Mapped[float | None]
    coverage_shift: Mapped[float | None]
