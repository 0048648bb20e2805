"""Reading what the engine is told of the past: sales, stock, and what it has learned before."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ml_client import reorder_predictor
from app.ml_client.reorder_predictor import Forecaster, ItemHistory
from app.models import ForecastModel, Medicine
from app.services.reorder_engine import queries
from app.services.reorder_engine.history import (
    LONGEST_HISTORY_DAYS,
    DaySales,
    Known,
    StockChange,
    daily_demand,
    known_days,
)
from app.utils import clock

log = structlog.get_logger("forecasts")

Progress = Callable[[int, int], None]

Sales = dict[int, list[DaySales]]
Changes = dict[int, list[StockChange]]


def told_nobody(_done: int, _total: int) -> None:
    """Progress where nobody waits."""


def unit_cost(medicine: Medicine) -> Decimal:
    """What a unit costs; the price where nobody has told."""
    return medicine.price if medicine.unit_cost is None else medicine.unit_cost


async def what_is_known(session: AsyncSession, today: date) -> Known:
    """The days of which the pharmacy's sales tell anything."""
    last = await session.scalar(queries.last_sale_day(today)) or today
    since = last - timedelta(days=LONGEST_HISTORY_DAYS)
    return known_days(list(await session.scalars(queries.sale_days(since))), today=today)


async def movements_of(session: AsyncSession, ids: list[int], known: Known, time_zone: str) -> tuple[Sales, Changes]:
    """What was sold of medicines and asked for in vain, and how their stock changed, each by medicine."""
    since = known.through - timedelta(days=LONGEST_HISTORY_DAYS)
    sales: Sales = defaultdict(list)
    for sale in await session.execute(queries.day_sales(ids, since)):
        sales[sale[0]].append(DaySales(*sale))
    for lost in await session.execute(queries.lost_sales(ids, since)):
        sales[lost[0]].append(DaySales(*lost, is_lost=True))
    changes: Changes = defaultdict(list)
    for medicine_id, batch_id, expires_on, at, change in await session.execute(queries.stock_changes(ids)):
        day = clock.business_day(at, time_zone)
        changes[medicine_id].append(StockChange(medicine_id, batch_id, expires_on, day, change))
    return sales, changes


async def histories_of(session: AsyncSession, ids: list[int], known: Known, *, time_zone: str) -> list[ItemHistory]:
    """The demand histories of medicines, as the engine sees them."""
    sales, changes = await movements_of(session, ids, known, time_zone)
    return [history_of(item, sales[item], changes[item], known) for item in ids]


def history_of(
    medicine_id: int, sales: Iterable[DaySales], changes: Sequence[StockChange], known: Known
) -> ItemHistory:
    """The demand history of one medicine, as the engine sees it."""
    demand = daily_demand(sales, changes, known)
    return ItemHistory(medicine_id, demand.first_day, demand.units, sold_out=demand.sold_out)


async def forecaster_of(session: AsyncSession) -> Forecaster:
    """What forecasts the pharmacy's demand at present."""
    stored = await session.scalar(select(ForecastModel))
    return served_by(stored)


def served_by(stored: ForecastModel | None) -> Forecaster:
    """The forecaster that was stored; the exponential mean where none was, or where it is not what was stored.

    What was learned is not worth stopping a pharmacy's orders for.
    """
    if stored is None:
        return reorder_predictor.forecaster(None, None)
    try:
        return reorder_predictor.forecaster(stored.content, stored.content_sha256)
    except reorder_predictor.ChangedForecaster:
        log.error("forecaster_changed", forecast_model_id=stored.id)
        return reorder_predictor.forecaster(None, None)
