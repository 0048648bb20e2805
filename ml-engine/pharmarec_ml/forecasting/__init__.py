"""Forecasters: each gives the distribution of an item's total demand over a horizon."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.demand import DemandTable
from pharmarec_ml.forecasting.negative_binomial import NegativeBinomial


class Forecaster(Protocol):
    """Anything that turns histories into distributions."""

    @property
    def name(self) -> str:
        """Name and version, frozen with every suggestion."""
        ...

    def daily_mean(self, demand: DemandTable) -> NDArray[np.float64]:
        """Expected units a day, shape (items,); 0 for an item without an observed day."""
        ...

    def total(self, demand: DemandTable, *, horizon_days: NDArray[np.int64]) -> NegativeBinomial:
        """The total demand of the next `horizon_days` (shape (items,), ≥ 0) days, item by item."""
        ...


__all__ = ["Forecaster", "NegativeBinomial"]
