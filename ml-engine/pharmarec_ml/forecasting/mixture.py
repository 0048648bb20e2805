"""Demand over a number of days that is not known for sure: a mixture of the distributions of the possible ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.demand import DemandTable
from pharmarec_ml.forecasting import Forecaster
from pharmarec_ml.forecasting.negative_binomial import NegativeBinomial


@dataclass(frozen=True, slots=True)
class Mixture:
    """One distribution an item, each a mixture of negative binomials.

    Attributes:
        parts: the negative binomials of all items, an item's one after the other, shape (parts,).
        item: whose each part is, shape (parts,), ascending; each item has at least one.
        chance: of each part, shape (parts,); those of an item sum to one.
    """

    parts: NegativeBinomial
    item: NDArray[np.int64]
    chance: NDArray[np.float64]

    @property
    def mean(self) -> NDArray[np.float64]:
        """Shape (items,)."""
        return self._mixed(self.parts.mean)

    @property
    def ratio(self) -> NDArray[np.float64]:
        """Variance-to-mean ratio, shape (items,): what is not known of the days counts too."""
        mean, parts = self.mean, self.parts
        between = self._mixed((parts.mean - mean[self.item]) ** 2)
        ratio = (self._mixed(parts.mean * parts.ratio) + between) / np.where(mean > 0, mean, 1.0)
        return np.asarray(np.where(mean > 0, ratio, self._mixed(parts.ratio)), dtype=np.float64)

    def chance_of_at_most(self, units: NDArray[np.float64]) -> NDArray[np.float64]:
        """P(demand ≤ units), shape (items,), for units ≥ 0."""
        return self._mixed(self.parts.chance_of_at_most(units[self.item]))

    def quantile(self, levels: NDArray[np.float64]) -> NDArray[np.float64]:
        """The least whole number of units that demand does not exceed with chance `levels` (shape (items,))."""
        if not len(levels):
            return np.zeros(0)
        of_parts = self.parts.quantile(levels[self.item])
        first = self._first_parts()
        # It lies between the least and the greatest of the parts' own.
        low = np.minimum.reduceat(of_parts, first) - 1
        high = np.maximum.reduceat(of_parts, first)
        while (high - low > 1).any():
            middle = np.floor((low + high) / 2)
            # Items that are done keep their answer: their middle is `low`, which may be -1.
            enough = (self.chance_of_at_most(np.maximum(middle, 0)) >= levels) & (middle > low)
            high = np.where(enough, middle, high)
            low = np.where(enough, low, middle)
        return high

    def of(self, item: int) -> tuple[tuple[float, float], ...]:
        """Mean and ratio of each part of one item."""
        low, high = np.searchsorted(self.item, [item, item + 1])
        return tuple(zip(self.parts.mean[low:high].tolist(), self.parts.ratio[low:high].tolist(), strict=True))

    def _first_parts(self) -> NDArray[np.int64]:
        return np.flatnonzero(np.diff(self.item, prepend=-1))

    def _mixed(self, of_parts: NDArray[np.float64]) -> NDArray[np.float64]:
        if not len(of_parts):
            return np.zeros(0)
        return np.asarray(np.add.reduceat(self.chance * of_parts, self._first_parts()))


def total_over(
    forecaster: Forecaster, demand: DemandTable, *, days: Sequence[Sequence[int]], counts: Sequence[Sequence[int]]
) -> Mixture:
    """Total demand of each item over the days that it may be.

    Args:
        forecaster: asked once for each number of ways that an item has.
        demand: the items.
        days: of each item, in as many ways as it has, at least one.
        counts: how often each of these ways counts, ≥ 1.
    """
    ways = np.array([len(some) for some in days], dtype=np.int64)
    item = np.repeat(np.arange(len(ways)), ways)
    way = np.arange(len(item)) - np.repeat(np.cumsum(ways) - ways, ways)
    mean, ratio = np.zeros(len(item)), np.ones(len(item))
    for number in range(int(ways.max(initial=0))):
        horizon = np.array([some[min(number, len(some) - 1)] for some in days], dtype=np.int64)
        total = forecaster.total(demand, horizon_days=horizon)
        here = way == number
        mean[here], ratio[here] = total.mean[item[here]], total.ratio[item[here]]
    chance = np.array([count / sum(some) for some in counts for count in some])
    return Mixture(NegativeBinomial(mean=mean, ratio=ratio), item, chance)
