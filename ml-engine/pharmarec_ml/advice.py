"""What to order, and what will sell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml import explain, policy
from pharmarec_ml.analogue import Analogue, stand_in
from pharmarec_ml.bulk import BulkDay, bulk_days
from pharmarec_ml.calculation import Calculation
from pharmarec_ml.contracts import (
    Advice,
    Confidence,
    ItemHistory,
    StockPosition,
    WeekForecast,
)
from pharmarec_ml.demand import DemandTable, demand_table
from pharmarec_ml.forecasting import Forecaster, pooled
from pharmarec_ml.forecasting.mixture import Mixture, total_over
from pharmarec_ml.forecasting.negative_binomial import ExponentialNegativeBinomial
from pharmarec_ml.frozen import freeze
from pharmarec_ml.schemes import with_scheme

FORECASTER: Forecaster = ExponentialNegativeBinomial()
"""What forecasts where nothing was learned."""

MOST_ITEMS_LEARNED_FROM = 3_000
"""More of one file teach the same again."""


def learn(histories: Sequence[ItemHistory], *, threads: int = 1) -> Forecaster:
    """A forecaster that has learned from these items; the exponential mean where they are too little to learn from."""
    chosen = np.random.default_rng(1).permutation(len(histories))[:MOST_ITEMS_LEARNED_FROM]
    return pooled.train(demand_table([histories[row] for row in sorted(chosen)]), threads=threads) or FORECASTER


def advise(
    histories: Sequence[ItemHistory],
    positions: Sequence[StockPosition],
    *,
    as_of: date,
    forecaster: Forecaster = FORECASTER,
    analogues: Mapping[int, Analogue] | None = None,
) -> list[Advice]:
    """What to order of each position's item today; one advice a position, in their order.

    Args:
        histories: each ends on `as_of`; a position without one has no history. Histories without a
            position are ignored.
        positions: any mix of lead times, review periods and service levels.
        as_of: today, the last day whose demand is known.
        forecaster: what `learn` gave, or another.
        analogues: by item, what stands in where an item's own history is too short for a forecast.

    Raises:
        ValueError: a history ends on another day, or has a negative or infinite day.
    """
    by_item = {history.item_id: history for history in histories}
    for history in by_item.values():
        if history.last_day != as_of:
            raise ValueError(f"item {history.item_id}: history ends {history.last_day}, not {as_of}")
    demand = demand_table([_history(by_item, position.item_id, as_of) for position in positions])
    bulk = {item: tuple(bulk_days(history)) for item, history in by_item.items()}
    return advise_from(demand, positions, as_of=as_of, forecaster=forecaster, analogues=analogues, bulk=bulk)


def advise_from(
    demand: DemandTable,
    positions: Sequence[StockPosition],
    *,
    as_of: date,
    forecaster: Forecaster,
    analogues: Mapping[int, Analogue] | None = None,
    bulk: Mapping[int, tuple[BulkDay, ...]] | None = None,
) -> list[Advice]:
    """As `advise`, from the demand of each position, in their order, up to and including `as_of`.

    `bulk` are the days, by item, that sold far more than the others.
    """
    stands_in = {
        row: analogue
        for row, position in enumerate(positions)
        if (analogue := (analogues or {}).get(position.item_id)) and _is_too_short(demand, row)
    }
    unsold = _unsold(demand, positions, forecaster)
    counted = [
        replace(position, usable=position.usable - lost) for position, lost in zip(positions, unsold, strict=True)
    ]
    for row in stands_in:
        # Another item's rate is too rough a guess to tell apart the ways in which an order may arrive, or to buy more.
        counted[row] = replace(counted[row], deliveries=None, scheme=None)
    estimates = _estimates(demand, counted, forecaster)
    if stands_in:
        _use_analogues(estimates, demand, stands_in, counted, forecaster)
    calculations = [
        _calculation(position, row, demand, estimates, as_of, forecaster.name) for row, position in enumerate(counted)
    ]
    for row, calculation in enumerate(calculations):
        told = replace(calculation, bulk_days=(bulk or {}).get(calculation.position.item_id, ()))
        if row in stands_in:
            told = replace(told, confidence="low", analogue=stands_in[row].name)
        calculations[row] = told
    return [_advice(calculation, lost) for calculation, lost in zip(calculations, unsold, strict=True)]


def forecast_weeks(
    history: ItemHistory, *, weeks: int, levels: Sequence[float], forecaster: Forecaster = FORECASTER
) -> list[WeekForecast]:
    """Demand of each of the next `weeks` weeks; the first begins the day after the history ends.

    `levels` are those of the quantiles, each in (0, 1).

    Returns:
        Nothing when the history is too short for a forecast (as `Advice.confidence` says).
    """
    demand = demand_table([history])
    if _is_too_short(demand, 0):
        return []
    week = forecaster.total(demand, horizon_days=np.array([7]))
    quantiles = tuple(float(week.quantile(np.array([level]))[0]) for level in levels)
    return [
        WeekForecast(
            week_start=history.last_day + timedelta(days=1 + 7 * number),
            mean=float(week.mean[0]),
            quantiles=quantiles,
        )
        for number in range(weeks)
    ]


def forecast_totals(
    histories: Sequence[ItemHistory],
    *,
    horizon_days: int,
    levels: Sequence[float],
    forecaster: Forecaster = FORECASTER,
) -> NDArray[np.float64]:
    """Quantiles of each item's total demand over the next `horizon_days` ≥ 1 days.

    Returns:
        Shape (items, levels). Items with too little history get what little there is, spread widely;
        those without any get 0.
    """
    return totals_from(demand_table(histories), horizon_days=horizon_days, levels=levels, forecaster=forecaster)


def totals_from(
    demand: DemandTable, *, horizon_days: int, levels: Sequence[float], forecaster: Forecaster
) -> NDArray[np.float64]:
    """As `forecast_totals`, from the demand of each item."""
    items = len(demand.units)
    total = forecaster.total(demand, horizon_days=np.full(items, horizon_days))
    return np.stack([total.quantile(np.full(items, level)) for level in levels], axis=1)


@dataclass(frozen=True, slots=True)
class _Estimates:
    """What is estimated of each item; every array has shape (items,).

    `total` is over the days until the next order but one is on the shelf, in each of the ways in which orders arrive.
    """

    total: Mixture
    daily_mean: NDArray[np.float64]
    expected_demand: NDArray[np.float64]
    ratio: NDArray[np.float64]
    order_up_to: NDArray[np.float64]
    chance_of_shortage: NDArray[np.float64]


def _estimates(demand: DemandTable, positions: Sequence[StockPosition], forecaster: Forecaster) -> _Estimates:
    """Forecasts of all items at once, then the rule of thumb for those with too little history."""
    arrivals = [position.arrivals for position in positions]
    counts = [[one.count for one in some] for some in arrivals]
    levels = np.array([position.service_level for position in positions])
    coming = np.array([float(position.usable + position.on_order) for position in positions])
    total = total_over(
        forecaster, demand, days=[[one.horizon_days for one in some] for some in arrivals], counts=counts
    )
    before_arrival = total_over(
        forecaster, demand, days=[[one.lead_days for one in some] for some in arrivals], counts=counts
    )
    estimates = _Estimates(
        total=total,
        daily_mean=forecaster.daily_mean(demand),
        expected_demand=total.mean,
        ratio=total.ratio,
        order_up_to=total.quantile(levels),
        chance_of_shortage=1 - before_arrival.chance_of_at_most(coming),
    )
    for row, position in enumerate(positions):
        if _is_too_short(demand, row):
            _use_average_so_far(estimates, demand, row, position)
    return estimates


def _unsold(demand: DemandTable, positions: Sequence[StockPosition], forecaster: Forecaster) -> list[Decimal]:
    """What of each position's stock will expire unsold before the next order has arrived."""
    if not any(position.expiring for position in positions):
        return [Decimal(0)] * len(positions)
    daily_mean = forecaster.daily_mean(demand)
    return [
        policy.expires_unsold(
            position.expiring,
            demand_per_day=_thin_daily_mean(demand, row) if _is_too_short(demand, row) else float(daily_mean[row]),
            horizon_days=position.horizon_days,
        )
        if position.expiring
        else Decimal(0)
        for row, position in enumerate(positions)
    ]


def _thin_daily_mean(demand: DemandTable, row: int) -> float:
    return policy.thin_daily_mean(units=float(demand.units[row].sum()), observed_days=int(demand.observed_days[row]))


def is_too_short(history: ItemHistory) -> bool:
    """Whether a history is too short for a forecast, so that a rule of thumb or an analogue stands in."""
    return _is_too_short(demand_table([history]), 0)


def _is_too_short(demand: DemandTable, row: int) -> bool:
    return _confidence(demand, row) == "not_enough_data"


def _confidence(demand: DemandTable, row: int) -> Confidence:
    return policy.confidence(observed_days=int(demand.observed_days[row]), sale_days=int(demand.sale_days[row]))


def _use_average_so_far(estimates: _Estimates, demand: DemandTable, row: int, position: StockPosition) -> None:
    """Overwrite one item's estimates by those of the min/max rule."""
    daily_mean = _thin_daily_mean(demand, row)
    coming = float(position.usable + position.on_order)
    estimates.daily_mean[row] = daily_mean
    estimates.expected_demand[row] = daily_mean * position.horizon_days
    estimates.order_up_to[row] = policy.thin_order_up_to(
        demand_per_day=daily_mean,
        lead_time_days=position.lead_time_days,
        review_days=position.review_days,
    )
    estimates.chance_of_shortage[row] = float(coming < daily_mean * position.lead_time_days)


def _use_analogues(
    estimates: _Estimates,
    demand: DemandTable,
    stands_in: Mapping[int, Analogue],
    positions: Sequence[StockPosition],
    forecaster: Forecaster,
) -> None:
    """Overwrite the estimates of new items by those that their analogues help with."""
    rows = np.array(list(stands_in), dtype=np.int64)
    own, alike = demand.of(rows), list(stands_in.values())
    chosen = [positions[row] for row in stands_in]
    horizon_days = np.array([position.horizon_days for position in chosen])
    lead_days = np.array([position.lead_time_days for position in chosen])
    total = stand_in(own, alike, horizon_days=horizon_days, forecaster=forecaster)
    before_arrival = stand_in(own, alike, horizon_days=lead_days, forecaster=forecaster)
    estimates.daily_mean[rows] = total.mean / horizon_days
    estimates.expected_demand[rows] = total.mean
    estimates.ratio[rows] = total.ratio
    estimates.order_up_to[rows] = total.quantile(np.array([position.service_level for position in chosen]))
    coming = np.array([float(position.usable + position.on_order) for position in chosen])
    estimates.chance_of_shortage[rows] = 1 - before_arrival.chance_of_at_most(coming)


def _history(by_item: dict[int, ItemHistory], item_id: int, as_of: date) -> ItemHistory:
    return by_item.get(item_id) or ItemHistory(item_id, as_of + timedelta(days=1), np.empty(0))


def _calculation(
    position: StockPosition, row: int, demand: DemandTable, estimates: _Estimates, as_of: date, model: str
) -> Calculation:
    forecast_up_to = float(estimates.order_up_to[row])
    order_up_to = max(Decimal(forecast_up_to), position.reorder_level)
    daily_mean = float(estimates.daily_mean[row])
    wanted_qty = _order_up_to(order_up_to, position)
    safe_qty = _safe_qty(position, daily_mean) if demand.observed_days[row] else None
    unraised_qty = wanted_qty if safe_qty is None else _within_shelf_life(wanted_qty, safe_qty, position)
    is_short = _is_too_short(demand, row)
    order_qty = _with_scheme(unraised_qty, wanted_qty, position, 0.0 if is_short else daily_mean, safe_qty)
    return Calculation(
        position=position,
        as_of=as_of,
        model=model,
        observed_days=int(demand.observed_days[row]),
        sale_days=int(demand.sale_days[row]),
        censored_days=int(demand.censored_days[row]),
        sold_out_days=int(demand.sold_out_days[row]),
        demand_per_day=daily_mean,
        expected_demand=float(estimates.expected_demand[row]),
        ratio=float(estimates.ratio[row]),
        parts=estimates.total.of(row),
        forecast_up_to=forecast_up_to,
        wanted_qty=wanted_qty,
        safe_qty=safe_qty,
        unraised_qty=unraised_qty,
        order_qty=order_qty,
        confidence=_confidence(demand, row),
        urgency=policy.urgency(
            usable=position.usable,
            order_up_to=float(order_up_to),
            order_qty=order_qty,
            chance_of_shortage=float(estimates.chance_of_shortage[row]),
            service_level=position.service_level,
        ),
    )


def _order_up_to(order_up_to: Decimal, position: StockPosition) -> Decimal:
    return policy.order_quantity(
        order_up_to=order_up_to,
        usable=position.usable,
        on_order=position.on_order,
        pack_size=position.step_qty,
        moq=position.moq,
    )


def _safe_qty(position: StockPosition, demand_per_day: float) -> Decimal | None:
    if position.arriving_shelf_life_days is None:
        return None
    return policy.safe_quantity(
        demand_per_day=demand_per_day,
        selling_days=policy.selling_days(position.lead_time_days, position.arriving_shelf_life_days),
        usable=position.usable,
        on_order=position.on_order,
        pack_size=position.step_qty,
    )


def _within_shelf_life(wanted_qty: Decimal, safe_qty: Decimal, position: StockPosition) -> Decimal:
    return policy.within_shelf_life(
        wanted_qty,
        safe_qty=safe_qty,
        owners_qty=_order_up_to(position.reorder_level, position),
        pack_size=position.step_qty,
        moq=position.moq,
    )


def _with_scheme(
    order_qty: Decimal,
    wanted_qty: Decimal,
    position: StockPosition,
    demand_per_day: float,
    safe_qty: Decimal | None,
) -> Decimal:
    """An order that its shelf life has not reduced, raised where that pays; without a forecast it never does."""
    if position.scheme is None or order_qty < wanted_qty:
        return order_qty
    return with_scheme(
        position.scheme,
        order_qty=order_qty,
        step_qty=position.step_qty,
        demand_per_day=demand_per_day,
        review_days=position.review_days,
        safe_qty=safe_qty,
    )


def _advice(calculation: Calculation, unsold: Decimal) -> Advice:
    return Advice(
        item_id=calculation.position.item_id,
        order_qty=calculation.order_qty,
        free_qty=calculation.free_qty,
        demand_per_day=calculation.demand_per_day,
        expected_demand=calculation.expected_demand,
        order_up_to=calculation.order_up_to,
        safety_stock=max(calculation.order_up_to - calculation.expected_demand, 0.0),
        days_of_cover=policy.days_of_cover(
            usable=calculation.position.usable, demand_per_day=calculation.demand_per_day
        ),
        expires_unsold=unsold,
        safe_qty=calculation.safe_qty,
        capped_by="shelf_life" if calculation.is_capped else None,
        at_risk_qty=calculation.at_risk_qty,
        at_risk_value=calculation.at_risk_value,
        confidence=calculation.confidence,
        urgency=calculation.urgency,
        reason=explain.reason(calculation),
        explanation=explain.explanation(calculation, unsold),
        inputs=freeze(calculation) | {"expires_unsold": str(unsold)},
    )
