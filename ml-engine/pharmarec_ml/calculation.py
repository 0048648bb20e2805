"""One item's calculation, complete: what the words and the frozen inputs are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pharmarec_ml.bulk import BulkDay
from pharmarec_ml.contracts import Confidence, StockPosition, Urgency


@dataclass(frozen=True, slots=True)
class Calculation:
    """Everything that led to an order quantity.

    Attributes:
        model: name of the forecaster.
        expected_demand: mean of the demand over the position's lead + review days.
        ratio: variance-to-mean ratio of that demand; unused when `confidence` is not_enough_data,
            where `order_up_to` comes from the min/max rule.
        parts: mean and ratio of it in each of the position's ways to arrive.
        forecast_up_to: what the forecast or the min/max rule asks for, a whole number of units.
        wanted_qty: what is missing in whole packs and of at least the minimum, whatever its shelf life.
        safe_qty: as in `Advice`.
        unraised_qty: the order before it was raised to a break of the scheme.
        sold_out_days: days that ended with an empty shelf and count as what was probably wanted.
        bulk_days: days that sold far more than the item's other days.
        analogue: name of the item whose rate stands in for the history that is missing; None: nothing stands in.
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
    parts: tuple[tuple[float, float], ...]
    forecast_up_to: float
    wanted_qty: Decimal
    safe_qty: Decimal | None
    unraised_qty: Decimal
    order_qty: Decimal
    confidence: Confidence
    urgency: Urgency
    sold_out_days: int = 0
    bulk_days: tuple[BulkDay, ...] = ()
    analogue: str | None = None

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

    @property
    def is_capped(self) -> bool:
        """Whether the order is smaller than wanted because a delivery would expire before all of it sells."""
        return self.order_qty < self.wanted_qty

    @property
    def at_risk_qty(self) -> Decimal:
        """The part of what comes that is expected to expire unsold."""
        if self.safe_qty is None:
            return Decimal(0)
        return max(self.order_qty + self.free_qty - self.safe_qty, Decimal(0))

    @property
    def free_qty(self) -> Decimal:
        """What comes for nothing with the order."""
        scheme = self.position.scheme
        return scheme.free(self.order_qty) if scheme else Decimal(0)

    @property
    def at_risk_value(self) -> Decimal | None:
        """What the part at risk costs."""
        return None if self.position.unit_cost is None else self.at_risk_qty * self.position.unit_cost
