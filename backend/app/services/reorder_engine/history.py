"""Demand histories out of sales and ledger lines. Pure: no database, no clock.

A day without usable stock tells nothing of demand, so it is censored (NaN) and not a zero; so is a stretch in which
the whole pharmacy recorded nothing for longer than a month, which is a gap in the data.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.utils.quantities import QUANTITY_PLACES, to_scaled

LONGEST_HISTORY_DAYS: Final = 730
LONGEST_SILENCE_DAYS: Final = 31


@dataclass(frozen=True)
class DaySales:
    """What was asked for of a medicine on a day."""

    medicine_id: int
    day: date
    qty: Decimal


@dataclass(frozen=True)
class StockChange:
    """A ledger line: how one batch changed on a business day."""

    medicine_id: int
    batch_id: int
    expires_on: date | None
    day: date
    change: Decimal


@dataclass(frozen=True)
class Known:
    """The days of which something is known.

    `through` is the last day of demand that a forecast may use: the last day with sales, but not a day that is still
    going on. `gaps` are the days in between of which the pharmacy recorded nothing at all for too long.
    """

    through: date
    gaps: frozenset[date]


def known_days(sale_days: Sequence[date], *, today: date) -> Known:
    """What the days with any sale (sorted, no repeats) say about where the data end and where they have holes."""
    finished = [day for day in sale_days if day < today]
    through = finished[-1] if finished else today
    gaps: set[date] = set()
    for earlier, later in pairwise(finished):
        silence = (later - earlier).days - 1
        if silence > LONGEST_SILENCE_DAYS:
            gaps.update(earlier + timedelta(days=n) for n in range(1, silence + 1))
    return Known(through, frozenset(gaps))


def daily_demand(
    sales: Iterable[DaySales], changes: Sequence[StockChange], known: Known
) -> tuple[date, NDArray[np.float64]]:
    """The demand of one medicine by day, since it was first sold or stocked.

    Returns:
        The first day, and units of shape (days,) that end on `known.through`, censored days NaN. Nothing known before
        that day: an empty array, its first day the one after.
    """
    by_day: dict[date, float] = defaultdict(float)
    for sale in sales:
        by_day[sale.day] += float(sale.qty)
    seen = [*by_day, *(change.day for change in changes)]
    earliest = known.through - timedelta(days=LONGEST_HISTORY_DAYS - 1)
    first = max(min(seen, default=date.max), earliest) if seen else date.max
    if first > known.through:
        return known.through + timedelta(days=1), np.empty(0)
    length = (known.through - first).days + 1
    units = np.zeros(length)
    for day, qty in by_day.items():
        if first <= day <= known.through:
            units[(day - first).days] = qty
    without_stock = _days_without_stock(changes, first, length) & (units == 0)
    in_a_gap = np.array([first + timedelta(days=n) in known.gaps for n in range(length)]) if known.gaps else False
    units[without_stock | in_a_gap] = np.nan
    return first, units


def _days_without_stock(changes: Sequence[StockChange], first: date, length: int) -> NDArray[np.bool_]:
    """The full days, since the stock was first told, on which nothing usable was on the shelf."""
    # A sale written down late lies before the opening, when nobody knew the stock: it opens nothing.
    opened = min((change.day for change in changes if change.change >= 0), default=None)
    if opened is None:
        return np.zeros(length, dtype=bool)
    usable = np.zeros(length, dtype=np.int64)
    for batch in _by_batch(changes):
        usable += _usable_of_batch(batch, first, length)
    days = np.arange(length)
    return (usable <= 0) & (days > (opened - first).days)


def _usable_of_batch(changes: Sequence[StockChange], first: date, length: int) -> NDArray[np.int64]:
    """The most that a batch had to sell on each day, in billionths: what it began with and what came that day."""
    start = np.zeros(length + 1, dtype=np.int64)
    arrived = np.zeros(length, dtype=np.int64)
    for change in changes:
        index = (change.day - first).days
        if index < length:
            units = to_scaled(change.change, QUANTITY_PLACES)
            start[max(index + 1, 0)] += units
            if index >= 0 and units > 0:
                arrived[index] += units
    usable = np.cumsum(start)[:length] + arrived
    expires_on = changes[0].expires_on
    if expires_on is not None:
        usable[max((expires_on - first).days + 1, 0) :] = 0
    return usable


def _by_batch(changes: Sequence[StockChange]) -> Iterable[list[StockChange]]:
    batches: dict[int, list[StockChange]] = defaultdict(list)
    for change in changes:
        batches[change.batch_id].append(change)
    return batches.values()
