"""What goes into the engine and what comes out.

Quantities are base units of the item (tablet, bottle, pack: the caller decides). Stock and orders are
exact `Decimal`s; demand is an estimate and therefore float64.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.lead_time import Arrival, Deliveries
from pharmarec_ml.schemes import Scheme, common_step

Confidence = Literal["high", "medium", "low", "not_enough_data"]
Urgency = Literal["out", "at_risk", "soon", "fine"]
CappedBy = Literal["shelf_life"]

LOWEST_SERVICE_LEVEL = 0.5
HIGHEST_SERVICE_LEVEL = 0.999


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """Daily demand of one item since its first movement.

    Attributes:
        first_day: day of `units[0]`.
        units: shape (days,), oldest first, the last element is the day of the advice. A day without a
            sale is 0. A day without usable stock, or one nobody knows about, is NaN: its demand is
            unknown (censored), not zero.
        prices: shape (days,), what a unit sold for, NaN on days without a sale; None where nobody told.
        sold_out: shape (days,), the days that ended with an empty shelf: their units are the least that was wanted;
            None where nobody told.
    """

    item_id: int
    first_day: date
    units: NDArray[np.float64]
    prices: NDArray[np.float64] | None = None
    sold_out: NDArray[np.bool_] | None = None

    @property
    def last_day(self) -> date:
        """The day of the last element; the day before `first_day` when there is none."""
        return self.first_day + timedelta(days=len(self.units) - 1)


@dataclass(frozen=True, slots=True)
class StockPosition:
    """What one item has, what it waits for and how it is bought.

    Attributes:
        on_hand: units on the shelf, expired ones included.
        usable: units that can still be sold.
        lead_time_days: from order to shelf, ≥ 0.
        review_days: days between two looks at the order list, ≥ 1.
        service_level: wanted chance that one order cycle passes without a shortage, 0.5 to 0.999.
        pack_size: orders are whole multiples of it, > 0.
        moq: the least the supplier delivers, ≥ 0; 0 means no minimum.
        expiring: usable units that can be sold for so many more days only, today counted, as pairs of days
            ≥ 1 and units; what is not listed keeps.
        reorder_level: what the owner never wants shelf and orders together to be below, ≥ 0; 0 leaves it
            to the forecast.
        stock_known: False when nobody has told the stock, which then counts as none.
        arriving_shelf_life_days: days for which a delivery can still be sold when it arrives, ≥ 0; None: not known,
            and nothing is held back for it.
        unit_cost: what a unit costs, ≥ 0; None: not known.
        deliveries: when orders arrive, where more is known of it than `lead_time_days` and `review_days`, which are
            then the usual days of these (`with_deliveries`).
        multiple: orders are whole multiples of it too, > 0; None: of the pack alone.
        scheme: what comes for nothing; None: nothing does.

    Raises:
        ValueError: a value is out of its bounds; the message names item and field.
    """

    item_id: int
    on_hand: Decimal
    usable: Decimal
    on_order: Decimal
    lead_time_days: int
    review_days: int
    service_level: float
    pack_size: Decimal
    moq: Decimal
    expiring: tuple[tuple[int, Decimal], ...] = ()
    reorder_level: Decimal = Decimal(0)
    stock_known: bool = True
    arriving_shelf_life_days: int | None = None
    unit_cost: Decimal | None = None
    deliveries: Deliveries | None = None
    multiple: Decimal | None = None
    scheme: Scheme | None = None

    def __post_init__(self) -> None:
        bounds = {
            "on_hand": self.on_hand >= 0,
            "usable": self.usable >= 0,
            "on_order": self.on_order >= 0,
            "lead_time_days": self.lead_time_days >= 0,
            "review_days": self.review_days >= 1,
            "service_level": LOWEST_SERVICE_LEVEL <= self.service_level <= HIGHEST_SERVICE_LEVEL,
            "pack_size": self.pack_size > 0,
            "moq": self.moq >= 0,
            "multiple": self.multiple is None or self.multiple > 0,
            "reorder_level": self.reorder_level >= 0,
            "expiring": all(days >= 1 and units >= 0 for days, units in self.expiring),
            "arriving_shelf_life_days": self.arriving_shelf_life_days is None or self.arriving_shelf_life_days >= 0,
            "unit_cost": self.unit_cost is None or self.unit_cost >= 0,
        }
        for name, is_within in bounds.items():
            if not is_within:
                raise ValueError(f"item {self.item_id}: {name} is {getattr(self, name)}")

    @property
    def horizon_days(self) -> int:
        """Days an order of today has to last: until the delivery of the next review."""
        return self.lead_time_days + self.review_days

    @property
    def step_qty(self) -> Decimal:
        """What orders are whole multiples of."""
        return common_step(self.pack_size, self.multiple)

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """The ways in which an order of today may arrive, at least one."""
        return self.deliveries.arrivals if self.deliveries else (Arrival(self.lead_time_days, self.horizon_days),)

    def with_deliveries(self, deliveries: Deliveries | None) -> StockPosition:
        """The same position, whose orders arrive so."""
        if deliveries is None:
            return self
        lead, review = deliveries.usual_lead_days, deliveries.usual_review_days
        return replace(self, deliveries=deliveries, lead_time_days=lead, review_days=review)


@dataclass(frozen=True, slots=True)
class Advice:
    """What to order of one item, and why.

    Attributes:
        order_qty: 0, or a multiple of the pack of at least the supplier's minimum: what is paid for.
        free_qty: what comes for nothing with it.
        demand_per_day: expected units a day; 0 when unknown (see `confidence`).
        expected_demand: expected units over lead + review days.
        order_up_to: units that shelf and orders together should reach.
        safety_stock: the part of `order_up_to` above `expected_demand`, ≥ 0.
        days_of_cover: how long the usable stock lasts; None when the item hardly sells.
        expires_unsold: usable units that will pass their date before they sell, within lead + review days;
            they are not counted on.
        safe_qty: the most that is expected to sell before a delivery of today's order expires, beyond stock and
            orders; None when the shelf life on arrival or the demand is not known.
        capped_by: why the order is smaller than what is missing; None when it is not.
        at_risk_qty: the part of the order beyond `safe_qty`, which pack, minimum or the owner's reorder level ask
            for all the same: a person decides.
        at_risk_value: what that part costs; None when the cost is not known.
        confidence: "not_enough_data" means that a rule of thumb was used instead of a forecast.
        reason: about five words.
        explanation: the calculation in plain English.
        inputs: JSON-able; `recompute(inputs)` gives `order_qty` again.
    """

    item_id: int
    order_qty: Decimal
    free_qty: Decimal
    demand_per_day: float
    expected_demand: float
    order_up_to: float
    safety_stock: float
    days_of_cover: float | None
    expires_unsold: Decimal
    safe_qty: Decimal | None
    capped_by: CappedBy | None
    at_risk_qty: Decimal
    at_risk_value: Decimal | None
    confidence: Confidence
    urgency: Urgency
    reason: str
    explanation: str
    inputs: dict[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class WeekForecast:
    """Demand of seven days: expected units, and one quantile for each level that was asked for."""

    week_start: date
    mean: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class WeekDemand:
    """Units sold in seven days, and how many of those days are censored (no stock, no data)."""

    week_start: date
    units: float
    censored_days: int
