"""Demand forecasts and order quantities for pharmacies."""

from pharmarec_ml.advice import advise, forecast_weeks
from pharmarec_ml.contracts import (
    Advice,
    Confidence,
    ItemHistory,
    StockPosition,
    Urgency,
    WeekDemand,
    WeekForecast,
)
from pharmarec_ml.demand import weekly_sums
from pharmarec_ml.frozen import recompute
from pharmarec_ml.training import relearn

__all__ = [
    "Advice",
    "Confidence",
    "ItemHistory",
    "StockPosition",
    "Urgency",
    "WeekDemand",
    "WeekForecast",
    "advise",
    "forecast_weeks",
    "recompute",
    "relearn",
    "weekly_sums",
]
