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
    """What was sold of a medicine on a day; or, `is_lost`, what was asked for on it and not there."""

    medicine_id: int
    day: date
    qty: Decimal
    is_lost: bool = False


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


@dataclass(frozen=True)
class DailyDemand:
    """Demand by day from `first_day` on; `sold_out` days are at least their units."""

    first_day: date
    units: NDArray[np.float64]
    sold_out: NDArray[np.bool_]


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


def daily_demand(sales: Iterable[DaySales], changes: Sequence[StockChange], known: Known) -> DailyDemand:
    """The demand of one medicine by day, since it was first sold, asked for or stocked.

    Returns:
        The first day, units of shape (days,) that end on `known.through`, censored days NaN, and which of these days
        ended with an empty shelf, so that their units are the least that was wanted. Nothing known before that day:
        empty arrays, the first day the one after.
    """
    told = list(sales)
    seen = [*(sale.day for sale in told), *(change.day for change in changes)]
    earliest = known.through - timedelta(days=LONGEST_HISTORY_DAYS - 1)
    first = max(min(seen, default=date.max), earliest) if seen else date.max
    if first > known.through:
        return DailyDemand(known.through + timedelta(days=1), np.empty(0), np.empty(0, dtype=bool))
    length = (known.through - first).days + 1
    sold, lost = (
        _by_day([sale for sale in told if sale.is_lost is is_lost], first, length) for is_lost in (False, True)
    )
    without_stock, ran_out = _days_without_stock(changes, first, length)
    unsold = without_stock & (sold == 0)
    in_a_gap = np.array([first + timedelta(days=n) in known.gaps for n in range(length)])
    units = sold + lost
    units[untold_days(unsold & ~in_a_gap, units) | in_a_gap] = np.nan
    return DailyDemand(first, units, ran_out & (sold > 0) & (lost == 0) & ~in_a_gap)


def _by_day(sales: Sequence[DaySales], first: date, length: int) -> NDArray[np.float64]:
    units = np.zeros(length)
    for sale in sales:
        if 0 <= (sale.day - first).days < length:
            units[(sale.day - first).days] += float(sale.qty)
    return units


def untold_days(without_stock: NDArray[np.bool_], units: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The days without stock whose demand stays unknown.

    Not everybody who asks in vain is noted, and a day is noted because somebody asked: taken alone, such days would say
    too much, and the rest of the stretch would say nothing. So the notes of a whole stretch without stock count, the
    days between them as zeros, where they come to at least what sells on a day with stock; otherwise they show less
    than was wanted, and the stretch is left out.
    """
    stocked = units[~without_stock]
    usual = stocked.mean() if len(stocked) else 0.0
    untold = without_stock.copy()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], without_stock, [False]]).astype(np.int8)))
    for start, end in edges.reshape(-1, 2).tolist():
        noted = units[start:end].sum()
        untold[start:end] = noted == 0 or noted < usual * (end - start)
    return untold


def _days_without_stock(
    changes: Sequence[StockChange], first: date, length: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The full days, since the stock was first told, on which nothing usable was on the shelf; those that ended so."""
    # A sale written down late lies before the opening, when nobody knew the stock: it opens nothing.
    opened = min((change.day for change in changes if change.change >= 0), default=None)
    if opened is None:
        return np.zeros(length, dtype=bool), np.zeros(length, dtype=bool)
    most, left = np.zeros(length, dtype=np.int64), np.zeros(length, dtype=np.int64)
    for batch in _by_batch(changes):
        of_batch = _usable_of_batch(batch, first, length)
        most += of_batch[0]
        left += of_batch[1]
    since_told = np.arange(length) - (opened - first).days
    return (most <= 0) & (since_told > 0), (left <= 0) & (since_told >= 0)


def _usable_of_batch(
    changes: Sequence[StockChange], first: date, length: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What a batch had to sell at most on each day, begun with or come, and what it ended with; in billionths."""
    start = np.zeros(length + 1, dtype=np.int64)
    arrived = np.zeros(length, dtype=np.int64)
    for change in changes:
        index = (change.day - first).days
        if index < length:
            units = to_scaled(change.change, QUANTITY_PLACES)
            start[max(index + 1, 0)] += units
            if index >= 0 and units > 0:
                arrived[index] += units
    begun_with = np.cumsum(start)
    most, left = begun_with[:length] + arrived, begun_with[1:]
    expires_on = changes[0].expires_on
    if expires_on is not None:
        most[max((expires_on - first).days + 1, 0) :] = 0
        left[max((expires_on - first).days + 1, 0) :] = 0
    return most, left


def _by_batch(changes: Sequence[StockChange]) -> Iterable[list[StockChange]]:
    batches: dict[int, list[StockChange]] = defaultdict(list)
    for change in changes:
        batches[change.batch_id].append(change)
    return batches.values()
