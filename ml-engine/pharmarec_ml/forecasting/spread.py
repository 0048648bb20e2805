"""How widely demand spreads around its mean: what an item's own sums show, drawn towards what all items taught."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma

from pharmarec_ml.demand import DemandTable
from pharmarec_ml.forecasting.negative_binomial import LEAST_RATIO, ratio_of_sums

Floats = NDArray[np.float64]

DRAWN_BY: Final = 5.0
"""Independent sums that what is known of all items counts for in the spread of one."""

WIDENED: Final = 1.2
"""How much wider demand spreads than past sums did (beyond a Poisson): the mean is not known either."""

LEARNED_WIDENED: Final = 1.15
"""The same for what was learned around means that had seen their examples."""

OWN_PRIOR: Final = 0.1
LEAST_EXCESS: Final = 0.02
"""What stands for no spread beyond a Poisson where its logarithm is taken."""

SUMS: Final = (1, 7, 28)
TREES: Final = 100
CURVATURE: Final = 0.25
"""Stands for the second derivative of the likelihood: an upper bound keeps each step small."""

PARAMETERS: Final[dict[str, Any]] = {
    "learning_rate": 0.05,
    "num_leaves": 8,
    "extra_trees": True,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 20.0,
    "max_bin": 63,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


@dataclass(frozen=True, slots=True)
class OwnSums:
    """What the sums of each item show of its spread; every array has shape (items,).

    Attributes:
        ratio: variance-to-mean ratio of the sums of so many days that four fit into the history.
        independent: how many of these do not overlap.
        days: the horizon asked for.
    """

    ratio: Floats
    independent: Floats
    days: NDArray[np.int64]

    def drawn(self, mean: Floats, of_all: Floats) -> Floats:
        """The ratio drawn towards that of items that sell as much, at least 1.001."""
        usual = np.exp(_powers(mean, np.maximum(self.days, 1)) @ of_all)
        past = (self.ratio * self.independent + usual * DRAWN_BY) / (self.independent + DRAWN_BY)
        return np.asarray(np.maximum(1 + WIDENED * (past - 1), LEAST_RATIO))


@dataclass(frozen=True, eq=False)
class SpreadExamples:
    """What is learned from, example by example: what was known, expected and sold, and how much it weighs."""

    known: Floats
    sums: OwnSums
    mean: Floats
    sold: Floats
    weight: Floats


def own_sums(demand: DemandTable, days: NDArray[np.int64]) -> OwnSums:
    """The spread of each item's own sums of `days` (shape (items,)), or of a quarter of its history."""
    window = np.maximum(np.minimum(days, demand.observed_days // 4), 1)
    return OwnSums(ratio_of_sums(demand, days=window, prior=OWN_PRIOR), demand.observed_days / window, days)


def purchases(demand: DemandTable) -> Floats:
    """How unevenly each item sells, shape (items, features): sizes of its days, its greatest day, sums of some days."""
    units, sale_days = demand.units, np.maximum(demand.sale_days, 1)
    total, squares, most = units.sum(axis=1), (units**2).sum(axis=1), units.max(axis=1, initial=0)
    size = total / sale_days
    observed = np.maximum(demand.observed_days, 1)
    ratios = [ratio_of_sums(demand, days=np.minimum(days, observed), prior=OWN_PRIOR) for days in SUMS]
    return np.column_stack(
        [
            (squares / sale_days - size**2) / np.maximum(size, OWN_PRIOR),
            squares / np.maximum(total, 1),
            most,
            most / np.maximum(total, 1),
            *ratios,
        ]
    )


def usual_spread(demand: DemandTable, horizons: tuple[int, ...]) -> tuple[float, ...]:
    """Coefficients of log(variance / mean) on 1, log mean, its square and log days, over all items."""
    rows, ratios = [], []
    for days in horizons:
        known = demand.of(np.flatnonzero((demand.observed_days >= 4 * days) & (demand.sale_days > 0)))
        if len(known.units):
            mean = known.units.sum(axis=1) / known.observed_days * days
            rows.append(_powers(mean, np.full(len(mean), days)))
            ratios.append(np.log(ratio_of_sums(known, days=np.full(len(mean), days), prior=OWN_PRIOR)))
    if not rows:
        return (0.0, 0.0, 0.0, 0.0)
    return tuple(map(float, np.linalg.lstsq(np.concatenate(rows), np.concatenate(ratios), rcond=None)[0]))


def learn_spread(examples: SpreadExamples, of_all: Floats, *, threads: int) -> lightgbm.Booster:
    """Trees that correct the drawn ratio so that what was sold becomes likely.

    They add to the logarithm of the variance beyond a Poisson's, in units of the mean.
    """
    drawn = _log_excess(examples.sums.drawn(examples.mean, of_all))
    mean, sold = np.maximum(examples.mean, 1e-4), examples.sold

    def slope(log_excess: Floats, _data: lightgbm.Dataset) -> tuple[Floats, Floats]:
        """Derivatives of the negative log-likelihood of the negative binomial by the log of its excess."""
        excess = np.exp(np.clip(log_excess, -5, 5))
        successes = mean / excess
        by_log = (
            -successes * (digamma(sold + successes) - digamma(successes) - np.log1p(excess))
            - successes * excess / (1 + excess)
            + sold / (1 + excess)
        )
        return -by_log * examples.weight, CURVATURE * examples.weight

    leaf = int(np.clip(len(sold) / 200, 20, 300))
    chosen = PARAMETERS | {"objective": slope, "min_data_in_leaf": leaf, "num_threads": threads}
    data = lightgbm.Dataset(
        _features(examples.known, examples.mean, drawn),
        sold,
        init_score=drawn,
        params={"max_bin": 63, "verbosity": -1},
    )
    return lightgbm.train(chosen, data, TREES)


def learned_ratio(trees: lightgbm.Booster, known: Floats, sums: OwnSums, *, mean: Floats, of_all: Floats) -> Floats:
    """The drawn ratio as the trees correct it, shape (items,), at least 1.001."""
    drawn = _log_excess(sums.drawn(mean, of_all))
    correction = np.asarray(trees.predict(_features(known, mean, drawn), raw_score=True, num_threads=1))
    excess = np.exp(np.clip(drawn + correction, -5, 5))
    return np.asarray(np.maximum(1 + LEARNED_WIDENED * excess, LEAST_RATIO))


def _features(known: Floats, mean: Floats, drawn: Floats) -> Floats:
    return np.column_stack([known, np.log(mean + 0.1), drawn])


def _log_excess(ratio: Floats) -> Floats:
    return np.asarray(np.log(ratio - 1 + LEAST_EXCESS))


def _powers(mean: Floats, days: NDArray[np.int64]) -> Floats:
    log_mean = np.log(np.maximum(mean, 0.05) + 0.1)
    return np.column_stack([np.ones(len(mean)), log_mean, log_mean**2, np.log(days)])
