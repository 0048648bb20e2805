"""Reading what the nightly proof found."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import UnknownSort
from app.ml_client.proof import AVERAGE_DAYS, HORIZON_DAYS
from app.models import Backtest, ForecastError, Medicine
from app.models.enums import BacktestState
from app.services.reorder_engine.drift import drift_sentence
from app.services.reorder_engine.proof import WEEKS
from app.utils.paging import Page, PageRequest

NOT_YET: Final = "Nothing has been computed yet: it is every night."
NO_FORECAST: Final = (
    f"A forecast of {HORIZON_DAYS} days can be checked when {AVERAGE_DAYS} days before it and its own are known; "
    "no medicine has such days yet."
)
FILL_UNKNOWN: Final = "Not all that customers ask for in vain is noted, so nobody can tell the share that was filled."

_ERRORS: Final = (
    ForecastError.our_error,
    ForecastError.naive_error,
    ForecastError.amc_error,
    ForecastError.our_loss,
    ForecastError.naive_loss,
    ForecastError.amc_loss,
)
_ORDERS: Final[dict[str, Any]] = {
    "our_error": ForecastError.our_error,
    "naive_error": ForecastError.naive_error,
    "amc_error": ForecastError.amc_error,
    "wanted": ForecastError.wanted,
    "forecasts": ForecastError.forecasts,
    "medicine_name": Medicine.name_key,
}


@dataclass(frozen=True)
class RuleOutcome:
    """What came of a rule: share of demand filled by value, average stock at cost, sales lost at the price, orders."""

    fill: float
    stock_value: Decimal
    value_lost: Decimal
    orders: int


@dataclass(frozen=True)
class ActualOutcome:
    """What the pharmacy did, as far as it can be told, and why not further."""

    stock_value: Decimal | None
    fill: float | None
    sentence: str


@dataclass(frozen=True)
class Backtested:
    """The newest backtest; all but state, sentence and weeks are absent where there is not enough data.

    `stock_ratio` and `equal_fill_ratio` are our stock as a share of AMC's: at the fill that each reached, and at ours.
    """

    state: BacktestState
    sentence: str | None
    computed_at: datetime | None
    weeks: int
    first_day: date | None = None
    last_day: date | None = None
    medicines: int | None = None
    ours: RuleOutcome | None = None
    amc: RuleOutcome | None = None
    stock_ratio: float | None = None
    amc_equal_stock_value: Decimal | None = None
    equal_fill_ratio: float | None = None
    actual: ActualOutcome | None = None


@dataclass(frozen=True)
class ErrorSummary:
    """All forecasts together: units off, and quantile loss, as shares of the units wanted."""

    state: BacktestState
    sentence: str | None
    horizon_days: int
    drift_sentence: str | None
    medicines: int
    forecasts: int
    our_error: float | None
    naive_error: float | None
    amc_error: float | None
    our_loss: float | None
    naive_loss: float | None
    amc_loss: float | None


async def backtested(session: AsyncSession) -> Backtested:
    """The newest backtest of the pharmacy."""
    row = await session.scalar(select(Backtest))
    if row is None:
        return Backtested(BacktestState.NOT_ENOUGH_DATA, NOT_YET, None, WEEKS)
    if row.state == BacktestState.NOT_ENOUGH_DATA:
        return Backtested(row.state, row.sentence, row.computed_at, row.weeks)
    ours = _outcome(row.our_fill, row.our_stock_value, row.our_value_lost, row.our_orders)
    amc = _outcome(row.amc_fill, row.amc_stock_value, row.amc_value_lost, row.amc_orders)
    told = [row.actual_sentence] if row.actual_sentence else []
    return Backtested(
        state=row.state,
        sentence=None,
        computed_at=row.computed_at,
        weeks=row.weeks,
        first_day=row.first_day,
        last_day=row.last_day,
        medicines=row.medicines,
        ours=ours,
        amc=amc,
        stock_ratio=_ratio(ours.stock_value, amc.stock_value),
        amc_equal_stock_value=row.amc_equal_stock_value,
        equal_fill_ratio=_ratio(ours.stock_value, row.amc_equal_stock_value),
        actual=ActualOutcome(row.actual_stock_value, None, " ".join([*told, FILL_UNKNOWN])),
    )


async def list_forecast_errors(
    session: AsyncSession, *, page: PageRequest
) -> tuple[ErrorSummary, Page[Row[*tuple[Any, ...]]]]:
    """All forecasts together, and a page of medicines, those first whose forecasts were furthest off.

    Raises:
        UnknownSort: they cannot be sorted that way.
    """
    summary = await _summary(session)
    rows = await session.execute(_sorted(page.sort).offset(page.offset).limit(page.page_size))
    return summary, Page(list(rows), summary.medicines, page)


def _outcome(
    fill: float | None, stock_value: Decimal | None, value_lost: Decimal | None, orders: int | None
) -> RuleOutcome:
    assert fill is not None
    assert stock_value is not None
    assert value_lost is not None
    assert orders is not None
    return RuleOutcome(fill, stock_value, value_lost, orders)


def _ratio(ours: Decimal, theirs: Decimal | None) -> float | None:
    return float(ours / theirs) if theirs else None


async def _summary(session: AsyncSession) -> ErrorSummary:
    units = func.sum(ForecastError.forecasts * ForecastError.wanted)
    shares = [func.sum(ForecastError.forecasts * column) / func.nullif(units, 0) for column in _ERRORS]
    query = select(func.count(), func.coalesce(func.sum(ForecastError.forecasts), 0), *shares)
    row = (await session.execute(_of_live(query.select_from(ForecastError)))).one()
    drifted = await drift_sentence(session)
    if not row[0]:
        return ErrorSummary(BacktestState.NOT_ENOUGH_DATA, NO_FORECAST, HORIZON_DAYS, drifted, *row)
    return ErrorSummary(BacktestState.DONE, None, HORIZON_DAYS, drifted, *row)


def _of_live(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.join(Medicine, Medicine.id == ForecastError.medicine_id).where(Medicine.archived_at.is_(None))


def _sorted(sort: str | None) -> Select[*tuple[Any, ...]]:
    wanted = sort or "-our_error"
    column = _ORDERS.get(wanted.removeprefix("-"))
    if column is None:
        raise UnknownSort.of(wanted, _ORDERS)
    told = (ForecastError.medicine_id, Medicine.name.label("medicine_name"), ForecastError.forecasts)
    query = _of_live(select(*told, ForecastError.wanted, *_ERRORS).select_from(ForecastError))
    return query.order_by(column.desc() if wanted.startswith("-") else column.asc(), ForecastError.medicine_id)
