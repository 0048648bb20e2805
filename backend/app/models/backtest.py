from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Money, PharmacyOwned, UtcDateTime
from app.models.enums import BacktestState


class Backtest(PharmacyOwned, Base):
    """What our orders would have done with a pharmacy's last weeks, beside AMC's and what the pharmacy did.

    A pharmacy has one row, which each night rewrites. Everything but the state, the sentence and the weeks is absent
    where there is not enough data. Stock is at cost, at the price where no cost is known; lost sales are at the price.
    The floats are shares. `amc_equal_stock_value`: the stock with which AMC would have filled as much as we, if any.
    `actual_stock_value` is absent where the stock was not known throughout; `actual_sentence` says why.
    """

    __tablename__ = "backtests"
    __table_args__ = (UniqueConstraint("pharmacy_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[BacktestState] = mapped_column(String(20))
    sentence: Mapped[str | None] = mapped_column(String(300))
    weeks: Mapped[int]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    medicines: Mapped[int | None]
    our_fill: Mapped[float | None]
    our_stock_value: Mapped[Decimal | None] = mapped_column(Money)
    our_value_lost: Mapped[Decimal | None] = mapped_column(Money)
    our_orders: Mapped[int | None]
    amc_fill: Mapped[float | None]
    amc_stock_value: Mapped[Decimal | None] = mapped_column(Money)
    amc_value_lost: Mapped[Decimal | None] = mapped_column(Money)
    amc_orders: Mapped[int | None]
    amc_equal_stock_value: Mapped[Decimal | None] = mapped_column(Money)
    actual_stock_value: Mapped[Decimal | None] = mapped_column(Money)
    actual_sentence: Mapped[str | None] = mapped_column(String(300))


class ForecastError(PharmacyOwned, Base):
    """How far the past forecasts of one medicine were off, rewritten each night.

    Each forecast is of the demand of 14 days; `wanted` is their mean demand. Errors are mean distances in units, losses
    twice the mean quantile loss. All are estimates, never stock or money.
    """

    __tablename__ = "forecast_errors"
    __table_args__ = (Index("ix_forecast_errors_pharmacy_id", "pharmacy_id", "our_error"),)

    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"), primary_key=True, autoincrement=False)
    forecasts: Mapped[int]
    wanted: Mapped[float]
    our_error: Mapped[float]
    naive_error: Mapped[float]
    amc_error: Mapped[float]
    our_loss: Mapped[float]
    naive_loss: Mapped[float]
    amc_loss: Mapped[float]
