"""Computing every medicine's classes out of a year's sales, and reading them as a matrix."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database
from app.models import Medicine, Sale
from app.models.base import Quantity
from app.models.enums import Abc, Fsn, Ven, Xyz
from app.services import inventory
from app.services.classification import rules
from app.utils import clock
from app.utils.quantities import line_total

WEEKS: Final = 52
WINDOW_DAYS: Final = WEEKS * 7
_CHUNK: Final = 500


@dataclass(frozen=True)
class Used:
    """What was used of a medicine in the window, at what it costs today; the price where no cost is known."""

    medicine_id: int
    abc: Abc | None
    ven: Ven | None
    value: Decimal


@dataclass(frozen=True)
class Cell:
    """The medicines of one ABC and one VEN class."""

    abc: Abc
    ven: Ven | None
    category: Literal["I", "II", "III"] | None
    medicine_count: int
    consumption_value: Decimal


@dataclass(frozen=True)
class Matrix:
    """All cells that hold a medicine, and when and over how many days they were computed."""

    classified_on: date | None
    window_days: int | None
    cells: list[Cell]
    unclassified_count: int


async def run(database: Database, *, pharmacy_id: int, time_zone: str, **_event: object) -> dict[str, object]:
    """Compute the ABC, XYZ and FSN class of each medicine over the 52 weeks before today.

    The same sales, costs and day give the same classes.
    """
    today = clock.today(time_zone)
    async with database.read(pharmacy_id) as session:
        used = await _used(session, today - timedelta(days=WINDOW_DAYS), today)
        by_value = await asyncio.to_thread(rules.abc, {one.medicine_id: one.value for one in used})
        together: defaultdict[tuple[Abc, Xyz | None, Fsn], list[int]] = defaultdict(list)
        ids = sorted(by_value)
        for start in range(0, len(ids), _CHUNK):
            weekly = await _weekly(session, ids[start : start + _CHUNK], today)
            for item, of_weeks in (await asyncio.to_thread(_by_weeks, weekly)).items():
                together[by_value[item], *of_weeks].append(item)
    async with database.transaction(pharmacy_id) as session:
        for (of_value, of_steadiness, of_movement), items in together.items():
            for start in range(0, len(items), _CHUNK):
                await session.execute(
                    update(Medicine)
                    .where(Medicine.id.in_(items[start : start + _CHUNK]))
                    .values(
                        abc=of_value,
                        xyz=of_steadiness,
                        fsn=of_movement,
                        classified_on=today,
                        class_window_days=WINDOW_DAYS,
                        updated_at=_changed_when(of_value, now=clock.now()),
                    )
                    .execution_options(synchronize_session=False)
                )
    return {"medicines": len(ids), "classified_on": today.isoformat(), "window_days": WINDOW_DAYS}


def _by_weeks(weekly: Mapping[int, list[Decimal]]) -> dict[int, tuple[Xyz | None, Fsn]]:
    """How steadily and how fast each medicine sells."""
    return {item: (rules.xyz(weeks), rules.fsn(weeks)) for item, weeks in weekly.items()}


def _changed_when(of_value: Abc, *, now: datetime) -> ColumnElement[datetime]:
    """When the medicine of a row last changed: an order depends on its ABC class if nobody chose its service level."""
    matters = and_(Medicine.abc.is_distinct_from(of_value), inventory.source_of_row() != "owner")
    return case((matters, now), else_=Medicine.updated_at)


async def matrix(session: AsyncSession) -> Matrix:
    """The classes as last computed, with what their medicines used in that window."""
    latest = select(Medicine.classified_on, Medicine.class_window_days).order_by(Medicine.classified_on.desc())
    row = (await session.execute(latest.where(Medicine.classified_on.is_not(None)).limit(1))).first()
    unknown = select(func.count()).select_from(Medicine).where(Medicine.archived_at.is_(None), Medicine.abc.is_(None))
    unclassified = await session.scalar(unknown) or 0
    classified_on, window_days = row or (None, None)
    if classified_on is None or window_days is None:
        return Matrix(None, None, [], unclassified)
    found: defaultdict[tuple[Abc, Ven | None], list[Decimal]] = defaultdict(list)
    for one in await _used(session, classified_on - timedelta(days=window_days), classified_on):
        if one.abc is not None:
            found[Abc(one.abc), None if one.ven is None else Ven(one.ven)].append(one.value)
    cells = [
        Cell(of_value, of_need, rules.category(of_value, of_need), len(values), sum(values, Decimal(0)))
        for (of_value, of_need), values in sorted(found.items(), key=lambda pair: (pair[0][0], pair[0][1] or "Z"))
    ]
    return Matrix(classified_on, window_days, cells, unclassified)


async def _used(session: AsyncSession, first: date, before: date) -> list[Used]:
    """What was used of each live medicine from a day until the day before another."""
    sold = (
        select(Sale.medicine_id, func.sum(Sale.qty_sold, type_=Quantity()).label("qty"))
        .where(Sale.sold_on >= first, Sale.sold_on < before)
        .group_by(Sale.medicine_id)
        .subquery()
    )
    cost = func.coalesce(Medicine.unit_cost, Medicine.price)
    rows = await session.stream(
        select(Medicine.id, Medicine.abc, Medicine.ven, sold.c.qty, cost)
        .outerjoin(sold, sold.c.medicine_id == Medicine.id)
        .where(Medicine.archived_at.is_(None))
        .order_by(Medicine.id)
    )
    used: list[Used] = []
    async for some in rows.partitions(_CHUNK):  # others are answered between two of them
        used += [
            Used(item, abc, ven, line_total(qty or Decimal(0), unit_cost)) for item, abc, ven, qty, unit_cost in some
        ]
    return used


async def _weekly(session: AsyncSession, ids: Sequence[int], today: date) -> dict[int, list[Decimal]]:
    """What was asked for of each medicine in each week of the window, from the week in which it was first sold."""
    start = today - timedelta(days=WINDOW_DAYS)
    sold: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    rows = await session.execute(
        select(Sale.medicine_id, Sale.sold_on, func.sum(Sale.qty_sold, type_=Quantity()))
        .where(Sale.medicine_id.in_(ids), Sale.sold_on >= start, Sale.sold_on < today)
        .group_by(Sale.medicine_id, Sale.sold_on)
    )
    for item, day, qty in rows:
        week = (day - start).days // 7
        sold[item][week] = sold[item].get(week, Decimal(0)) + qty
    first_sold = select(Sale.medicine_id, func.min(Sale.sold_on)).where(Sale.medicine_id.in_(ids))
    begins = {
        item: max((day - start).days // 7, 0)
        for item, day in await session.execute(first_sold.group_by(Sale.medicine_id))
    }
    return {item: [sold[item].get(week, Decimal(0)) for week in range(begins.get(item, WEEKS), WEEKS)] for item in ids}
