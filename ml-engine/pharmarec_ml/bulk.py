"""Days on which somebody bought far more than an item's other sales explain: a clinic's purchase, a typing error.

They are flagged for a person, and count like any other day. Clipping them to the limit below made forecasts no better:
quantile loss at six origins before day 270 of `benchmarks.demand`, in two threes, went from 0.4829 and 0.4394 to 0.4833
and 0.4409 in the drugstore and from 0.2214 and 0.2289 to 0.2202 and 0.2297 for the fast movers (pooled counts).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.demand import DAYS_REMEMBERED

HIGHEST_DAYS = 2
"""The highest days of sales say nothing of what is usual (Propel Rx leaves out the two highest dispense days)."""

LEAST_SALE_DAYS = 8
DEVIATIONS = 6.0


@dataclass(frozen=True, slots=True)
class BulkDay:
    """A day of `units`, more than `limit`, up to which the item's other days of sales explain a day."""

    day: date
    units: float
    limit: float


def bulk_days(history: ItemHistory) -> list[BulkDay]:
    """The days of the last year that sold more than six deviations above the item's other days of sales, oldest first.

    The other days are its days of sales without the two highest; their deviation is at least that of random customers,
    the root of their mean. Fewer than eight days of sales explain nothing, and none is flagged.
    """
    recent = history.units[-DAYS_REMEMBERED:]
    sales = np.sort(recent[recent > 0])
    if len(sales) < LEAST_SALE_DAYS:
        return []
    others = sales[:-HIGHEST_DAYS]
    limit = float(others.mean() + DEVIATIONS * max(others.std(), np.sqrt(others.mean())))
    start = history.last_day - timedelta(days=len(recent) - 1)
    return [
        BulkDay(start + timedelta(days=index), float(recent[index]), limit)
        for index in np.flatnonzero(recent > limit).tolist()
    ]
