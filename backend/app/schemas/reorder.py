from datetime import date
from typing import Any, Literal

from pydantic import Field

from app.models.enums import SuggestionStatus, Urgency
from app.responses import Paginated
from app.schemas.base import (
    CostOut,
    Filter,
    Input,
    InstantOut,
    MoneyIn,
    Output,
    PositiveQuantityIn,
    QuantityIn,
    QuantityOut,
)
from app.schemas.inventory import ServiceLevelSource


class SuggestionFilter(Filter):
    """Which suggestions are wanted; those waiting for a decision unless told otherwise."""

    q: str | None = Field(default=None, max_length=200, description="Part of the medicine's or generic name.")
    status: SuggestionStatus = SuggestionStatus.OPEN
    urgency: Urgency | None = None
    supplier_name: str | None = Field(default=None, max_length=200)
    category: str | None = Field(default=None, max_length=100)


class BudgetFilter(SuggestionFilter):
    """Which open suggestions a budget is for, and how much it is."""

    budget: MoneyIn


class Accept(Input):
    order_qty: PositiveQuantityIn | None = Field(default=None, description="Absent: the quantity in the list.")


class Dismiss(Input):
    reason: str = Field(min_length=2, max_length=300, examples=["Enough in the other branch"])


class QuantityEdit(Input):
    order_qty: QuantityIn


class SuggestionRead(Output):
    """What to order of one medicine, and why."""

    id: int
    medicine_id: int
    medicine_name: str
    generic_name: str | None
    category: str | None
    supplier_name: str | None
    status: SuggestionStatus
    suggested_qty: QuantityOut
    order_qty: QuantityOut = Field(description="The suggested quantity, or what a person made of it.")
    free_qty: QuantityOut = Field(description="Comes for nothing with it, by the supplier's scheme.")
    unit_cost: CostOut
    order_value: CostOut
    safe_qty: QuantityOut | None = Field(
        description="The most that is expected to sell before a delivery expires; null: its shelf life is not known."
    )
    at_risk_qty: QuantityOut = Field(description="The part of `order_qty` beyond that: it may expire unsold.")
    at_risk_value: CostOut
    pack_size: QuantityOut
    moq: QuantityOut
    on_hand_qty: QuantityOut
    on_order_qty: QuantityOut
    usable_qty: QuantityOut = Field(description="On hand that can be counted on: in order, and sold before it expires.")
    expiring_qty: QuantityOut = Field(description="Not expired yet, but will be before it sells.")
    days_of_cover: float | None = Field(description="How long the usable stock lasts; null when it hardly sells.")
    demand_per_day: float
    expected_demand: float = Field(description="Over lead time and review period.")
    order_up_to: float = Field(description="What shelf and orders together should reach.")
    safety_qty: float
    lead_time_days: int
    review_days: int
    service_level: float
    service_level_from: ServiceLevelSource
    confidence: Literal["high", "medium", "low", "not_enough_data"]
    urgency: Urgency
    stock_known: bool = Field(description="False: nobody has told the stock, which then counts as none.")
    reason: str
    explanation: str
    model: str
    as_of: date = Field(description="The last day of sales that was used.")
    computed_at: InstantOut
    dismissed_reason: str | None
    decided_at: InstantOut | None
    inputs: dict[str, Any] = Field(description="Everything the quantity follows from, frozen.")


class BudgetLineRead(Output):
    """A suggestion, and how much of it a budget buys."""

    suggestion_id: int
    medicine_id: int
    medicine_name: str
    supplier_name: str | None
    is_vital: bool
    order_qty: QuantityOut
    bought_qty: QuantityOut = Field(description="Whole packs of at least the minimum, or nothing.")
    bought_value: CostOut
    lost_units: float = Field(description="Expected to be asked for in vain because of what is left out.")
    lost_margin: CostOut


class BudgetSummaryRead(Output):
    """All lines of an order under a budget together."""

    budget: CostOut
    spent: CostOut
    full_value: CostOut = Field(description="What all of it would cost.")
    bought_count: int
    cut_count: int = Field(description="Not bought, or only in part.")
    lost_units: float
    lost_margin: CostOut


class BudgetPage(Paginated[BudgetLineRead]):
    """One page of an order under a budget, and all of it together."""

    summary: BudgetSummaryRead


class ExpiringStock(Output):
    batches: int
    units: QuantityOut
    value: CostOut


class ExpiryOutlook(Output):
    expired: ExpiringStock
    within_30_days: ExpiringStock
    within_90_days: ExpiringStock


class SupplierOrder(Output):
    supplier_name: str | None
    suggestions: int
    order_value: CostOut


class UrgencyCount(Output):
    """Open suggestions by urgency."""

    out: int
    at_risk: int
    soon: int
    fine: int


class ReorderAnalysis(Output):
    """What needs doing, in figures."""

    as_of: date
    data_through: date | None = Field(description="The last day with sales; null: none are known.")
    data_age_days: int | None
    medicines: int
    open_suggestions: int
    order_value: CostOut
    accepted_suggestions: int = Field(description="Accepted today.")
    accepted_value: CostOut
    out_of_stock: int
    at_risk: int
    not_enough_data: int
    stock_unknown: int
    by_urgency: UrgencyCount
    by_supplier: list[SupplierOrder]
    expiring: ExpiryOutlook
    model: str
    computed_at: InstantOut | None


class WeekHistory(Output):
    week_start: date
    units: float
    is_stockout_days: int = Field(description="Days of the week without usable stock or data.")


class BulkDay(Output):
    """A day that sold far more than the other days of the last year explain. It counts like any other."""

    day: date
    units: float
    limit: float = Field(description="Up to which the other days explain a day.")


class WeekAhead(Output):
    week_start: date
    mean: float
    quantiles: list[float]


class FanChart(Output):
    levels: list[float]
    weeks: list[WeekAhead]


class MedicineForecast(Output):
    """One medicine: its suggestion, what sold, and what will."""

    suggestion: SuggestionRead
    history: list[WeekHistory]
    forecast: FanChart
    weekly_mean: float | None
    bulk_days: list[BulkDay]


class RefreshStarted(Output):
    started: bool
