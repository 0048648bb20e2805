"""Bringing up to date what is expected to expire unsold: what changed since the last time, or all on a new day."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database, pharmacy_of
from app.ml_client import expiry_model
from app.ml_client.expiry_model import Left, Lot
from app.models import ExpiryRisk, ExpiryRun
from app.models.enums import BatchState
from app.services import pharmacies
from app.services.expiry_alerts import queries
from app.services.expiry_alerts.elsewhere import find_moves
from app.services.expiry_alerts.ladder import LONGEST_DAYS
from app.services.reorder_engine.compute import SLOWEST_TRANSACTION
from app.services.reorder_engine.demand import forecaster_of, histories_of, what_is_known
from app.services.reorder_engine.history import Known
from app.services.stock import fefo
from app.utils import clock
from app.utils.quantities import worth

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
        learned_at = await session.scalar(queries.forecaster_learned_at())
        stale = await _stale(session, run, today, learned_at)
        known = await what_is_known(session, today) if stale else None
    for start in range(0, len(stale), CHUNK):
        assert known is not None
        ids = stale[start : start + CHUNK]
        async with database.transaction(pharmacy_id) as session:
            await pharmacies.take_turn(session)  # whoever computes the same medicines later has seen more
            await _compute(session, ids, known, today=today, time_zone=time_zone)
        await find_moves(database, pharmacy_id=pharmacy_id, medicine_ids=ids, today=today)
    if stale or run is None or run.computed_for != today:
        async with database.transaction(pharmacy_id) as session:
            await _note_run(session, began, today, forecast_at=learned_at)
    return len(stale)


async def _stale(session: AsyncSession, run: ExpiryRun | None, today: date, learned_at: datetime | None) -> list[int]:
    until = today + timedelta(days=LONGEST_DAYS)
    if run is None or run.computed_for != today or run.forecast_at != learned_at:
        return list(await session.scalars(queries.medicines_at_risk(until)))
    return list(await session.scalars(queries.changed_at_risk(until, since=run.computed_at - SLOWEST_TRANSACTION)))


async def _compute(session: AsyncSession, ids: list[int], known: Known, *, today: date, time_zone: str) -> None:
    rows = await session.execute(queries.dated_batches(ids, today + timedelta(days=LONGEST_DAYS)))
    batches = list(rows)
    left = await _left(session, batches, known, today=today, time_zone=time_zone)
    risks = [{"pharmacy_id": pharmacy_of(session), **_risk(batch, left[batch.id])} for batch in batches]
    await session.execute(queries.risks_of(ids), execution_options={"synchronize_session": False})
    if risks:
        await session.execute(insert(ExpiryRisk), risks)


async def _left(
    session: AsyncSession, batches: list[DatedBatch], known: Known, *, today: date, time_zone: str
) -> dict[int, Left | None]:
    """What will be left of each batch, by its id: all of one that is blocked or past its date."""
    selling = [one for one in batches if one.state == BatchState.OK and not fefo.is_expired(one.expires_on, today)]
    lots = [Lot(one.medicine_id, (one.expires_on - today).days + 1, float(one.on_hand_qty)) for one in selling]
    ids = sorted({lot.medicine_id for lot in lots})
    histories = await histories_of(session, ids, known, time_zone=time_zone) if ids else []
    told = await expiry_model.what_is_left(histories, lots, forecaster=await forecaster_of(session))
    everything = {one.id: Left(1.0, float(one.on_hand_qty)) for one in batches}
    return everything | {one.id: left for one, left in zip(selling, told, strict=True)}


def _risk(batch: DatedBatch, left: Left | None) -> dict[str, object]:
    unsold = None if left is None else _exact(left.units, most=batch.on_hand_qty)
    return {
        "batch_id": batch.id,
        "medicine_id": batch.medicine_id,
        "supplier_id": batch.supplier_id,
        "expires_on": batch.expires_on,
        "on_hand_qty": batch.on_hand_qty,
        "value": _worth(batch.on_hand_qty, batch.unit_cost),
        "mrp_value": worth(batch.on_hand_qty, batch.mrp),
        "unsold_qty": unsold,
        "unsold_value": _worth(unsold, batch.unit_cost),
        "unsold_chance": None if left is None else left.chance,
    }


def _exact(units: float, *, most: Decimal) -> Decimal:
    """An estimate in hundredths of a unit; what is on hand where all of it is meant."""
    return most if units >= float(most) else Decimal(str(round(units, 2)))


def _worth(qty: Decimal | None, unit_cost: Decimal | None) -> Decimal | None:
    return None if qty is None or unit_cost is None else worth(qty, unit_cost)


async def _note_run(session: AsyncSession, began: datetime, today: date, *, forecast_at: datetime | None) -> None:
    await pharmacies.take_turn(session)
    run = await session.scalar(queries.last_run())
    if run is None:
        run = ExpiryRun()
        session.add(run)
    run.computed_at, run.computed_for, run.forecast_at = began, today, forecast_at
