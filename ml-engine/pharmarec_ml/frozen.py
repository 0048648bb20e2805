"""The inputs that are stored with a suggestion, and the same order quantity from them again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import partial

import numpy as np

from pharmarec_ml import policy
from pharmarec_ml.calculation import Calculation
from pharmarec_ml.forecasting import NegativeBinomial

QUANTILE = "quantile"
MIN_MAX = "min-max"


def freeze(calculation: Calculation) -> dict[str, object]:
    """JSON-able inputs of a calculation: decimals as text, floats as they are (JSON keeps them)."""
    position = calculation.position
    return {
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
    pack_size, moq = _decimal(inputs, "pack_size"), _decimal(inputs, "moq")
    usable, on_order = _decimal(inputs, "usable"), _decimal(inputs, "on_order")
    reorder_level = _decimal(inputs, "reorder_level")
    order = partial(policy.order_quantity, usable=usable, on_order=on_order, pack_size=pack_size, moq=moq)
    wanted = order(order_up_to=max(Decimal(_forecast_up_to(inputs)), reorder_level))
    # Inputs frozen before orders were limited by shelf life have no such days.
    if inputs.get("selling_days") is None:
        return wanted
    safe_qty = policy.safe_quantity(
        demand_per_day=_number(inputs, "demand_per_day"),
        selling_days=int(_number(inputs, "selling_days")),
        usable=usable,
        on_order=on_order,
        pack_size=pack_size,
    )
    owners_qty = order(order_up_to=reorder_level)
    return policy.within_shelf_life(wanted, safe_qty=safe_qty, owners_qty=owners_qty, pack_size=pack_size, moq=moq)


def _forecast_up_to(inputs: Mapping[str, object]) -> int:
    match inputs.get("rule"):
        case "quantile":
            demand = NegativeBinomial(
                mean=np.array([_number(inputs, "expected_demand")]),
                ratio=np.array([_number(inputs, "variance_to_mean_ratio")]),
            )
            return int(demand.quantile(np.array([_number(inputs, "service_level")]))[0])
        case "min-max":
            return policy.thin_order_up_to(
                demand_per_day=_number(inputs, "demand_per_day"),
                lead_time_days=int(_number(inputs, "lead_time_days")),
                review_days=int(_number(inputs, "review_days")),
            )
        case other:
            raise ValueError(f"rule is {other!r}, not one of {QUANTILE!r}, {MIN_MAX!r}")


def _number(inputs: Mapping[str, object], name: str) -> float:
    value = inputs.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} is {value!r}, not a number")
    return float(value)


def _decimal(inputs: Mapping[str, object], name: str) -> Decimal:
    value = inputs.get(name)
    try:
        return Decimal(value if isinstance(value, str) else "not text")
    except InvalidOperation as error:
        raise ValueError(f"{name} is {value!r}, not a decimal number as text") from error
