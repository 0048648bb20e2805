"""Bringing a pharmacy's suggestions up to date: what changed since the last time, or everything on a new day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database
from app.ml_client import reorder_predictor
from app.ml_client.reorder_predictor import Advice, Scheme, StockPosition
from app.models import Medicine, ReorderRun, Suggestion
from app.models.enums import SuggestionStatus, Urgency
from app.services import inventory, pharmacies
from app.services.reorder_engine import queries, shelf_life, suppliers
from app.services.reorder_engine.analogues import analogues_of
from app.services.reorder_engine.demand import forecaster_of, histories_of, unit_cost, what_is_known
from app.services.reorder_engine.free_goods import free_with
from app.services.reorder_engine.history import Known
from app.utils import clock
from app.utils.quantities import plain, worth

# A change committed this long after the clock was read for it is still seen by the next look.
SLOWEST_TRANSACTION: Final = timedelta(seconds=5)
CHUNK: Final = 500


@dataclass(frozen=True)
class Shelf:
    """What is on hand of a medicine, what of it may be sold, and what of that for so many more days only."""

    on_hand: Decimal
    usable: Decimal
    expiring: tuple[tuple[int, Decimal], ...]
    is_known: bool


@dataclass(frozen=True)
class Terms:
    """In which packs and multiples a medicine is delivered, at least how much of it, and what is free; base units."""

    pack_size: Decimal
    moq: Decimal
    multiple: Decimal | None
    scheme: Scheme | None


@dataclass(frozen=True)
class Computed:
    """An advice with the medicine and the shelf it was computed for."""

    medicine: Medicine
    shelf: Shelf
    advice: Advice


async def refresh(database: Database, *, pharmacy_id: int, time_zone: str) -> int:
    """Compute again what may have changed; answers how many medicines that were.

    The calculation reads first and writes afterwards, so that no lock is held while the engine thinks. What changes
    in between is seen the next time, for the run notes the moment before it read.
    """
    async with database.turns[pharmacy_id]:  # several looks at the list at once are one computation
        return await _refresh(database, pharmacy_id=pharmacy_id, time_zone=time_zone)


async def _refresh(database: Database, *, pharmacy_id: int, time_zone: str) -> int:
    began, today = clock.now(), clock.today(time_zone)
    async with database.read(pharmacy_id) as session:
        run = await session.scalar(queries.last_run())
    if run is None or run.computed_for != today:
        async with database.transaction(pharmacy_id) as session:
            await suppliers.measure(session, today=today, time_zone=time_zone)
    async with database.read(pharmacy_id) as session:
        stale = await _stale(session, run, began, today, time_zone)
        known = await what_is_known(session, today) if stale else None
    for start in range(0, len(stale), CHUNK):
        assert known is not None
        ids = stale[start : start + CHUNK]
        async with database.read(pharmacy_id) as session:
            computed = await _compute(session, ids, known, now=began, time_zone=time_zone)
        async with database.transaction(pharmacy_id) as session:
            await _store(session, computed, known=known, today=today, at=began)
    if stale:
        async with database.transaction(pharmacy_id) as session:
            await _note_run(session, began, today)
    return len(stale)


async def look_at_everything(session: AsyncSession) -> None:
    """Have the next refresh compute every medicine, for a change that its window of a few seconds may have missed."""
    await session.execute(update(ReorderRun).values(computed_for=date.min))


async def _stale(
    session: AsyncSession, run: ReorderRun | None, now: datetime, today: date, time_zone: str
) -> list[int]:
    if run is None or run.computed_for != today:
        return list(await session.scalars(queries.live_medicine_ids()))
    since = run.checked_at - SLOWEST_TRANSACTION
    # A sale of an earlier day may move where the data end, or fill a gap in them: that concerns every medicine.
    if await session.scalar(queries.past_sale_since(since, today)) is not None:
        return list(await session.scalars(queries.live_medicine_ids()))
    hours = f"{clock.local(run.checked_at, time_zone):%H:%M}", f"{clock.local(now, time_zone):%H:%M:%S}"
    return sorted(await session.scalars(queries.touched_since(since, cut_offs=hours)))


async def _compute(
    session: AsyncSession, ids: list[int], known: Known, *, now: datetime, time_zone: str
) -> list[Computed]:
    local = clock.local(now, time_zone)
    medicines = list(await session.scalars(select(Medicine).where(Medicine.id.in_(ids))))
    shelves = await _shelves(session, medicines, local.date())
    histories = await histories_of(session, ids, known, time_zone=time_zone)
    terms = {
        item: Terms(pack, least, multiple, Scheme(buy, free) if buy and free else None)
        for item, pack, least, multiple, buy, free in await session.execute(queries.buying_terms(ids))
    }
    lives = await _arriving_lives(session, ids, time_zone)
    by_id = await suppliers.suppliers_of(session, ids)
    positions = [
        _position(medicine, shelves[medicine.id], terms[medicine.id], lives[medicine.id]).with_deliveries(
            suppliers.expected(medicine, by_id.get(medicine.supplier_id or 0), local)
        )
        for medicine in medicines
    ]
    forecaster = await forecaster_of(session)
    analogues = await analogues_of(session, histories, known, time_zone=time_zone)
    advices = await reorder_predictor.advise(
        histories, positions, as_of=known.through, forecaster=forecaster, analogues=analogues
    )
    return [
        Computed(medicine, shelves[medicine.id], advice) for medicine, advice in zip(medicines, advices, strict=True)
    ]


async def _shelves(session: AsyncSession, medicines: Sequence[Medicine], today: date) -> dict[int, Shelf]:
    ids = [medicine.id for medicine in medicines]
    stocked = {row[0]: row for row in await session.execute(queries.shelf(ids, today))}
    lots: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for medicine_id, expires_on, qty in await session.execute(queries.expiring(ids, today)):
        if expires_on is not None:
            lots[medicine_id].append(((expires_on - today).days + 1, qty))
    nothing = Decimal(0)
    return {
        item: Shelf(stocked[item][1], stocked[item][2], tuple(lots[item]), is_known=True)
        if item in stocked
        else Shelf(nothing, nothing, (), is_known=False)
        for item in ids
    }


async def _arriving_lives(session: AsyncSession, ids: list[int], time_zone: str) -> dict[int, int | None]:
    """For how many days each medicine's deliveries can be sold when they arrive; None where that is not known."""
    receipts: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for item, at, expires_on in await session.execute(queries.dated_receipts(ids, shelf_life.LAST_RECEIPTS)):
        receipts[item].append((clock.business_day(at, time_zone), expires_on))
    return {item: shelf_life.arriving_days(receipts[item]) for item in ids}


def _position(medicine: Medicine, shelf: Shelf, terms: Terms, arriving_days: int | None) -> StockPosition:
    return StockPosition(
        item_id=medicine.id,
        on_hand=shelf.on_hand,
        usable=shelf.usable,
        on_order=medicine.on_order_qty,
        lead_time_days=medicine.lead_time_days,
        review_days=medicine.review_days,
        service_level=inventory.service_level(medicine.service_level, medicine.ven, medicine.abc).share,
        pack_size=terms.pack_size,
        moq=terms.moq,
        expiring=shelf.expiring,
        reorder_level=medicine.reorder_level,
        stock_known=shelf.is_known,
        arriving_shelf_life_days=arriving_days,
        unit_cost=unit_cost(medicine),
        multiple=terms.multiple,
        scheme=terms.scheme,
    )


async def _store(session: AsyncSession, computed: list[Computed], *, known: Known, today: date, at: datetime) -> None:
    ids = [one.medicine.id for one in computed]
    await pharmacies.take_turn(session)
    silent = set(await session.scalars(queries.silenced(ids, today)))
    live = {row.medicine_id: row for row in await session.scalars(queries.live(ids))}
    for one in computed:
        suggestion = live.get(one.medicine.id)
        if suggestion is None:
            suggestion = Suggestion(medicine_id=one.medicine.id, computed_at=at)
        if one.medicine.id in silent or suggestion.computed_at > at:
            continue
        session.add(suggestion)
        _fill(suggestion, one, known.through, at)


def _fill(suggestion: Suggestion, one: Computed, through: date, at: datetime) -> None:
    """Write a computation into a suggestion. A quantity somebody edited stays while the advice stays the same."""
    advice = one.advice
    edited = suggestion.suggested_qty == advice.order_qty and suggestion.order_qty != advice.order_qty
    suggestion.order_qty = suggestion.order_qty if edited else plain(advice.order_qty)
    suggestion.suggested_qty = plain(advice.order_qty)
    suggestion.free_qty = free_with(advice.inputs, suggestion.order_qty)
    suggestion.status = SuggestionStatus.OPEN if advice.order_qty > 0 else SuggestionStatus.NOTHING_TO_ORDER
    suggestion.unit_cost = unit_cost(one.medicine)
    suggestion.order_value = worth(suggestion.order_qty, suggestion.unit_cost)
    suggestion.on_hand_qty = one.shelf.on_hand
    suggestion.usable_qty = plain(one.shelf.usable - advice.expires_unsold)
    suggestion.expiring_qty = advice.expires_unsold
    suggestion.on_order_qty = one.medicine.on_order_qty
    suggestion.stock_known = one.shelf.is_known
    suggestion.demand_per_day = advice.demand_per_day
    suggestion.expected_demand = advice.expected_demand
    suggestion.order_up_to = advice.order_up_to
    suggestion.safety_qty = advice.safety_stock
    suggestion.days_of_cover = advice.days_of_cover
    suggestion.confidence = advice.confidence
    suggestion.urgency = Urgency(advice.urgency)
    suggestion.reason = advice.reason
    suggestion.explanation = advice.explanation
    suggestion.model = reorder_predictor.ENGINE
    suggestion.inputs = advice.inputs
    suggestion.as_of = through
    suggestion.computed_at = at


async def _note_run(session: AsyncSession, began: datetime, today: date) -> None:
    await pharmacies.take_turn(session)
    run = await session.scalar(queries.last_run())
    if run is None:
        run = ReorderRun()
        session.add(run)
    run.checked_at = began
    run.computed_for = today
    run.data_through = await session.scalar(queries.last_sale_day(today + timedelta(days=1)))
