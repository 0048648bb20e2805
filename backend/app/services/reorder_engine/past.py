"""A pharmacy's past as it can be replayed: each medicine's demand, its terms, and what stood on the shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ml_client.proof import Bought
from app.ml_client.reorder_predictor import ItemHistory
from app.models import Medicine
from app.services import inventory
from app.services.reorder_engine import queries
from app.services.reorder_engine.demand import history_of, movements_of, unit_cost
from app.services.reorder_engine.history import Known, StockChange
from app.utils.quantities import worth


@dataclass(frozen=True)
class Past:
    """A medicine's demand and terms, and its average stock at cost; absent where that was not known on every day."""

    bought: Bought
    stock_value: Decimal | None


async def pasts(session: AsyncSession, ids: list[int], known: Known, *, days: int, time_zone: str) -> list[Past]:
    """The past of those medicines that have one; the stock is that of the last `days` days."""
    sales, changes = await movements_of(session, ids, known, time_zone)
    packs = {item: step for item, step, _ in await session.execute(queries.terms(ids))}
    medicines = await session.scalars(select(Medicine).where(Medicine.id.in_(ids)).order_by(Medicine.id))
    found: list[Past] = []
    for medicine in medicines:
        history = history_of(medicine.id, sales[medicine.id], changes[medicine.id], known)
        if len(history.units):
            units = average_units(changes[medicine.id], history.first_day, last=known.through, days=days)
            stock_value = None if units is None else worth(units, unit_cost(medicine))
            found.append(Past(_bought(medicine, history, packs[medicine.id]), stock_value))
    return found


def average_units(changes: Sequence[StockChange], first_day: date, *, last: date, days: int) -> Decimal | None:
    """Units on the shelf at the end of a day, on average over the `days` days up to `last`.

    None when nobody knew them on one of these days: the stock was told on a later one, and the medicine had been sold
    before. `first_day`: on which it was first sold or stocked.
    """
    opened = min((change.day for change in changes if change.change >= 0), default=None)
    start = last - timedelta(days=days - 1)
    if opened is None or opened > max(start, first_day):
        return None
    unit_days = sum(
        (change.change * ((last - max(change.day, start)).days + 1) for change in changes if change.day <= last),
        Decimal(0),
    )
    return unit_days / days


def _bought(medicine: Medicine, history: ItemHistory, pack_size: Decimal) -> Bought:
    return Bought(
        history=history,
        price=float(medicine.price),
        unit_value=float(unit_cost(medicine)),
        lead_time_days=medicine.lead_time_days,
        review_days=medicine.review_days,
        service_level=inventory.service_level(medicine.service_level, medicine.ven, medicine.abc).share,
        pack_size=float(pack_size),
    )
