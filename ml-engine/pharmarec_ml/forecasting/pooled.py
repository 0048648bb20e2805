"""A mean learned from all items together, and a negative binomial around it.

What happened to one item before says little; what happened to thousands in the same situation says much. Gradient
boosted trees learn how the next weeks relate to an item's smoothed past: how fast an old rate is forgotten, what a
silence means, where a rise goes on and where it was chance. The spread of an item's sums is drawn towards that of items
that sell as much, the more so the fewer independent sums it has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import lightgbm
import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.demand import DemandTable
from pharmarec_ml.forecasting.negative_binomial import (
    LEAST_RATIO,
    ExponentialNegativeBinomial,
    NegativeBinomial,
    ratio_of_sums,
)

Floats = NDArray[np.float64]

ANCHORS: Final = (7, 14, 28, 56)
"""Horizons in days that are learned; the mean of others lies on the line between them."""

FOUR_WEEKS: Final = 28

LEAST_DAYS: Final = 14
"""Observed days without which an item neither teaches nor is forecast by others."""

LEAST_EXAMPLES: Final = 2_000
EVERY_DAYS: Final = 7
FIRST_DAY: Final = 60
"""Examples are cut out of the past every week, and leave at least so many days before them."""

HALF_LIFE_DAYS: Final = 90
"""After so many days an example counts half: the world changes."""

LEAST_SOLD_QUANTILE: Final = 0.01
"""Which item's sales tell how much an item has to sell to be kept."""

LEAST_RATE: Final = 0.02
"""Units a day that stand for the rate of an item that has not sold."""

WINDOWS: Final = (7, 14, 28, 56, 91, 365)
FAST_FORGETTING: Final = (0.05, 0.1)
OWN_SUMS: Final = 14
DRAWN_BY: Final = 5.0
"""Independent sums that what is known of all items counts for in the spread of one."""

WIDENED: Final = 1.2
"""How much wider demand spreads than past sums did (beyond a Poisson): the mean is not known either."""

TREES: Final = 350
PARAMETERS: Final[dict[str, Any]] = {
    "objective": "poisson",
    "learning_rate": 0.03,
    "num_leaves": 12,
    "extra_trees": True,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.5,
    "bagging_freq": 1,
    "lambda_l2": 50.0,
    "max_bin": 63,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


@dataclass(frozen=True, eq=False)
class _Outlook:
    """Mean totals of the items in `rows` over 0 days and each anchor, in shape (rows, anchors + 1)."""

    asked_of: DemandTable
    demand: DemandTable
    rows: NDArray[np.int64]
    totals: Floats

    def mean(self, days: NDArray[np.int64]) -> Floats:
        """Mean total over `days` (shape (rows,)), on the line between the anchors around it."""
        knots = np.array([0, *ANCHORS])
        right = np.clip(np.searchsorted(knots, days), 1, len(ANCHORS))
        left, rows = right - 1, np.arange(len(days))
        share = (days - knots[left]) / (knots[right] - knots[left])
        return np.asarray(self.totals[rows, left] + share * (self.totals[rows, right] - self.totals[rows, left]))


@dataclass(frozen=True)
class PooledCounts:
    """A learned forecaster. Items with too little history are left to the exponential mean.

    Attributes:
        trees: how much an item will sell of its own smoothed rate.
        spread: coefficients of log(variance / mean) on 1, log mean, its square, and log days.
    """

    trees: lightgbm.Booster
    spread: tuple[float, ...]
    name: str = "pooled-counts-1"
    _last: list[_Outlook] = field(default_factory=list, repr=False, compare=False)

    def daily_mean(self, demand: DemandTable) -> Floats:
        """Expected units a day over the next four weeks; 0 for an item without an observed day."""
        days = np.full(len(demand.units), FOUR_WEEKS)
        return np.asarray(self.total(demand, horizon_days=days).mean / FOUR_WEEKS)

    def total(self, demand: DemandTable, *, horizon_days: NDArray[np.int64]) -> NegativeBinomial:
        """Distribution of the sum over `horizon_days` (shape (items,), ≥ 0)."""
        alone = ExponentialNegativeBinomial().total(demand, horizon_days=horizon_days)
        outlook = self._outlook(demand)
        known, days = outlook.rows, horizon_days[outlook.rows]
        if len(known):
            alone.mean[known] = outlook.mean(days)
            alone.ratio[known] = spread_of(outlook.demand, days, mean=alone.mean[known], pooled=np.array(self.spread))
        return alone

    def to_text(self) -> str:
        """JSON, for `from_text`."""
        return json.dumps({"name": self.name, "spread": self.spread, "trees": self.trees.model_to_string()})

    @staticmethod
    def from_text(text: str) -> PooledCounts:
        """The forecaster that `to_text` wrote.

        Raises:
            ValueError: the text is something else.
        """
        try:
            told = json.loads(text)
            trees = lightgbm.Booster(model_str=told["trees"])
            return PooledCounts(trees, tuple(map(float, told["spread"])), str(told["name"]))
        except (KeyError, TypeError, ValueError, lightgbm.basic.LightGBMError) as error:
            raise ValueError("this is no stored forecaster") from error

    def _outlook(self, demand: DemandTable) -> _Outlook:
        """What the trees say of these items; the same items are asked for several horizons."""
        for last in list(self._last):
            if last.asked_of is demand:
                return last
        rows = np.flatnonzero(demand.observed_days >= LEAST_DAYS)
        some = demand.of(rows)
        totals = np.zeros((len(rows), len(ANCHORS) + 1))
        if len(rows):
            situation, rate = situations(some)
            for column, anchor in enumerate(ANCHORS, start=1):
                of_own_rate = np.asarray(self.trees.predict(_with_days(situation, anchor), num_threads=1))
                totals[:, column] = np.maximum(of_own_rate * rate * anchor, totals[:, column - 1])
            totals[some.sale_days == 0] = 0
        outlook = _Outlook(demand, some, rows, totals)
        self._last[:] = [outlook]
        return outlook


def train(demand: DemandTable, *, threads: int = 1) -> PooledCounts | None:
    """Learn from what followed each week of the past; None where that is too little.

    An example is an item on a day: its situation, told from what was known up to that day, and what it sold in the days
    after.
    """
    parts = list(_examples(demand))
    if sum(len(each[0]) for each in parts) < LEAST_EXAMPLES:
        return None
    situation, sold, expected, weight = (np.concatenate(of_all) for of_all in zip(*parts, strict=True))
    leaf = int(np.clip(len(sold) / 500, 20, 200))
    data = lightgbm.Dataset(
        situation, sold / expected, weight=expected * weight, params={"max_bin": 63, "verbosity": -1}
    )
    chosen = PARAMETERS | {"min_data_in_leaf": leaf, "num_threads": threads}
    return PooledCounts(lightgbm.train(chosen, data, TREES), _learned_spread(demand))


def situations(demand: DemandTable) -> tuple[Floats, Floats]:
    """What is known of each item today, shape (items, features), and its smoothed rate in units a day."""
    units, observed = demand.units, np.maximum(demand.observed_days, 1)
    length = units.shape[1]
    rate = ExponentialNegativeBinomial().daily_mean(demand) + LEAST_RATE
    sold = units > 0
    features = [
        units[:, max(length - window, 0) :].sum(axis=1) / np.minimum(window, observed) / rate for window in WINDOWS
    ]
    features += [ExponentialNegativeBinomial(alpha=alpha).daily_mean(demand) / rate for alpha in FAST_FORGETTING]
    sale_days = sold.sum(axis=1)
    since_last = np.where(sale_days > 0, sold[:, ::-1].argmax(axis=1), observed)
    since_first = np.where(sale_days > 0, length - sold.argmax(axis=1), observed)
    total = units.sum(axis=1)
    features += [
        (rate - LEAST_RATE) / rate,
        sold[:, -91:].sum(axis=1) / np.minimum(91, observed),
        sale_days / observed,
        since_last,
        since_first,
        total / np.maximum(sale_days, 1),
        total / np.maximum(since_first, LEAST_DAYS) / rate,
        ratio_of_sums(demand, days=np.minimum(OWN_SUMS, observed)),
        np.log(rate),
        since_last * sale_days / np.maximum(since_first, 1),
        _mean_of(units, 28, 0) / rate - _mean_of(units, 84, 28) / rate,
        _mean_of(units, 182, 91) / rate,
        _last_price(demand.prices),
    ]
    return np.column_stack(features), rate


def spread_of(demand: DemandTable, days: NDArray[np.int64], *, mean: Floats, pooled: Floats) -> Floats:
    """Variance-to-mean ratio of the sum over `days`, shape (items,), at least 1.001."""
    window = np.maximum(np.minimum(days, demand.observed_days // 4), 1)
    own = ratio_of_sums(demand, days=window, prior=0.1)
    independent = demand.observed_days / window
    of_all = np.exp(_powers(mean, np.maximum(days, 1)) @ pooled)
    past = (own * independent + of_all * DRAWN_BY) / (independent + DRAWN_BY)
    ratio: Floats = np.maximum(1 + WIDENED * (past - 1), LEAST_RATIO)
    return ratio


def _examples(demand: DemandTable) -> Iterator[tuple[Floats, Floats, Floats, Floats]]:
    """Situations of the past, what was sold after them, what their own rates would have made of it, and their weight.

    An item is kept because it sold at least so much. To look at it before it had would teach that little grows.
    """
    least = np.quantile(demand.units.sum(axis=1), LEAST_SOLD_QUANTILE)
    length = demand.units.shape[1]
    for ago in range(min(ANCHORS), length - FIRST_DAY + 1, EVERY_DAYS):
        past = demand.until(ago)
        known = np.flatnonzero((past.observed_days >= LEAST_DAYS) & (past.units.sum(axis=1) >= least))
        if not len(known):
            continue
        situation, rate = situations(past.of(known))
        after = demand.units[known, length - ago :]
        for anchor in ANCHORS:
            if anchor <= ago:
                weight = np.full(len(rate), 0.5 ** (ago / HALF_LIFE_DAYS))
                yield _with_days(situation, anchor), after[:, :anchor].sum(axis=1), rate * anchor, weight


def _mean_of(units: Floats, first_ago: int, last_ago: int) -> Floats:
    """Units a day from `first_ago` days ago to `last_ago` days ago; days before the table count as none sold."""
    length = units.shape[1]
    days = units[:, max(length - first_ago, 0) : max(length - last_ago, 0)]
    return np.asarray(days.sum(axis=1) / (first_ago - last_ago))


def _last_price(prices: NDArray[np.float32]) -> Floats:
    """The price of the newest sale over the average of all sale days, shape (items,); NaN where nobody told."""
    told = ~np.isnan(prices)
    days_told = told.sum(axis=1)
    mean = np.where(told, prices, 0).sum(axis=1) / np.maximum(days_told, 1)
    newest = prices[np.arange(len(prices)), prices.shape[1] - 1 - told[:, ::-1].argmax(axis=1)]
    return np.asarray(np.where(days_told > 0, newest / np.maximum(mean, 1e-9), np.nan), dtype=np.float64)


def _learned_spread(demand: DemandTable) -> tuple[float, ...]:
    rows, ratios = [], []
    for anchor in ANCHORS:
        known = demand.of(np.flatnonzero((demand.observed_days >= 4 * anchor) & (demand.sale_days > 0)))
        if len(known.units):
            mean = known.units.sum(axis=1) / known.observed_days * anchor
            rows.append(_powers(mean, np.full(len(mean), anchor)))
            ratios.append(np.log(ratio_of_sums(known, days=np.full(len(mean), anchor), prior=0.1)))
    if not rows:
        return (0.0, 0.0, 0.0, 0.0)
    return tuple(map(float, np.linalg.lstsq(np.concatenate(rows), np.concatenate(ratios), rcond=None)[0]))


def _powers(mean: Floats, days: NDArray[np.int64]) -> Floats:
    log_mean = np.log(np.maximum(mean, 0.05) + 0.1)
    return np.column_stack([np.ones(len(mean)), log_mean, log_mean**2, np.log(days)])


def _with_days(situation: Floats, days: int) -> Floats:
    return np.column_stack([situation, np.full(len(situation), float(days))])
