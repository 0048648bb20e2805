"""The nightly proof: our orders and forecasts replayed on the pharmacy's own last weeks, and what came of it stored."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database, pharmacy_of
from app.ml_client import proof
from app.ml_client.reorder_predictor import Forecaster, ItemHistory
from app.models import Backtest, ForecastError, ForecastModel
from app.models.enums import BacktestState
from app.services import pharmacies
from app.services.reorder_engine import queries
from app.services.reorder_engine.demand import Progress, told_nobody, what_is_known
from app.services.reorder_engine.past import Past, pasts
from app.utils import clock
from app.utils.quantities import MAX_MONEY

WEEKS: Final = 13
CHUNK: Final = 500

_READ_PERCENT: Final = 50


async def prove(
    database: Database, *, pharmacy_id: int, time_zone: str, progress: Progress = told_nobody, **_event: object
) -> dict[str, object]:
    """See what our orders would have done in the last 13 weeks and how far off our forecasts were, and store it.

    The same sales, stock, terms and day give the same figures.
    """
    past = await _read(database, pharmacy_id, time_zone, progress)
    bought = [one.bought for one in past]
    forecaster = await _as_served(database, pharmacy_id, [one.history for one in bought])
    result = await proof.backtest(
        bought,
        weeks=WEEKS,
        forecaster=forecaster,
        progress=lambda done, total: progress(_READ_PERCENT + (100 - _READ_PERCENT) * done // total, 100),
    )
    errors = await proof.accuracy([one.history for one in bought], weeks=WEEKS, forecaster=forecaster)
    figures = _nothing(result) if isinstance(result, proof.NotEnoughData) else _figures(result) | _actual(past)
    async with database.transaction(pharmacy_id) as session:
        await pharmacies.take_turn(session)
        await _store_backtest(session, figures)
        await _store_errors(session, errors)
    return {
        "state": figures["state"],
        "weeks": WEEKS,
        "medicines": len(past),
        "forecast_medicines": len(errors),
        "forecaster": forecaster.name,
    }


async def _as_served(database: Database, pharmacy_id: int, histories: Sequence[ItemHistory]) -> Forecaster:
    """A forecaster of the kind that serves the pharmacy.

    What serves has seen the weeks that are judged: where it is learned, another learns from the days before them.
    """
    async with database.read(pharmacy_id) as session:
        is_learned = await session.scalar(select(ForecastModel.content.is_not(None)))
    return await proof.learn_before(histories, weeks=WEEKS) if is_learned else proof.FORECASTER


async def _read(database: Database, pharmacy_id: int, time_zone: str, progress: Progress) -> list[Past]:
    async with database.read(pharmacy_id) as session:
        known = await what_is_known(session, clock.today(time_zone))
        ids = list(await session.scalars(queries.live_medicine_ids()))
    found: list[Past] = []
    for start in range(0, len(ids), CHUNK):
        async with database.read(pharmacy_id) as session:
            some = ids[start : start + CHUNK]
            found += await pasts(session, some, known, days=WEEKS * 7, time_zone=time_zone)
        progress(_READ_PERCENT * (start + len(some)) // len(ids), 100)
    return found


def _nothing(result: proof.NotEnoughData) -> dict[str, object]:
    """The columns of a backtest that could not be made: each is emptied."""
    columns = {column.key: None for column in Backtest.__mapper__.columns if column.nullable}
    return columns | {"state": BacktestState.NOT_ENOUGH_DATA, "sentence": result.sentence}


def _figures(result: proof.Backtest) -> dict[str, object]:
    equal = result.amc_stock_at_equal_fill
    return {
        "state": BacktestState.DONE,
        "sentence": None,
        "first_day": result.first_day,
        "last_day": result.last_day,
        "medicines": result.items,
        **_outcome("our", result.ours),
        **_outcome("amc", result.amc),
        "amc_equal_stock_value": None if equal is None else _money(equal),
    }


def _outcome(whose: str, outcome: proof.Outcome) -> dict[str, object]:
    return {
        f"{whose}_fill": outcome.fill_by_value,
        f"{whose}_stock_value": _money(outcome.average_stock_value),
        f"{whose}_value_lost": _money(outcome.value_lost),
        f"{whose}_orders": outcome.orders,
    }


def _money(estimate: float) -> Decimal:
    return min(Decimal(f"{estimate:.2f}"), MAX_MONEY)


def _actual(past: Sequence[Past]) -> dict[str, object]:
    """What the pharmacy's own stock was worth, where it was known of every medicine on every day."""
    known = [one.stock_value for one in past if one.stock_value is not None]
    if len(known) == len(past):
        return {"actual_stock_value": min(sum(known, Decimal(0)), MAX_MONEY), "actual_sentence": None}
    sentence = f"The stock of {len(past) - len(known)} of {len(past)} medicines was not known on every day."
    return {"actual_stock_value": None, "actual_sentence": sentence}


async def _store_backtest(session: AsyncSession, figures: dict[str, object]) -> None:
    row = await session.scalar(select(Backtest))
    if row is None:
        row = Backtest()
        session.add(row)
    for name, value in (figures | {"weeks": WEEKS, "computed_at": clock.now()}).items():
        setattr(row, name, value)


async def _store_errors(session: AsyncSession, errors: Sequence[proof.ItemAccuracy]) -> None:
    await session.execute(delete(ForecastError), execution_options={"synchronize_session": False})
    rows = [
        {
            "pharmacy_id": pharmacy_of(session),
            "medicine_id": one.item_id,
            "forecasts": one.forecasts,
            "wanted": one.wanted,
            "our_error": one.ours.absolute,
            "naive_error": one.naive.absolute,
            "amc_error": one.amc.absolute,
            "our_loss": one.ours.loss,
            "naive_loss": one.naive.loss,
            "amc_loss": one.amc.loss,
        }
        for one in errors
    ]
    for start in range(0, len(rows), CHUNK):
        await session.execute(insert(ForecastError), rows[start : start + CHUNK])
