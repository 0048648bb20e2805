"""The inputs that are stored with a suggestion, and the same order quantity from them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial

import numpy as np

from pharmarec_ml import policy
from pharmarec_ml.calculation import Calculation
from pharmarec_ml.forecasting import NegativeBinomial
from pharmarec_ml.forecasting.mixture import Mixture
from pharmarec_ml.schemes import Scheme, common_step, with_scheme

QUANTILE = "quantile"
MIN_MAX = "min-max"


def freeze(calculation: Calculation) -> dict[str, object]:
    """JSON-able inputs of a calculation: decimals as text, floats as they are (JSON keeps them)."""
    position = calculation.position
    return (
        {
            "model": calculation.model,
            "rule": MIN_MAX if calculation.is_rule_of_thumb else QUANTILE,
            "as_of": calculation.as_of.isoformat(),
            "observed_days": calculation.observed_days,
            "sale_days": calculation.sale_days,
            "censored_days": calculation.censored_days,
            "analogue": calculation.analogue,
            "sold_out_days": calculation.sold_out_days,
            "bulk_days": [
                {"day": one.day.isoformat(), "units": one.units, "limit": one.limit} for one in calculation.bulk_days
            ],
            "demand_per_day": calculation.demand_per_day,
            "expected_demand": calculation.expected_demand,
            "variance_to_mean_ratio": calculation.ratio,
            "forecast_up_to": calculation.forecast_up_to,
            "order_up_to": calculation.order_up_to,
            "on_hand": str(position.on_hand),
            "usable": str(position.usable),
            "on_order": str(position.on_order),
            "lead_time_days": position.lead_time_days,
            "review_days": position.review_days,
            "service_level": position.service_level,
            "pack_size": str(position.pack_size),
            "moq": str(position.moq),
            "reorder_level": str(position.reorder_level),
            "stock_known": position.stock_known,
            "arriving_shelf_life_days": position.arriving_shelf_life_days,
            "selling_days": _selling_days(calculation),
            "safe_qty": None if calculation.safe_qty is None else str(calculation.safe_qty),
            "at_risk_qty": str(calculation.at_risk_qty),
        }
        | _deliveries(calculation)
        | _terms(calculation)
    )


def _terms(calculation: Calculation) -> dict[str, object]:
    """The multiple and the scheme of the supplier, where there are any."""
    position, told = calculation.position, dict[str, object]()
    if position.multiple is not None:
        told["multiple"] = str(position.multiple)
    if position.scheme is not None:
        told["scheme_buy_qty"] = str(position.scheme.buy_qty)
        told["scheme_free_qty"] = str(position.scheme.free_qty)
        # Without a forecast an order is never raised for a scheme.
        told["scheme_demand_per_day"] = 0.0 if calculation.is_rule_of_thumb else calculation.demand_per_day
    return told


def _deliveries(calculation: Calculation) -> dict[str, object]:
    """When orders arrive and what is wanted until then, where more is known of it than a number of days."""
    deliveries = calculation.position.deliveries
    if deliveries is None:
        return {}
    ways = zip(deliveries.arrivals, calculation.parts, strict=True)
    return {
        "arrivals": [
            {
                "lead_days": way.lead_days,
                "horizon_days": way.horizon_days,
                "count": way.count,
                "expected_demand": mean,
                "variance_to_mean_ratio": ratio,
            }
            for way, (mean, ratio) in ways
        ],
        "took_days": list(deliveries.took_days),
        "order_on": deliveries.order_on and deliveries.order_on.isoformat(),
        "next_order_on": deliveries.next_order_on and deliveries.next_order_on.isoformat(),
    }


def _selling_days(calculation: Calculation) -> int | None:
    """Days in which a delivery should be sold, where that limits the order."""
    position = calculation.position
    if calculation.safe_qty is None or position.arriving_shelf_life_days is None:
        return None
    return policy.selling_days(position.lead_time_days, position.arriving_shelf_life_days)


def recompute(inputs: Mapping[str, object]) -> Decimal:
    """The order quantity that these frozen inputs lead to, calculated anew.

    Raises:
        ValueError: an input is missing or not of its kind; the message names it.
    """
    multiple = decimal(inputs, "multiple") if "multiple" in inputs else None
    pack_size, moq = common_step(decimal(inputs, "pack_size"), multiple), decimal(inputs, "moq")
    usable, on_order = decimal(inputs, "usable"), decimal(inputs, "on_order")
    reorder_level = decimal(inputs, "reorder_level")
    order = partial(policy.order_quantity, usable=usable, on_order=on_order, pack_size=pack_size, moq=moq)
    wanted = order(order_up_to=max(Decimal(_forecast_up_to(inputs)), reorder_level))
    # Inputs frozen before orders were limited by shelf life have no such days.
    if inputs.get("selling_days") is None:
        return _raised(inputs, wanted, pack_size, safe_qty=None)
    safe_qty = policy.safe_quantity(
        demand_per_day=number(inputs, "demand_per_day"),
        selling_days=int(number(inputs, "selling_days")),
        usable=usable,
        on_order=on_order,
        pack_size=pack_size,
    )
    owners_qty = order(order_up_to=reorder_level)
    order_qty = policy.within_shelf_life(wanted, safe_qty=safe_qty, owners_qty=owners_qty, pack_size=pack_size, moq=moq)
    return order_qty if order_qty < wanted else _raised(inputs, order_qty, pack_size, safe_qty=safe_qty)


def _raised(
    inputs: Mapping[str, object], order_qty: Decimal, step_qty: Decimal, *, safe_qty: Decimal | None
) -> Decimal:
    """The order with the scheme of its inputs, where they have one."""
    if "scheme_buy_qty" not in inputs:
        return order_qty
    return with_scheme(
        Scheme(decimal(inputs, "scheme_buy_qty"), decimal(inputs, "scheme_free_qty")),
        order_qty=order_qty,
        step_qty=step_qty,
        demand_per_day=number(inputs, "scheme_demand_per_day"),
        review_days=int(number(inputs, "review_days")),
        safe_qty=safe_qty,
    )


def demand_of(inputs: Sequence[Mapping[str, object]]) -> Mixture:
    """What was expected to be wanted until the next order but one is on the shelf, for several frozen inputs.

    Raises:
        ValueError: an input is missing or not of its kind; the message names it.
    """
    # Inputs frozen before lead times were measured, and those of a fixed lead time, have the one way.
    ways = [_ways(some) for some in inputs]
    parts = [way for some in ways for way in some]
    counts = [[number(way, "count") if "count" in way else 1.0 for way in some] for some in ways]
    return Mixture(
        NegativeBinomial(
            mean=np.array([number(way, "expected_demand") for way in parts]),
            ratio=np.array([number(way, "variance_to_mean_ratio") for way in parts]),
        ),
        item=np.repeat(np.arange(len(ways)), [len(some) for some in ways]),
        chance=np.array([count / sum(some) for some in counts for count in some]),
    )


def _ways(inputs: Mapping[str, object]) -> list[Mapping[str, object]]:
    ways = inputs.get("arrivals")
    if ways is None:
        return [inputs]
    if not isinstance(ways, list) or not ways or not all(isinstance(way, Mapping) for way in ways):
        raise ValueError(f"arrivals is {ways!r}, not a list of ways to arrive")
    return ways


def _forecast_up_to(inputs: Mapping[str, object]) -> int:
    match inputs.get("rule"):
        case "quantile":
            return int(demand_of([inputs]).quantile(np.array([number(inputs, "service_level")]))[0])
        case "min-max":
            return policy.thin_order_up_to(
                demand_per_day=number(inputs, "demand_per_day"),
                lead_time_days=int(number(inputs, "lead_time_days")),
                review_days=int(number(inputs, "review_days")),
            )
        case other:
            raise ValueError(f"rule is {other!r}, not one of {QUANTILE!r}, {MIN_MAX!r}")


def number(inputs: Mapping[str, object], name: str) -> float:
    """A number of frozen inputs.

    Raises:
        ValueError: it is missing, or none.
    """
    value = inputs.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} is {value!r}, not a number")
    return float(value)


def decimal(inputs: Mapping[str, object], name: str) -> Decimal:
    """An exact number of frozen inputs.

    Raises:
        ValueError: it is missing, or none as text.
    """
    value = inputs.get(name)
    try:
        return Decimal(value if isinstance(value, str) else "not text")
    except InvalidOperation as error:
        raise ValueError(f"{name} is {value!r}, not a decimal number as text") from error
