"""How far off past forecasts were: each made from earlier days only, and compared with what was then wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.advice import FORECASTER, forecast_totals
from pharmarec_ml.backtest import AVERAGE_DAYS, aligned, cut
from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.forecasting import Forecaster

HORIZON_DAYS = 14
LEVELS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99)


@dataclass(frozen=True, slots=True)
class Error:
    """How far a method was off, on average over its forecasts, in units.

    Attributes:
        absolute: distance of the median (of a method without quantiles: of its one number) from the demand.
        loss: twice the mean quantile loss over LEVELS; a method without quantiles says its number at each level.
    """

    absolute: float
    loss: float


@dataclass(frozen=True, slots=True)
class ItemAccuracy:
    """An item's forecasts of 14 days of demand that could be checked; `wanted` is their mean demand in units."""

    item_id: int
    forecasts: int
    wanted: float
    ours: Error
    naive: Error
    amc: Error


@dataclass(frozen=True, slots=True)
class Accuracy:
    """All items together: the units that forecasts were off, and their loss, as shares of the units wanted."""

    items: int
    forecasts: int
    ours: Error
    naive: Error
    amc: Error


def accuracy(
    histories: Sequence[ItemHistory], *, weeks: int, forecaster: Forecaster = FORECASTER
) -> list[ItemAccuracy]:
    """The errors of the forecasts of 14 days that lie within the last `weeks` weeks, one after the other.

    Naive repeats the last 14 days, AMC takes the mean of the last 90. A forecast counts when 90 days were known before
    it and all of its days are known; items without any such forecast are left out. Histories end on the same day. A
    `forecaster` that has learned must have done so from days before these weeks only (`backtest.known_before`).
    """
    demand = aligned(histories)
    days = demand.shape[1]
    ends = range(days, days - weeks * 7 + HORIZON_DAYS - 1, -HORIZON_DAYS)
    origins = [end - HORIZON_DAYS for end in ends if end - HORIZON_DAYS >= AVERAGE_DAYS]
    counted = np.zeros(len(histories), dtype=np.int64)
    wanted = np.zeros(len(histories))
    errors = np.zeros((3, 2, len(histories)))
    for origin in origins:
        rows = _checkable(histories, demand, origin)
        if len(rows):
            happened = demand[rows, origin : origin + HORIZON_DAYS].sum(axis=1)
            counted[rows] += 1
            wanted[rows] += happened
            known = [cut(histories[row], days=days - origin) for row in rows.tolist()]
            ours = forecast_totals(known, horizon_days=HORIZON_DAYS, levels=LEVELS, forecaster=forecaster)
            errors[:, :, rows] += _errors_at(ours, demand[rows], origin)
    return [
        ItemAccuracy(
            histories[row].item_id,
            int(counted[row]),
            float(wanted[row] / counted[row]),
            *(Error(*(errors[method, :, row] / counted[row]).tolist()) for method in range(3)),
        )
        for row in np.flatnonzero(counted).tolist()
    ]


def altogether(items: Iterable[ItemAccuracy]) -> Accuracy | None:
    """The errors of all items as shares of their demand; None where nothing was wanted."""
    known = list(items)
    forecasts = np.array([item.forecasts for item in known])
    units = float(forecasts @ np.array([item.wanted for item in known])) if known else 0.0
    if not units:
        return None

    def share(errors: list[Error]) -> Error:
        absolute = forecasts @ np.array([error.absolute for error in errors])
        loss = forecasts @ np.array([error.loss for error in errors])
        return Error(float(absolute / units), float(loss / units))

    return Accuracy(
        items=len(known),
        forecasts=int(forecasts.sum()),
        ours=share([item.ours for item in known]),
        naive=share([item.naive for item in known]),
        amc=share([item.amc for item in known]),
    )


def _checkable(histories: Sequence[ItemHistory], demand: NDArray[np.float64], origin: int) -> NDArray[np.int64]:
    """The items that were known for long enough before a day, and whose demand is known on all days of the horizon."""
    days = demand.shape[1]
    known_days = np.array([len(history.units) - (days - origin) for history in histories])
    is_known = ~np.isnan(demand[:, origin : origin + HORIZON_DAYS]).any(axis=1)
    return np.flatnonzero(is_known & (known_days >= AVERAGE_DAYS))


def _errors_at(ours: NDArray[np.float64], demand: NDArray[np.float64], origin: int) -> NDArray[np.float64]:
    """Absolute error and loss of ours, naive and AMC at one origin, in shape (methods, 2, items)."""
    happened = demand[:, origin : origin + HORIZON_DAYS].sum(axis=1)
    last = demand[:, origin - AVERAGE_DAYS : origin]
    naive = np.nansum(last[:, -HORIZON_DAYS:], axis=1)
    amc = HORIZON_DAYS * np.nansum(last, axis=1) / np.maximum((~np.isnan(last)).sum(axis=1), 1)
    methods = [ours, *(np.repeat(point[:, None], len(LEVELS), axis=1) for point in (naive, amc))]
    return np.stack(
        [np.stack([np.abs(method[:, 0] - happened), quantile_loss(method, happened)]) for method in methods]
    )


def quantile_loss(quantiles: NDArray[np.float64], happened: NDArray[np.float64]) -> NDArray[np.float64]:
    """Twice the mean over LEVELS of the quantile (pinball) loss, shape (items,).

    Args:
        quantiles: shape (items, levels).
        happened: shape (items,).
    """
    missed = happened[:, None] - quantiles
    levels = np.array(LEVELS)
    return np.asarray(2 * np.maximum(levels * missed, (levels - 1) * missed).mean(axis=1))
