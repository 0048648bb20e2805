"""Learning by rolling origin how unsure the rate of an item is, and scoring what was learned on later days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln

from pharmarec_ml.advice import FORECASTER
from pharmarec_ml.backtest import aligned, cut
from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.demand import DemandTable, demand_table
from pharmarec_ml.expiry import CERTAIN, CLUMP_DAYS, Doubt, Floats, Shelf, doubts, outlook, silence, unsold
from pharmarec_ml.expiry_scores import Tenth, brier, left_of, made_up_shelf, reliability
from pharmarec_ml.forecasting import Forecaster, pooled

HORIZONS: Final = (14, 28, 56, 90, 120, 180)
EVERY_DAYS: Final = 30
FIRST_DAY: Final = 75
"""Origins lie every 30 days in the past, and leave at least so many days before them."""

LEAST_EXAMPLES: Final = 500
MOST_EXAMPLES: Final = 20_000
START: Final = (-1.0, 0.0, -3.0, 0.0, 0.0)
BOUNDS: Final = ((None, None), (None, 0.0), (None, None), (0.0, None), (None, 0.0))
"""Sales never make a rate less sure, and a silence never makes more sure that an item is still asked for."""

SHRINKAGE: Final = 1e-3
"""What a unit of a squared coefficient costs in mean log likelihood; holds what the examples say nothing of."""


@dataclass(frozen=True, slots=True)
class _Examples:
    """What was forecast of items on days of the past, and what came; each array in shape (examples,)."""

    sold: Floats
    mean: Floats
    clump: Floats
    sale_days: NDArray[np.int64]
    silence: Floats

    def some(self, rows: NDArray[np.int64]) -> _Examples:
        return _Examples(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Scores:
    """Forecasts of what expires, judged on later days.

    Attributes:
        batches: how many were made up.
        expired: the share of them of which something expired unsold.
        brier: Brier score by method: `model`; `exponential` (exponential mean, plain negative binomial); `plain` (the
            model without its doubt); `walk` (the mean rate, yes or no); `base_rate` (that share for every batch).
        units_told: expected units that expire, of all batches together.
        units_expired: those that did.
        tenths: the model's chances beside what came of them.
    """

    batches: int
    expired: float
    brier: dict[str, float]
    units_told: float
    units_expired: float
    tenths: list[Tenth]

    def skill(self, than: str) -> float:
        """How much of another method's score the model saves; 1 is perfect."""
        return 1 - self.brier["model"] / self.brier[than]


def learn_doubt(demand: DemandTable, *, threads: int = 1) -> Doubt | None:
    """The doubt that makes what came most likely, by rolling origin; None where the past is too short.

    At each origin a forecaster learns from the days before it and forecasts the days after.
    """
    parts = list(_examples(demand, threads))
    if sum(len(part.sold) for part in parts) < LEAST_EXAMPLES:
        return None
    every = _Examples(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(_Examples)))
    chosen = every.some(np.random.default_rng(1).permutation(len(every.sold))[:MOST_EXAMPLES])
    found = minimize(_improbability, np.array(START), args=(chosen,), method="L-BFGS-B", bounds=BOUNDS).x
    return _doubt(found)


def score(
    histories: Sequence[ItemHistory],
    *,
    days: int,
    forecaster: Forecaster,
    doubt: Doubt,
    nearest: int = 1,
    seed: int = 1,
) -> Scores:
    """Judge what is known before the last `days` days on batches made up at their start.

    Args:
        histories: all end on the same day.
        days: the last day of the batches, counted from the origin, ≥ 1.
        forecaster: one that has not seen these days.
        doubt: nor has this.
        nearest: the first day that a batch may have as its last.
        seed: of the chance in making up batches.
    """
    before = [cut(history, days=days) for history in histories]
    demand, asked = demand_table(before), np.nan_to_num(aligned(histories)[:, -days:])
    shelf = made_up_shelf(np.nan_to_num(aligned(before)), first=nearest, last=days, seed=seed)
    left = left_of(shelf, asked)
    expired = left > 0
    ahead = outlook(demand, forecaster=forecaster, doubt=doubt)
    ours = _known(unsold(shelf, ahead).chance)
    rate = FORECASTER.daily_mean(demand)
    compared = {
        "model": ours,
        "plain": _chance(shelf, demand, forecaster),
        "exponential": _chance(shelf, demand, FORECASTER),
        "walk": (left_of(shelf, np.repeat(rate[:, None], days, axis=1)) >= 0.5).astype(float),
        "base_rate": np.full(len(expired), expired.mean()),
    }
    return Scores(
        batches=len(expired),
        expired=float(expired.mean()),
        brier={name: brier(chance, expired) for name, chance in compared.items()},
        units_told=float(np.nansum(unsold(shelf, ahead).units)),
        units_expired=float(left.sum()),
        tenths=reliability(ours, expired),
    )


def _chance(shelf: Shelf, demand: DemandTable, forecaster: Forecaster) -> Floats:
    return _known(unsold(shelf, outlook(demand, forecaster=forecaster, doubt=CERTAIN)).chance)


def _known(chance: Floats) -> Floats:
    """An even chance where nobody knows."""
    return np.where(np.isnan(chance), 0.5, chance)


def _examples(demand: DemandTable, threads: int) -> Iterator[_Examples]:
    """Items on days of the past with what they were forecast and what they sold in the days after.

    Items are in a file because they sold: looking at them before they had would teach that little grows.
    """
    least = np.quantile(demand.units.sum(axis=1), pooled.LEAST_SOLD_QUANTILE) if len(demand.units) else 0
    length = demand.units.shape[1]
    for ago in range(min(HORIZONS), length - FIRST_DAY + 1, EVERY_DAYS):
        past = demand.until(ago)
        forecaster = pooled.train(past, threads=threads) or FORECASTER
        clump = forecaster.total(past, horizon_days=np.full(len(past.units), CLUMP_DAYS)).ratio - 1
        known = (past.observed_days >= pooled.LEAST_DAYS) & (past.units.sum(axis=1) >= max(least, 1))
        for days in HORIZONS:
            mean = forecaster.total(past, horizon_days=np.full(len(past.units), days)).mean
            rows = np.flatnonzero(known & (mean > 0))
            if days <= ago and len(rows):
                sold = demand.units[rows, length - ago :][:, :days].sum(axis=1)
                yield _Examples(sold, mean[rows], clump[rows], past.sale_days[rows], silence(past)[rows])


def _improbability(coefficients: Floats, examples: _Examples) -> float:
    """Mean negative log likelihood of what came, and a little for large coefficients."""
    rate_variance, gone = doubts(_doubt(coefficients), sale_days=examples.sale_days, silence=examples.silence)
    scale = np.maximum(examples.clump + rate_variance * examples.mean, 1e-3)
    successes, sold = examples.mean / scale, examples.sold
    likely = (
        gammaln(sold + successes)
        - gammaln(successes)
        - gammaln(sold + 1)
        - successes * np.log1p(scale)
        + sold * (np.log(scale) - np.log1p(scale))
    )
    nothing = np.log(gone + (1 - gone) * np.exp(likely))
    log_likelihood = np.where(sold == 0, nothing, np.log1p(-gone) + likely)
    return float(-log_likelihood.mean() + SHRINKAGE * (coefficients**2).sum())


def _doubt(coefficients: Floats) -> Doubt:
    rate, slope, gone, with_silence, with_sales = map(float, coefficients)
    return Doubt((rate, slope), (gone, with_silence, with_sales))
