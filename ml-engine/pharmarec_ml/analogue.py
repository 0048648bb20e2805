"""A new item is like another: the other's rate stands in, and less and less as the item itself sells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.demand import DemandTable, demand_table
from pharmarec_ml.forecasting import Forecaster, NegativeBinomial

DAYS_THAT_COUNT = 28
"""So many days of an item's own weigh as much as all that is known of its analogue: a judgement, not measured."""


@dataclass(frozen=True, slots=True)
class Analogue:
    """Another item of the same generic, or one that the owner names, with its history."""

    name: str
    history: ItemHistory


def stand_in(
    demand: DemandTable, analogues: Sequence[Analogue], *, horizon_days: NDArray[np.int64], forecaster: Forecaster
) -> NegativeBinomial:
    """The total demand of new items over `horizon_days` (shape (items,), ≥ 0), each beside its analogue.

    A Poisson rate whose gamma prior is the analogue's rate over 28 days, updated by the item's own observed days.
    Demand spreads as the analogue's does, and wider the less is known: by horizon / (28 + own days).

    Source: the gamma-Poisson update, Gelman et al., *Bayesian Data Analysis*, 2.6.
    """
    alike = demand_table([analogue.history for analogue in analogues])
    known_days = DAYS_THAT_COUNT + demand.observed_days
    rate = (forecaster.daily_mean(alike) * DAYS_THAT_COUNT + demand.units.sum(axis=1)) / known_days
    spread = forecaster.total(alike, horizon_days=np.maximum(horizon_days, 1)).ratio
    return NegativeBinomial(mean=rate * horizon_days, ratio=spread + horizon_days / known_days)
