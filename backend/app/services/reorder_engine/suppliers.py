"""When suppliers deliver: measuring it once a day, and telling the engine."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ml_client import reorder_predictor
from app.ml_client.reorder_predictor import Deliveries, OrderingCalendar
from app.models import Medicine, Supplier
from app.services.reorder_engine import queries
from app.services.reorder_engine.lead_times import Event, deliveries, took_days
from app.utils import clock

LONGEST_LOOK_BACK: Final = timedelta(days=365)


async def measure(session: AsyncSession, *, today: date, time_zone: str) -> None:
    """Note how long each supplier's last deliveries took."""
    since = clock.at_noon(today - LONGEST_LOOK_BACK, time_zone)
    orders = _by_medicine(await session.execute(queries.orders_since(since)), time_zone)
    receipts = _by_medicine(await session.execute(queries.receipts_since(since)), time_zone)
    by_supplier: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for (supplier_id, medicine_id), ordered in orders.items():
        by_supplier[supplier_id] += deliveries(ordered, receipts[supplier_id, medicine_id])
    for supplier in await session.scalars(select(Supplier)):
        supplier.took_days = took_days(by_supplier[supplier.id])
        supplier.measured_on = today


def _by_medicine(rows: Any, time_zone: str) -> dict[tuple[int, int], list[Event]]:
    """Events by supplier and medicine."""
    found: dict[tuple[int, int], list[Event]] = defaultdict(list)
    for supplier_id, medicine_id, at, qty in rows:
        found[supplier_id, medicine_id].append(Event(at, clock.business_day(at, time_zone), qty))
    return found


def supplier_shown(supplier: Supplier) -> dict[str, Any]:
    """A supplier as it travels: what nobody told is empty."""
    took = supplier.took_days or []
    return {
        "id": supplier.id,
        "name": supplier.name,
        "order_weekdays": supplier.order_weekdays or [],
        "delivery_weekdays": supplier.delivery_weekdays or [],
        "holidays": supplier.holidays or [],
        "cut_off": supplier.cut_off,
        "took_days": took,
        "counts_deliveries": len(took) >= reorder_predictor.FEWEST_DELIVERIES,
        "measured_on": supplier.measured_on,
    }


async def suppliers_of(session: AsyncSession, medicine_ids: list[int]) -> dict[int, Supplier]:
    """The suppliers that medicines are ordered from, by id."""
    named = select(Medicine.supplier_id).where(Medicine.id.in_(medicine_ids))
    return {supplier.id: supplier for supplier in await session.scalars(select(Supplier).where(Supplier.id.in_(named)))}


def expected(medicine: Medicine, supplier: Supplier | None, now: datetime) -> Deliveries | None:
    """When an order of a medicine arrives, where more is known of it than its own terms; `now` is local."""
    if supplier is None:
        return None
    return reorder_predictor.expected_deliveries(
        _calendar(supplier),
        now=now,
        took_days=supplier.took_days or (),
        lead_time_days=medicine.lead_time_days,
        review_days=medicine.review_days,
    )


def _calendar(supplier: Supplier) -> OrderingCalendar:
    return OrderingCalendar(
        order_weekdays=frozenset(supplier.order_weekdays or ()),
        delivery_weekdays=frozenset(supplier.delivery_weekdays or ()),
        holidays=frozenset(map(date.fromisoformat, supplier.holidays or ())),
        cut_off=time.fromisoformat(supplier.cut_off) if supplier.cut_off else None,
    )
