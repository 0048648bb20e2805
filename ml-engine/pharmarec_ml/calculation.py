"""One item's calculation, complete: what the words and the frozen inputs are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pharmarec_ml.contracts import Confidence, StockPosition, Urgency


@dataclass(frozen=True, slots=True)
class Calculation:
    """Everything that led to an order quantity.

    Attributes:
        model: name of the forecaster.
        expected_demand: mean of the demand over the position's lead + review days.
        ratio: variance-to-mean ratio of that demand; unused when `confidence` is not_enough_data,
            where `order_up_to` comes from the min/max rule.
        forecast_up_to: what the forecast or the min/max rule asks for, a whole number of units.
    """

    position: StockPosition
    as_of: date
    model: str
    observed_days: int
    sale_days: int
    censored_days: int
    demand_per_day: float
    expected_demand: float
    ratio: float
    forecast_up_to: float
    order_qty: Decimal
    confidence: Confidence
    urgency: Urgency

    @property
    def order_up_to(self) -> float:
        """What shelf and orders together should reach: the forecast's figure, or the owner's where it is higher."""
        return max(self.forecast_up_to, float(self.position.reorder_level))

    @property
    def is_owners_level(self) -> bool:
        """Whether the owner's reorder level asks for more than the forecast."""
        return float(self.position.reorder_level) > self.forecast_up_to

    @property
    def is_rule_of_thumb(self) -> bool:
        """Whether the history was too short for a forecast."""
        return self.confidence == "not_enough_data"
