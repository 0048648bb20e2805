"""Exponentially weighted mean, and a negative binomial around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from pharmarec_ml.demand import DemandTable

# Below this variance-to-mean ratio a negative binomial is a Poisson; the formula needs more than 1.
LEAST_RATIO = 1.001
# With fewer than four horizons of history the ratio comes from shorter sums, which understate how
# widely long sums vary.
SHORT_HISTORY_RATIO = 2.0
HORIZONS_NEEDED = 4


@dataclass(frozen=True, slots=True)
class NegativeBinomial:
    """Counts with the given means and variance-to-mean ratios, one distribution an item.

    Attributes:
        mean: shape (items,), ≥ 0; an item of mean 0 never sells.
        ratio: shape (items,), > 1.
    """

    mean: NDArray[np.float64]
    ratio: NDArray[np.float64]

    def chance_of_at_most(self, units: NDArray[np.float64]) -> NDArray[np.float64]:
        """P(demand ≤ units), shape (items,), for whole or fractional units ≥ 0."""
        # A mean of 0 has no negative binomial; any positive one in its place keeps numpy quiet.
        successes = np.where(self.mean > 0, self.mean, 1.0) / (self.ratio - 1)
        chance = betainc(successes, np.floor(units) + 1, 1 / self.ratio)
        return np.asarray(np.where(self.mean > 0, chance, 1.0), dtype=np.float64)

    def expected_beyond(self, units: NDArray[np.float64], item: NDArray[np.int64]) -> NDArray[np.float64]:
        """E[(demand − units)+] of the item of each of `units` ≥ 0, both of shape (n,).

        E[X; X > k] is mean · P(Y ≥ k), where Y is a negative binomial of the same ratio with one success more.
        """
        mean, ratio, whole = self.mean[item], self.ratio[item], np.floor(units)
        successes = np.where(mean > 0, mean, 1.0) / (ratio - 1)
        above = 1 - betainc(successes, whole + 1, 1 / ratio)
        # P(Y ≥ k); for k = 0 that is certain.
        weighted = np.where(whole > 0, 1 - betainc(successes + 1, np.maximum(whole, 1.0), 1 / ratio), 1.0)
        return np.asarray(np.where(mean > 0, np.maximum(mean * weighted - units * above, 0.0), 0.0))

    def quantile(self, levels: NDArray[np.float64]) -> NDArray[np.float64]:
        """The least whole number of units that demand does not exceed with chance `levels`.

        Args:
            levels: shape (items,), each in (0, 1).
        """
        low = np.full(self.mean.shape, -1.0)
        high: NDArray[np.float64] = np.ceil(self.mean + 4 * np.sqrt(self.mean * self.ratio))
        while (short := self.chance_of_at_most(high) < levels).any():
            low = np.where(short, high, low)
            high = np.where(short, 2 * high + 1, high)
        while (high - low > 1).any():
            middle = np.floor((low + high) / 2)
            # Items that are done keep their answer: their middle is `low`, which may be -1.
            enough = self.chance_of_at_most(np.maximum(middle, 0)) >= levels
            enough &= middle > low
            high = np.where(enough, middle, high)
            low = np.where(enough, low, middle)
        return high


class ExponentialNegativeBinomial:
    """The mean forgets 2 % a day; the spread comes from the item's own past sums.

    Sums of `horizon_days` consecutive observed days give a variance-to-mean ratio of
    (variance + 1) / (mean + 1): the ones pull items that hardly sell towards a Poisson.
    """

    name = "exponential-mean-negative-binomial-1"

    def __init__(self, *, alpha: float = 0.02) -> None:
        self.alpha = alpha

    def daily_mean(self, demand: DemandTable) -> NDArray[np.float64]:
        """Mean of the observed days, each weighing 1 − alpha of the next one.

        The weights are scaled to one over the days there are, so that a short history is not pulled
        towards zero. Items without an observed day get 0.
        """
        remembered = 1 - self.alpha
        weights = self.alpha * remembered ** np.arange(demand.units.shape[1])[::-1]
        total_weight = 1 - remembered ** np.maximum(demand.observed_days, 1)
        mean: NDArray[np.float64] = demand.units @ weights / total_weight
        return mean

    def total(self, demand: DemandTable, *, horizon_days: NDArray[np.int64]) -> NegativeBinomial:
        """Distribution of the sum over `horizon_days` (shape (items,), ≥ 0)."""
        return NegativeBinomial(
            mean=self.daily_mean(demand) * horizon_days,
            ratio=variance_to_mean_ratio(demand, horizon_days=horizon_days),
        )


def variance_to_mean_ratio(demand: DemandTable, *, horizon_days: NDArray[np.int64]) -> NDArray[np.float64]:
    """(variance + 1) / (mean + 1) of past sums, shape (items,), at least 1.001.

    An item observed for fewer than four horizons is measured by shorter sums, a quarter of its
    history long, and gets at least a ratio of 2.
    """
    longest = np.maximum(demand.observed_days // HORIZONS_NEEDED, 1)
    window = np.minimum(np.maximum(horizon_days, 1), longest)
    floor = np.where(window < horizon_days, SHORT_HISTORY_RATIO, LEAST_RATIO)
    return np.maximum(ratio_of_sums(demand, days=window), floor)


def ratio_of_sums(demand: DemandTable, *, days: NDArray[np.int64], prior: float = 1.0) -> NDArray[np.float64]:
    """(variance + prior) / (mean + prior) of all overlapping sums of so many observed days; 1 where there is none.

    Args:
        demand: the items.
        days: shape (items,), each ≥ 1.
        prior: what pulls items that hardly sell towards a Poisson.
    """
    running = np.zeros((len(demand.units), demand.units.shape[1] + 1))
    np.cumsum(demand.units, axis=1, out=running[:, 1:])
    ratio = np.ones(len(demand.units))
    for window in np.unique(days):
        rows = np.flatnonzero((days == window) & (demand.observed_days >= window))
        ratio[rows] = _ratio_of_sums(running[rows], demand.observed_days[rows], days=int(window), prior=prior)
    return ratio


def _ratio_of_sums(
    running: NDArray[np.float64], observed_days: NDArray[np.int64], *, days: int, prior: float
) -> NDArray[np.float64]:
    """The ratio of all overlapping sums of `days` days within each row's observed days."""
    sums = running[:, days:] - running[:, :-days]
    sums_counted = observed_days - days + 1
    # Sums count from the right; those further left reach into the days before the history.
    counts = np.arange(sums.shape[1], 0, -1) <= sums_counted[:, None]
    mean = np.where(counts, sums, 0).sum(axis=1) / sums_counted
    variance = np.where(counts, (sums - mean[:, None]) ** 2, 0).sum(axis=1) / sums_counted
    ratio: NDArray[np.float64] = (variance + prior) / (mean + prior)
    return ratio
