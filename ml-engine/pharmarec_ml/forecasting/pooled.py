"""A mean learned from all items together, and a negative binomial around it.

What happened to one item before says little; what happened to thousands in the same situation says much. Gradient
boosted trees learn how the next weeks relate to an item's smoothed past: how fast an old rate is forgotten, what a
silence means, where a rise goes on and where it was chance. Trees whose leaves are numbers and trees whose leaves are
lines through what matters there err differently; the mean of both is taken. The spread of an item's sums is drawn
towards that of items that sell as much, the more so the fewer independent sums it has; a second set of trees learns
where that was too wide or too narrow.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import lightgbm
import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.demand import DemandTable
from pharmarec_ml.forecasting.negative_binomial import (
    ExponentialNegativeBinomial,
    NegativeBinomial,
    ratio_of_sums,
)
from pharmarec_ml.forecasting.spread import (
    OwnSums,
    SpreadExamples,
    learn_spread,
    learned_ratio,
    own_sums,
    purchases,
    usual_spread,
)

Floats = NDArray[np.float64]

NAME: Final = "pooled-counts-2"

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
SURE_SHARES: Final = (0.0005, 0.9995)
"""Lines reach beyond what they were learned from: no answer beyond these quantiles of the answers to the examples."""

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
LINES: Final[dict[str, Any]] = {"linear_tree": True, "linear_lambda": 1.0}


@dataclass(frozen=True, eq=False)
class _Outlook:
    """What is known of the items in `rows`, and their mean totals over 0 days and over each anchor asked for so far."""

    asked_of: DemandTable
    demand: DemandTable
    rows: NDArray[np.int64]
    situation: Floats
    rate: Floats
    uneven: Floats
    of_own_rate: Callable[[Floats], Floats]
    _totals: list[Floats] = field(default_factory=list)

    def mean(self, days: NDArray[np.int64]) -> Floats:
        """Mean total over `days` (shape (rows,)), on the line between the anchors around it."""
        knots = np.array([0, *ANCHORS])
        right = np.clip(np.searchsorted(knots, days), 1, len(ANCHORS))
        totals = self._totals_up_to(int(right.max(initial=1)))
        left, rows = right - 1, np.arange(len(days))
        share = (days - knots[left]) / (knots[right] - knots[left])
        return np.asarray(totals[rows, left] + share * (totals[rows, right] - totals[rows, left]))

    def _totals_up_to(self, number: int) -> Floats:
        """Totals over 0 days and the first `number` anchors, shape (rows, number + 1); none is less than the last."""
        told = self._totals[-1] if self._totals else np.zeros((len(self.rows), 1))
        for anchor in ANCHORS[told.shape[1] - 1 : number]:
            total = self.of_own_rate(_with_days(self.situation, anchor)) * self.rate * anchor
            total[self.demand.sale_days == 0] = 0
            told = np.column_stack([told, np.maximum(total, told[:, -1])])
        self._totals[:] = [told]
        return told


@dataclass(frozen=True)
class PooledCounts:
    """A learned forecaster. Items with too little history are left to the exponential mean.

    Attributes:
        trees: how much an item will sell of its own smoothed rate.
        lines: the same, by trees with a line in each leaf.
        bounds: the least and the most that is believed.
        usual: coefficients of log(variance / mean) on 1, log mean, its square, and log days.
        spread: what corrects the spread.
    """

    trees: lightgbm.Booster
    lines: lightgbm.Booster
    bounds: tuple[float, float]
    usual: tuple[float, ...]
    spread: lightgbm.Booster
    name: str = NAME
    _last: list[_Outlook] = field(default_factory=list, repr=False, compare=False)

    def daily_mean(self, demand: DemandTable) -> Floats:
        """Expected units a day over the next four weeks; 0 for an item without an observed day."""
        mean, outlook = ExponentialNegativeBinomial().daily_mean(demand), self._outlook(demand)
        if len(outlook.rows):
            mean[outlook.rows] = outlook.mean(np.full(len(outlook.rows), FOUR_WEEKS)) / FOUR_WEEKS
        return mean

    def total(self, demand: DemandTable, *, horizon_days: NDArray[np.int64]) -> NegativeBinomial:
        """Distribution of the sum over `horizon_days` (shape (items,), ≥ 0)."""
        outlook = self._outlook(demand)
        mean, ratio = np.zeros(len(demand.units)), np.ones(len(demand.units))
        known, unknown = outlook.rows, np.setdiff1d(np.arange(len(mean)), outlook.rows)
        if len(unknown):
            alone = ExponentialNegativeBinomial().total(demand.of(unknown), horizon_days=horizon_days[unknown])
            mean[unknown], ratio[unknown] = alone.mean, alone.ratio
        if len(known):
            days = horizon_days[known]
            mean[known] = outlook.mean(days)
            ratio[known] = learned_ratio(
                self.spread,
                _with_days(np.column_stack([outlook.situation, outlook.uneven]), days),
                own_sums(outlook.demand, days),
                mean=mean[known],
                of_all=np.array(self.usual),
            )
        return NegativeBinomial(mean, ratio)

    def to_text(self) -> str:
        """JSON, for `from_text`."""
        told = {"name": self.name, "bounds": self.bounds, "usual": self.usual}
        learned = {"trees": self.trees, "lines": self.lines, "spread": self.spread}
        return json.dumps(told | {name: booster.model_to_string() for name, booster in learned.items()})

    @staticmethod
    def from_text(text: str) -> PooledCounts:
        """The forecaster that `to_text` wrote.

        Raises:
            ValueError: the text is something else, or of a forecaster of another version.
        """
        try:
            told = json.loads(text)
            if told["name"] != NAME:
                raise ValueError(told["name"])
            least, most = map(float, told["bounds"])
            return PooledCounts(
                lightgbm.Booster(model_str=told["trees"]),
                lightgbm.Booster(model_str=told["lines"]),
                (least, most),
                tuple(map(float, told["usual"])),
                lightgbm.Booster(model_str=told["spread"]),
            )
        except (KeyError, TypeError, ValueError, lightgbm.basic.LightGBMError) as error:
            raise ValueError("this is no stored forecaster") from error

    def _of_own_rate(self, situation: Floats) -> Floats:
        return np.clip(_mean_answer((self.trees, self.lines), situation), *self.bounds)

    def _outlook(self, demand: DemandTable) -> _Outlook:
        """What the trees say of these items; the same items are asked for several horizons."""
        for last in list(self._last):
            if last.asked_of is demand:
                return last
        rows = np.flatnonzero(demand.observed_days >= LEAST_DAYS)
        some = demand.of(rows)
        if len(rows):
            (situation, rate), uneven = situations(some), purchases(some)
        else:
            situation, rate, uneven = np.empty((0, 0)), np.empty(0), np.empty((0, 0))
        outlook = _Outlook(demand, some, rows, situation, rate, uneven, self._of_own_rate)
        self._last[:] = [outlook]
        return outlook


@dataclass(frozen=True, eq=False)
class _Examples:
    """Items on a day of the past and over a horizon, example by example.

    Attributes:
        situation: what was known, the horizon in the last column.
        uneven: how unevenly they sold.
        sums: the spread of their own sums.
        sold: what sold over the horizon.
        expected: what their own rates would have made of it.
        weight: how much it counts.
    """

    situation: Floats
    uneven: Floats
    sums: OwnSums
    sold: Floats
    expected: Floats
    weight: Floats


def train(demand: DemandTable, *, threads: int = 1) -> PooledCounts | None:
    """Learn from what followed each week of the past; None where that is too little.

    An example is an item on a day: its situation, told from what was known up to that day, and what it sold in the days
    after.
    """
    parts = list(_examples(demand))
    if sum(len(part.sold) for part in parts) < LEAST_EXAMPLES:
        return None
    every = _together(parts)
    leaf = int(np.clip(len(every.sold) / 500, 20, 200))
    chosen = PARAMETERS | {"min_data_in_leaf": leaf, "num_threads": threads}
    trees, lines = (
        lightgbm.train(
            chosen | leaves,
            lightgbm.Dataset(
                every.situation,
                every.sold / every.expected,
                weight=every.expected * every.weight,
                params={"max_bin": 63, "verbosity": -1},
            ),
            TREES,
        )
        for leaves in ({}, LINES)
    )
    answers = _mean_answer((trees, lines), every.situation, threads=threads)
    least, most = (float(bound) for bound in np.quantile(answers, SURE_SHARES))
    usual = usual_spread(demand, ANCHORS)
    known = np.column_stack([every.situation[:, :-1], every.uneven, every.situation[:, -1]])
    expected = np.clip(answers, least, most) * every.expected
    spread = learn_spread(
        SpreadExamples(known, every.sums, expected, every.sold, every.weight), np.array(usual), threads=threads
    )
    return PooledCounts(trees, lines, (least, most), usual, spread)


def _mean_answer(learned: Sequence[lightgbm.Booster], situation: Floats, *, threads: int = 1) -> Floats:
    answers = np.stack([np.asarray(each.predict(situation, num_threads=threads)) for each in learned])
    return np.asarray(answers.mean(axis=0))


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


def _examples(demand: DemandTable) -> Iterator[_Examples]:
    """What is learned from.

    An item is kept because it sold at least so much. To look at it before it had would teach that little grows.
    """
    least = np.quantile(demand.units.sum(axis=1), LEAST_SOLD_QUANTILE)
    length = demand.units.shape[1]
    for ago in range(min(ANCHORS), length - FIRST_DAY + 1, EVERY_DAYS):
        past = demand.until(ago)
        known = np.flatnonzero((past.observed_days >= LEAST_DAYS) & (past.units.sum(axis=1) >= least))
        if not len(known):
            continue
        past = past.of(known)
        (situation, rate), uneven = situations(past), purchases(past)
        after = demand.units[known, length - ago :]
        for anchor in ANCHORS:
            if anchor <= ago:
                yield _Examples(
                    situation=_with_days(situation, anchor),
                    uneven=uneven,
                    sums=own_sums(past, np.full(len(known), anchor)),
                    sold=after[:, :anchor].sum(axis=1),
                    expected=rate * anchor,
                    weight=np.full(len(known), 0.5 ** (ago / HALF_LIFE_DAYS)),
                )


def _together(parts: Sequence[_Examples]) -> _Examples:
    def joined(of_part: Callable[[_Examples], NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate([of_part(part) for part in parts])

    return _Examples(
        situation=joined(lambda part: part.situation),
        uneven=joined(lambda part: part.uneven),
        sums=OwnSums(
            ratio=joined(lambda part: part.sums.ratio),
            independent=joined(lambda part: part.sums.independent),
            days=joined(lambda part: part.sums.days),
        ),
        sold=joined(lambda part: part.sold),
        expected=joined(lambda part: part.expected),
        weight=joined(lambda part: part.weight),
    )


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


def _with_days(situation: Floats, days: int | NDArray[np.int64]) -> Floats:
    return np.column_stack([situation, np.broadcast_to(np.asarray(days, dtype=np.float64), len(situation))])
