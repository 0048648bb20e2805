"""The calculation in words that a pharmacist can check with a pencil."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pharmarec_ml.calculation import Calculation
from pharmarec_ml.packs import whole_packs


def reason(calculation: Calculation) -> str:
    """About five words on why the quantity is what it is."""
    if calculation.at_risk_qty:
        return "Part may expire before it sells"
    if calculation.is_capped:
        return "Limited by its shelf life"
    if calculation.is_owners_level and calculation.order_qty > 0 and calculation.urgency != "out":
        return "Below your reorder level"
    if calculation.analogue and calculation.order_qty > 0:
        return "New: sells like another"
    if calculation.observed_days == 0:
        return "No day with known demand"
    if calculation.sale_days == 0:
        return "No sale so far"
    if calculation.is_rule_of_thumb:
        return "Short history: average so far"
    if calculation.order_qty == 0:
        return _reason_not_to_order(calculation)
    return _reason_to_order(calculation)


def _reason_to_order(calculation: Calculation) -> str:
    match calculation.urgency:
        case "out" if not calculation.position.stock_known:
            return "No stock told yet"
        case "out":
            return "Out of stock, order now"
        case "at_risk":
            return "May run out before delivery"
        case _:
            return "Too little until next delivery"


def _reason_not_to_order(calculation: Calculation) -> str:
    if calculation.order_up_to == 0:
        return "Sells too rarely to stock"
    if calculation.urgency == "out":
        return "Out of stock, enough ordered"
    if calculation.position.on_order > 0:
        return "Stock and orders are enough"
    return "Enough stock for now"


def explanation(calculation: Calculation, unsold: Decimal) -> str:
    """Demand, target, stock and rounding, each with its numbers."""
    sentences = [
        _demand(calculation),
        _target(calculation),
        _took(calculation),
        _calendar(calculation),
        _owners_level(calculation),
        _stock_and_order(calculation),
        _shelf_life(calculation),
        _scheme(calculation),
    ]
    if unsold:
        sentences.append(f"{_units(unsold)} more on the shelf will expire before they sell and are not counted.")
    if not calculation.position.stock_known:
        sentences.append("No stock has been told for this item, so it counts as none.")
    if calculation.censored_days:
        sentences.append(f"{_count(calculation.censored_days, 'day')} without stock or data left out.")
    if calculation.sold_out_days:
        sold_out = _count(calculation.sold_out_days, "day")
        sentences.append(f"{sold_out} that sold out counted as days that sold at least as much.")
    sentences.append(_bulk(calculation))
    return " ".join(sentence for sentence in sentences if sentence)


def _bulk(calculation: Calculation) -> str:
    if not calculation.bulk_days:
        return ""
    most = max(calculation.bulk_days, key=lambda one: one.units)
    others = len(calculation.bulk_days) - 1
    more = f" (and {_count(others, 'more such day')})" if others else ""
    return f"{_units(most.units)} on {most.day.isoformat()}{more} is far beyond its other days; it counts all the same."


def _demand(calculation: Calculation) -> str:
    if calculation.analogue:
        return (
            f"Only {_count(calculation.observed_days, 'day')} of history with sales on {calculation.sale_days}: "
            f"{calculation.analogue} stands in, less and less as it sells itself. "
            f"Should sell {_rate(calculation.demand_per_day)}."
        )
    if calculation.observed_days == 0:
        return "No day on which its demand could be seen, so demand is unknown."
    if calculation.sale_days == 0:
        return f"No sale in {_count(calculation.observed_days, 'day')}."
    if calculation.is_rule_of_thumb:
        return (
            f"Only {_count(calculation.observed_days, 'day')} of history with sales on "
            f"{calculation.sale_days}, too little for a forecast: "
            f"the average so far is {_rate(calculation.demand_per_day)}."
        )
    return f"Sells {_rate(calculation.demand_per_day)}."


def _target(calculation: Calculation) -> str:
    position = calculation.position
    if calculation.sale_days == 0 and not calculation.analogue:
        return ""
    protection = f"{_days(position.lead_time_days)} lead + {_days(position.review_days)} review"
    if calculation.is_rule_of_thumb:
        return f"{protection}, and one review period for safety, come to {_units(calculation.forecast_up_to)}."
    return (
        f"Until the delivery after next ({protection}) you need "
        f"{_units(calculation.expected_demand)} on average and {_units(calculation.forecast_up_to)} "
        f"to be {100 * position.service_level:.4g} % sure."
    )


def _took(calculation: Calculation) -> str:
    deliveries = calculation.position.deliveries
    if calculation.sale_days == 0 or deliveries is None or not deliveries.took_days:
        return ""
    shortest, longest = min(deliveries.took_days), max(deliveries.took_days)
    took = _count(longest, "day") if shortest == longest else f"{shortest} to {_count(longest, 'day')}"
    return f"The supplier took {took} over the last {len(deliveries.took_days)} deliveries."


def _calendar(calculation: Calculation) -> str:
    deliveries = calculation.position.deliveries
    if deliveries is None or deliveries.order_on is None or deliveries.next_order_on is None:
        return ""
    return f"An order goes out on {_day(deliveries.order_on)}, the next one on {_day(deliveries.next_order_on)}."


def _owners_level(calculation: Calculation) -> str:
    if not calculation.is_owners_level:
        return ""
    return f"Your reorder level of {_units(calculation.position.reorder_level)} asks for more, and counts."


def _stock_and_order(calculation: Calculation) -> str:
    position = calculation.position
    missing = max(Decimal(calculation.forecast_up_to), position.reorder_level) - position.usable - position.on_order
    have = f"{_units(position.usable)} usable and {_units(position.on_order)} on order"
    if calculation.order_qty == 0:
        return f"{have}: nothing to order."
    steps = ""
    if position.moq > missing:
        steps += f", raised to the supplier's minimum of {_units(position.moq)}"
    if position.pack_size != 1:
        steps += f", rounded up to packs of {_units(position.pack_size)}"
    if position.step_qty != position.pack_size:
        steps += f", in multiples of {_units(position.step_qty)}"
    is_changed = calculation.is_capped or calculation.order_qty > calculation.unraised_qty
    ordered = "would make" if is_changed else "order"
    return f"{have} leave {_units(missing)}{steps}: {ordered} {_units(calculation.wanted_qty)}."


def _shelf_life(calculation: Calculation) -> str:
    safe_qty, order_qty = calculation.safe_qty, _units(calculation.order_qty)
    if safe_qty is None or not (calculation.is_capped or calculation.at_risk_qty):
        return ""
    life = _count(calculation.position.arriving_shelf_life_days or 0, "day")
    known = f"A delivery has {life} left on arrival, in which {_units(safe_qty)} more should sell"
    if not calculation.at_risk_qty:
        return f"{known}: order {order_qty}."
    at_risk = f"{_units(calculation.at_risk_qty)} may expire unsold: you decide"
    if calculation.order_qty <= safe_qty:
        return f"{known}; of that and what comes free {at_risk}."
    if _is_for_owners_level(calculation):
        return f"{known}; your reorder level asks for {order_qty}, of which {at_risk}."
    return f"{known}; the least one can order is {order_qty}, of which {at_risk}."


def _scheme(calculation: Calculation) -> str:
    scheme, free = calculation.position.scheme, calculation.free_qty
    if scheme is None or not free:
        return ""
    words = f"{_units(scheme.buy_qty)} + {_units(scheme.free_qty)}"
    if calculation.order_qty == calculation.unraised_qty:
        return f"{_units(free)} more come free ({words})."
    paid, order_qty = _units(calculation.unraised_qty), _units(calculation.order_qty)
    return f"{order_qty} instead of {paid} bring {_units(free)} free ({words}), and sell in time: order {order_qty}."


def _is_for_owners_level(calculation: Calculation) -> bool:
    """Whether the order is as large as it is for the owner's reorder level, and not for pack and minimum."""
    position = calculation.position
    least = whole_packs(max(position.moq, position.step_qty), pack_size=position.step_qty)
    return calculation.order_qty > least


def _rate(demand_per_day: float) -> str:
    for days, period in ((1, "a day"), (7, "a week"), (30, "in 30 days")):
        if demand_per_day * days >= 1:
            return f"about {_units(demand_per_day * days)} {period}"
    return "less than 1 in 30 days"


def _units(units: float | Decimal) -> str:
    if isinstance(units, Decimal):
        return f"{units.normalize():,f}"
    return f"{units:,.0f}" if units >= 10 else f"{units:.1f}".removesuffix(".0")


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _days(number: int) -> str:
    return "1 day's" if number == 1 else f"{number:,} days'"
