"""What lies dead on the shelf, the money that it binds, and what to do about each."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.engine import Row

from app.database import Database
from app.exceptions import UnknownSort
from app.models.enums import ExitAction
from app.services import pharmacies
from app.services.dead_stock import queries
from app.services.rbac import Actor
from app.utils import clock, costs
from app.utils.csv_text import csv_line
from app.utils.paging import Page, PageRequest
from app.utils.quantities import plain, worth

_COSTS: Final = ("value",)
_ORDERS: Final = ("value", "on_hand_qty", "last_sold_on", "medicine_name")
CSV_COLUMNS: Final = ("medicine_name", "on_hand_qty", "value", "last_sold_on", "action", "act_by", "act_where")


@dataclass(frozen=True)
class DeadStock:
    """One medicine with what is on hand of it, and what to do about it.

    `dead_qty` and `value` are all of it where nobody buys it, else what will expire unsold. `act_by` is the last day of
    a supplier's return window, or the day it expires.
    """

    medicine_id: int
    medicine_name: str
    is_silent: bool
    on_hand_qty: Decimal
    dead_qty: Decimal
    value: Decimal
    last_sold_on: date | None
    first_expires_on: date | None
    action: ExitAction
    act_by: date | None
    act_where: str | None
    stopped_at: datetime | None
    stopped_by_name: str | None
    stopped_note: str | None


@dataclass(frozen=True)
class DeadStockSummary:
    """All of it together."""

    days: int
    medicines: int
    value: Decimal
    silent_value: Decimal
    expiring_value: Decimal
    stopped: int


async def list_dead_stock(
    database: Database, *, days: int, page: PageRequest, actor: Actor
) -> tuple[DeadStockSummary, Page[DeadStock]]:
    """A page of what nobody bought in so many days or will expire unsold, most money first, and all of it together.

    Raises:
        UnknownSort: they cannot be sorted that way.
    """
    found = _sorted(await _found(database, days, actor), page.sort)
    shown = found[page.offset : page.offset + page.page_size]
    return _summary(days, found), Page(shown, len(found), page)


async def export_csv(database: Database, *, days: int, actor: Actor) -> Iterator[str]:
    """All of it as CSV, a line at a time; costs stay empty for who may not see them."""
    hidden = () if costs.are_shown.get() else _COSTS
    found = _sorted(await _found(database, days, actor), None)
    rows = ([None if name in hidden else getattr(one, name) for name in CSV_COLUMNS] for one in found)
    return map(csv_line, [CSV_COLUMNS, *rows])


async def _found(database: Database, days: int, actor: Actor) -> list[DeadStock]:
    today = clock.today(actor.time_zone)
    since = today - timedelta(days=days)
    async with database.read(actor.pharmacy_id) as session:
        rows = list(await session.execute(queries.dead(since)))
        batches: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
        for batch in await session.execute(queries.stock(since)):
            batches[batch.medicine_id].append(batch)
        branches = {row.id: row.name for row in await session.execute(pharmacies.other_branches(actor.pharmacy_id))}
    places: dict[str, str] = {}
    if branches and rows:
        async with database.read(frozenset(branches)) as session:
            selling = await session.execute(queries.sells_elsewhere([row.name_key for row in rows]))
            places = {name_key: branches[pharmacy_id] for name_key, pharmacy_id in selling}
    return [_judged(row, batches[row.medicine_id], places.get(row.name_key), today) for row in rows]


def _judged(
    row: Row[*tuple[Any, ...]], batches: list[Row[*tuple[Any, ...]]], place: str | None, today: date
) -> DeadStock:
    on_hand = sum((batch.on_hand_qty for batch in batches), Decimal(0))
    bound = sum((worth(batch.on_hand_qty, batch.unit_cost) for batch in batches), Decimal(0))
    dated = sorted(batch.expires_on for batch in batches if batch.expires_on is not None)
    is_all = row.is_silent or row.stopped_at is not None
    action, act_by = _proposal(row, batches, place, today)
    return DeadStock(
        medicine_id=row.medicine_id,
        medicine_name=row.medicine_name,
        is_silent=row.is_silent,
        on_hand_qty=plain(on_hand),
        dead_qty=plain(on_hand if is_all else row.unsold_qty),
        value=bound if is_all else row.unsold_value or Decimal(0),
        last_sold_on=row.last_sold_on,
        first_expires_on=dated[0] if dated else None,
        action=action,
        act_by=act_by,
        act_where=place if action is ExitAction.TRANSFER else None,
        stopped_at=row.stopped_at,
        stopped_by_name=row.stopped_by_name,
        stopped_note=row.stopped_note,
    )


def _proposal(
    row: Row[*tuple[Any, ...]], batches: list[Row[*tuple[Any, ...]]], place: str | None, today: date
) -> tuple[ExitAction, date | None]:
    """What gets most of the money back: the supplier, then a branch that sells it, then whoever still buys it."""
    windows = [
        batch.expires_on - timedelta(days=batch.returns_until_days)
        for batch in batches
        if batch.expires_on is not None and batch.returns_until_days is not None
    ]
    open_windows = [last_day for last_day in windows if last_day >= today]
    if open_windows:
        return ExitAction.RETURN, min(open_windows)
    to_come = [batch.expires_on for batch in batches if batch.expires_on is not None and batch.expires_on >= today]
    if place is not None and batches:
        return ExitAction.TRANSFER, min(to_come, default=None)
    if to_come and (not row.is_silent or row.stopped_at is not None):
        return ExitAction.SELL_DOWN, min(to_come)
    return ExitAction.STOP, None


def _summary(days: int, found: list[DeadStock]) -> DeadStockSummary:
    silent = sum((one.value for one in found if one.is_silent), Decimal(0))
    value = sum((one.value for one in found), Decimal(0))
    stopped = sum(one.stopped_at is not None for one in found)
    return DeadStockSummary(days, len(found), value, silent, value - silent, stopped)


def _sorted(found: list[DeadStock], sort: str | None) -> list[DeadStock]:
    """Who may not see costs may not sort by them either: the order would tell which is the greater."""
    shown = costs.are_shown.get()
    orders = [name for name in _ORDERS if shown or name not in _COSTS]
    wanted = sort or ("-value" if shown else "-on_hand_qty")
    name = wanted.removeprefix("-")
    if name not in orders:
        raise UnknownSort.of(wanted, orders)
    by_name = sorted(found, key=lambda one: (one.medicine_name.casefold(), one.medicine_id))
    known = [one for one in by_name if getattr(one, name) is not None]
    known.sort(key=lambda one: getattr(one, name), reverse=wanted.startswith("-"))
    return known + [one for one in by_name if getattr(one, name) is None]
