"""Judging forecasts of what expires: made-up batches against the demand that really came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.expiry import Floats, Shelf

MOST_BATCHES: Final = 3
LARGEST_FACTOR: Final = 4.0
LEAST_RATE: Final = 0.01
RULE: Final = (
    "every item that has sold has one to three batches; their last days are spread evenly between the first and "
    "the last day asked for; together they hold the mean demand of the past 90 days up to the latest of them, times "
    "a factor between 1/4 and 4 (even in its logarithm), split at random, each rounded up to whole units"
)
"""How batches are made up, in words."""


def made_up_shelf(past: Floats, *, first: int, last: int, seed: int) -> Shelf:
    """Batches as `RULE` says.

    Args:
        past: shape (items, days), what was asked for up to the day before.
        first: the least days for which a batch can be sold, ≥ 1.
        last: the most.
        seed: of the chance in it.
    """
    chance = np.random.default_rng(seed)
    rate = np.maximum(past[:, -90:].mean(axis=1), LEAST_RATE)
    item, days, units = [], [], []
    for row in np.flatnonzero(past.sum(axis=1) > 0):
        batches = int(chance.integers(1, MOST_BATCHES + 1))
        lives = np.sort(chance.integers(first, last + 1, size=batches))
        together = rate[row] * lives[-1] * LARGEST_FACTOR ** chance.uniform(-1, 1)
        item += [int(row)] * batches
        days += lives.tolist()
        units += np.ceil(together * chance.dirichlet(np.ones(batches))).tolist()
    return Shelf(np.array(item, dtype=np.int64), np.array(days, dtype=np.int64), np.maximum(np.array(units), 1.0))


def left_of(shelf: Shelf, asked: Floats) -> Floats:
    """Units left of each batch when its last day ends, first expired first.

    What an item's batches up to one have sold by the end of its last day is what they held, or all that was asked for.

    Args:
        shelf: the batches.
        asked: shape (items, days), what each item is asked for on the days ahead.
    """
    running = np.cumsum(np.pad(asked, ((0, 0), (1, 0))), axis=1)
    left = shelf.units.copy()
    sold: dict[int, float] = {}
    for batch in np.lexsort((shelf.days, shelf.item)):
        item = int(shelf.item[batch])
        before = sold.get(item, 0.0)
        sold[item] = min(before + left[batch], max(running[item, shelf.days[batch]], before))
        left[batch] -= sold[item] - before
    return left


def brier(chance: Floats, expired: NDArray[np.bool_]) -> float:
    """The mean squared error of chances; 0 is perfect."""
    return float(np.mean((chance - expired) ** 2))


@dataclass(frozen=True, slots=True)
class Tenth:
    """The batches whose chance of expiring unsold was told to lie within one tenth.

    Attributes:
        told: the mean of their chances.
        share: how many of them did, of all.
    """

    batches: int
    told: float
    share: float


def reliability(chance: Floats, expired: NDArray[np.bool_]) -> list[Tenth]:
    """Forecast chances beside what came of them, by tenths; one without a batch is left out."""
    tenth = np.minimum((chance * 10).astype(int), 9)
    return [
        Tenth(int(here.sum()), float(chance[here].mean()), float(expired[here].mean()))
        for here in (tenth == number for number in range(10))
        if here.any()
    ]
