"""Learning anew, and whether what was learned is worth using."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.accuracy import HORIZON_DAYS, LEVELS, quantile_loss
from pharmarec_ml.advice import FORECASTER, forecast_totals, learn
from pharmarec_ml.backtest import cut
from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.forecasting import Forecaster
from pharmarec_ml.forecasting.pooled import PooledCounts

COVERED = 0.9
"""The level by which it is seen whether quantiles hold what they say."""


@dataclass(frozen=True)
class Learned:
    """What came of learning anew.

    Attributes:
        forecaster: what forecasts best, learned from everything; None where the exponential mean is as good.
        losses: weighted quantile loss over the last window of 14 days, by `learned`, `served` and `alone` (the
            exponential mean); what was not there has none. Empty where nothing sold in the window.
        coverages: share of items whose demand in that window stayed within the 0.9 quantile, by the same names; an item
            at the quantile itself counts half.
    """

    forecaster: PooledCounts | None
    losses: dict[str, float]
    coverages: dict[str, float]


def relearn(histories: Sequence[ItemHistory], *, served: PooledCounts | None, threads: int = 1) -> Learned:
    """Learn from these items, and keep it only where it beats what there is on the last 14 days.

    What is compared has not seen the window: a forecaster learned from the days before it, the one served now (if that
    was learned before the window), and the exponential mean. Where learning wins, all days are learned from.

    Args:
        histories: all end on the same day.
        served: the forecaster in use; None where it is the exponential mean, or has seen the window.
        threads: how many the learning may use.
    """
    before = [cut(history, days=HORIZON_DAYS) for history in histories]
    wanted = np.array([history.units[-HORIZON_DAYS:].sum() for history in histories])
    known = np.flatnonzero(~np.isnan(wanted) & np.array([len(history.units) > 0 for history in before]))
    if not wanted[known].sum():
        return Learned(None, {}, {})
    candidate = learn([before[row] for row in known], threads=threads)
    compared: dict[str, Forecaster] = {"alone": FORECASTER}
    if isinstance(candidate, PooledCounts):
        compared["learned"] = candidate
    if served is not None:
        compared["served"] = served
    judged = {
        name: _judged([before[row] for row in known], wanted[known], forecaster)
        for name, forecaster in compared.items()
    }
    losses = {name: loss for name, (loss, _) in judged.items()}
    coverages = {name: coverage for name, (_, coverage) in judged.items()}
    best = min(losses, key=losses.__getitem__)
    if best == "served":
        return Learned(served, losses, coverages)
    anew = learn(histories, threads=threads) if best == "learned" else None
    return Learned(anew if isinstance(anew, PooledCounts) else None, losses, coverages)


def _judged(
    histories: Sequence[ItemHistory], wanted: NDArray[np.float64], forecaster: Forecaster
) -> tuple[float, float]:
    """The quantile loss for each unit wanted, and the share of items within the quantile of COVERED."""
    told = forecast_totals(histories, horizon_days=HORIZON_DAYS, levels=LEVELS, forecaster=forecaster)
    upper = told[:, LEVELS.index(COVERED)]
    covered = ((wanted < upper).mean() + (wanted <= upper).mean()) / 2
    return float(quantile_loss(told, wanted).sum() / wanted.sum()), float(covered)
