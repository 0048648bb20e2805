"""Bringing up to date what is expected to expire unsold: what changed since the last time, or all on a new day."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database, pharmacy_of
from app.models import ExpiryRisk, ExpiryRun
from app.models.enums import BatchState
from app.services import pharmacies
from app.services.expiry_alerts import queries
from app.services.expiry_alerts.ladder import LONGEST_DAYS
from app.services.expiry_alerts.simulation import DatedLot, average_demand, exact_demand, expected_unsold
from app.services.reorder_engine.compute import SLOWEST_TRANSACTION
from app.services.reorder_engine.queries import last_run as last_reorder_run
from app.utils import clock
from app.utils.quantities import worth

SALES_DAYS: Final = 90
CHUNK: Final = 500

DatedBatch = Row[*tuple[Any, ...]]
"""A batch with the cost, price and supplier that hold for it."""


async def refresh(database: Database, *, pharmacy_id: int, time_zone: str) -> int:
    """Compute again what may have changed; answers of how many medicines that was."""
    async with database.turns[pharmacy_id]:  # several looks at the list at once are one computation
        return await _refresh(database, pharmacy_id=pharmacy_id, time_zone=time_zone)


async def _refresh(database: Database, *, pharmacy_id: int, time_zone: str) -> int:
    began, today = clock.now(), clock.today(time_zone)
    async with database.read(pharmacy_id) as session:
        run = await session.scalar(queries.last_run())
        reorder_run = await session.scalar(last_reorder_run())
        stale = await _stale(session, run, today)
    for start in range(0, len(stale), CHUNK):
        async with database.transaction(pharmacy_id) as session:
            await pharmacies.take_turn(session)  # whoever computes the same medicines later has seen more
            await _compute(session, stale[start : start + CHUNK], today)
    if stale or run is None or run.computed_for != today:
        async with database.transaction(pharmacy_id) as session:
            await _note_run(session, began, today, forecast_at=reorder_run.checked_at if reorder_run else None)
    return len(stale)


async def _stale(session: AsyncSession, run: ExpiryRun | None, today: date) -> list[int]:
    until = today + timedelta(days=LONGEST_DAYS)
    if run is None or run.computed_for != today:
        return list(await session.scalars(queries.medicines_at_risk(until)))
    since = run.computed_at - SLOWEST_TRANSACTION
    return list(await session.scalars(queries.changed_at_risk(until, since=since, forecast_since=run.forecast_at)))


async def _compute(session: AsyncSession, ids: list[int], today: date) -> None:
    batches: defaultdict[int, list[DatedBatch]] = defaultdict(list)
    for batch in await session.execute(queries.dated_batches(ids, today + timedelta(days=LONGEST_DAYS))):
        batches[batch.medicine_id].append(batch)
    demands = await _demands(session, ids, today)
    risks = [
        {"pharmacy_id": pharmacy_of(session), **risk}
        for medicine_id, of_medicine in batches.items()
        for risk in _risks(of_medicine, demands.get(medicine_id), today)
    ]
    await session.execute(queries.risks_of(ids), execution_options={"synchronize_session": False})
    if risks:
        await session.execute(insert(ExpiryRisk), risks)


async def _demands(session: AsyncSession, ids: list[int], today: date) -> dict[int, Decimal]:
    """Base units a day of each medicine, as forecast or else as it sold lately; absent where neither is known."""
    sold = await session.execute(queries.sold(ids, days=SALES_DAYS, before=today))
    averages = {item: average_demand(qty, days=SALES_DAYS) for item, qty in sold}
    return averages | {item: exact_demand(per_day) for item, per_day in await session.execute(queries.forecasts(ids))}


def _risks(
    batches: list[Row[*tuple[Any, ...]]], demand_per_day: Decimal | None, today: date
) -> list[dict[str, object]]:
    lots = [DatedLot(one.id, one.expires_on, one.on_hand_qty, one.state != BatchState.OK) for one in batches]
    unsold = expected_unsold(lots, demand_per_day=demand_per_day, on=today)
    return [
        {
            "batch_id": one.id,
            "medicine_id": one.medicine_id,
            "supplier_id": one.supplier_id,
            "expires_on": one.expires_on,
            "on_hand_qty": one.on_hand_qty,
            "value": _worth(one.on_hand_qty, one.unit_cost),
            "mrp_value": worth(one.on_hand_qty, one.mrp),
            "unsold_qty": unsold[one.id],
            "unsold_value": _worth(unsold[one.id], one.unit_cost),
        }
        for one in batches
    ]


def _worth(qty: Decimal | None, unit_cost: Decimal | None) -> Decimal | None:
    return None if qty is None or unit_cost is None else worth(qty, unit_cost)


async def _note_run(session: AsyncSession, began: datetime, today: date, *, forecast_at: datetime | None) -> None:
    await pharmacies.take_turn(session)
    run = await session.scalar(queries.last_run())
    if run is None:
        run = ExpiryRun()
        session.add(run)
    run.computed_at, run.computed_for, run.forecast_at = began, today, forecast_at
