"""How well learning forecasts: learned anew before each of the last windows, and judged by the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from pharmarec_ml.accuracy import HORIZON_DAYS, LEVELS, quantile_loss
from pharmarec_ml.advice import FORECASTER, forecast_totals, learn
from pharmarec_ml.backtest import AVERAGE_DAYS, cut
from pharmarec_ml.contracts import ItemHistory

Progress = Callable[[int, int], None]


def rolling_scores(
    histories: Sequence[ItemHistory], *, windows: int, threads: int, progress: Progress
) -> dict[str, float]:
    """Weighted quantile loss over the last windows of 14 days, by `learned`, `exponential_mean` and `amc`.

    Before each window only the days before it are known. Items with an unknown day in a window are left out of it, and
    AMC, which knows no quantiles, is one figure for all of them.

    Args:
        histories: all end on the same day.
        windows: ≥ 1.
        threads: how many the learning may use.
        progress: told how many of how many windows are done.

    Returns:
        Losses for each unit wanted; nothing where nothing was wanted.
    """
    losses, wanted = {"learned": 0.0, "exponential_mean": 0.0, "amc": 0.0}, 0.0
    for number in range(windows):
        days_after = number * HORIZON_DAYS
        until = [cut(history, days=days_after) for history in histories]
        before = [cut(history, days=HORIZON_DAYS) for history in until]
        happened = np.array([history.units[-HORIZON_DAYS:].sum() for history in until])
        rows = np.flatnonzero(~np.isnan(happened) & np.array([len(history.units) > 0 for history in before]))
        known, sold = [before[row] for row in rows], happened[rows]
        for name, forecaster in (("learned", learn(known, threads=threads)), ("exponential_mean", FORECASTER)):
            told = forecast_totals(known, horizon_days=HORIZON_DAYS, levels=LEVELS, forecaster=forecaster)
            losses[name] += float(quantile_loss(told, sold).sum())
        losses["amc"] += float(quantile_loss(np.repeat(_amc(known)[:, None], len(LEVELS), axis=1), sold).sum())
        wanted += float(sold.sum())
        progress(number + 1, windows)
    return {name: loss / wanted for name, loss in losses.items()} if wanted else {}


def _amc(histories: Sequence[ItemHistory]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Demand of a window at the average of the last known days."""
    last = [history.units[-AVERAGE_DAYS:] for history in histories]
    return np.array([HORIZON_DAYS * np.nansum(days) / max((~np.isnan(days)).sum(), 1) for days in last])
