"""From a distribution of demand to an order: exact arithmetic, no forecasting and no words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from pharmarec_ml.contracts import Confidence, Urgency
from pharmarec_ml.packs import whole_packs

# A forecast from fewer days would be a guess. So would one from fewer sales, unless they were few for so
# long that the item is known to sell rarely.
LEAST_OBSERVED_DAYS = 14
LEAST_SALE_DAYS = 3
DAYS_TO_KNOW_A_RARE_SELLER = 90
# The average so far never divides by less than a week: one busy first day is not a rate.
LEAST_DAYS_OF_AVERAGE = 7
LONGEST_COVER_DAYS = 3650.0
# Whoever buys a medicine needs time to use it up: what is nearer to its date than this is hard to sell.
LONGEST_SELL_BY_BUFFER_DAYS = 30
SELL_BY_BUFFER_SHARE = 4


def order_quantity(
    *, order_up_to: Decimal, usable: Decimal, on_order: Decimal, pack_size: Decimal, moq: Decimal
) -> Decimal:
    """Units to order so that usable stock and orders reach `order_up_to`.

    Nothing missing, nothing ordered. Otherwise the gap is rounded up to whole packs, raised to the
    supplier's minimum and rounded up to whole packs again.
    """
    missing = order_up_to - usable - on_order
    if missing <= 0:
        return Decimal(0)
    return whole_packs(max(whole_packs(missing, pack_size=pack_size), moq), pack_size=pack_size)


def sell_by_buffer_days(arriving_shelf_life_days: int) -> int:
    """Days before its date at which a unit should have been sold: a month, or a quarter of a life under four months.

    Source: near-expiry ladder of retail pharmacies, which takes stock off the shelf at 30 days.
    """
    return min(LONGEST_SELL_BY_BUFFER_DAYS, arriving_shelf_life_days // SELL_BY_BUFFER_SHARE)


def selling_days(lead_time_days: int, arriving_shelf_life_days: int) -> int:
    """Days from today until a delivery of today's order should have been sold."""
    return lead_time_days + arriving_shelf_life_days - sell_by_buffer_days(arriving_shelf_life_days)


def safe_quantity(
    *, demand_per_day: float, selling_days: int, usable: Decimal, on_order: Decimal, pack_size: Decimal
) -> Decimal:
    """The most that a delivery may hold and still be expected to sell before it expires.

    Args:
        demand_per_day: expected units a day.
        selling_days: as the function of that name says, ≥ 0.
        usable: units that sell before the delivery does.
        on_order: units that arrive before it, and sell before it does.
        pack_size: the result is rounded down to whole units, or to packs where those are smaller than a unit.
    """
    step = min(pack_size, Decimal(1))
    # Without the rounding, 0.1 · 30 could lose a unit for the last bit of a float.
    sells = Decimal(str(round(demand_per_day * selling_days, 9)))
    return max((sells - usable - on_order) // step * step, Decimal(0))


def within_shelf_life(
    wanted: Decimal, *, safe_qty: Decimal, owners_qty: Decimal, pack_size: Decimal, moq: Decimal
) -> Decimal:
    """An order reduced to whole packs that sell before they expire, as far as pack and minimum allow.

    What stays above `safe_qty` is at risk and for a person to decide: the least that the supplier delivers, or
    `owners_qty`, the order that the owner's own reorder level asks for. Nothing wanted stays nothing.
    """
    least = whole_packs(max(moq, pack_size), pack_size=pack_size)
    return min(wanted, max(safe_qty // pack_size * pack_size, least, owners_qty))


def expires_unsold(expiring: Sequence[tuple[int, Decimal]], *, demand_per_day: float, horizon_days: int) -> Decimal:
    """Units that pass their date before they sell, within the horizon, when the first to expire is sold first.

    Args:
        expiring: days for which units can still be sold, today counted, and how many.
        demand_per_day: expected units a day.
        horizon_days: units that can be sold for longer are left to the next order.

    Returns:
        Whole units, rounded down: a doubtful one is counted on.
    """
    sold = unsold = 0.0
    for days, units in sorted(expiring):
        if days > horizon_days:
            break
        sells = min(float(units), max(demand_per_day * days - sold, 0.0))
        sold += sells
        unsold += float(units) - sells
    # Without the rounding, 10 − 10 · 0.1 · 10 could lose a unit for the last bit of a float.
    return Decimal(math.floor(round(unsold, 9)))


def thin_order_up_to(*, demand_per_day: float, lead_time_days: int, review_days: int) -> int:
    """Order-up-to level for an item with too little history for a forecast, rounded up.

    Min/max rule: the minimum is the demand of the lead time plus one review period of safety stock,
    the maximum one review period more.

    Source: Management Sciences for Health, min/max rule (erc.msh.org, fpmh chapter 8 tools).
    """
    safety = demand_per_day * review_days
    minimum = demand_per_day * lead_time_days + safety
    # Without the rounding, 0.1 · 30 would need a fourth unit for the last bit of a float.
    return math.ceil(round(minimum + demand_per_day * review_days, 9))


def thin_daily_mean(*, units: float, observed_days: int) -> float:
    """The average so far, over at least a week."""
    return units / max(observed_days, LEAST_DAYS_OF_AVERAGE)


def confidence(*, observed_days: int, sale_days: int) -> Confidence:
    """How much history stands behind a forecast, counting at most the last 365 observed days."""
    is_unknown_rate = sale_days < LEAST_SALE_DAYS and observed_days < DAYS_TO_KNOW_A_RARE_SELLER
    if observed_days < LEAST_OBSERVED_DAYS or is_unknown_rate:
        return "not_enough_data"
    if observed_days < 60 or sale_days < 8:
        return "low"
    if observed_days < 180 or sale_days < 30:
        return "medium"
    return "high"


def urgency(
    *, usable: Decimal, order_up_to: float, order_qty: Decimal, chance_of_shortage: float, service_level: float
) -> Urgency:
    """How soon somebody should look at the item.

    `chance_of_shortage` is that demand until an order of today arrives exceeds usable stock and what is
    already on order. More of it than the service level allows is a risk.
    """
    # An item that is not worth keeping (nothing to order up to) is not missed when it is gone.
    if usable <= 0 < order_up_to:
        return "out"
    if chance_of_shortage > 1 - service_level:
        return "at_risk"
    return "soon" if order_qty > 0 else "fine"


def days_of_cover(*, usable: Decimal, demand_per_day: float) -> float | None:
    """How long the usable stock lasts at the expected demand; None beyond ten years."""
    if float(usable) >= demand_per_day * LONGEST_COVER_DAYS:
        return None
    return float(usable) / demand_per_day
