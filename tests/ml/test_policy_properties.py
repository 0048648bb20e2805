"""What holds of every order, whatever the item: the promises of the policy."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import pharmarec_ml
from pharmarec_ml import Advice, ItemHistory, StockPosition
from pharmarec_ml.lead_time import OrderingCalendar, expected_deliveries
from pharmarec_ml.schemes import Scheme

TODAY = date(2025, 12, 31)

DEMAND = st.lists(st.integers(0, 8).map(float) | st.just(float("nan")), max_size=120) | st.lists(
    st.sampled_from([0.0, 0.25, 3.67, 40.0]), min_size=14, max_size=120
)
SOLD = st.lists(st.integers(0, 8).map(float), min_size=60, max_size=120)
DECEMBER = (datetime.fromisoformat("2025-12-01"), datetime.fromisoformat("2025-12-31"))
DELIVERIES = st.none() | st.builds(
    expected_deliveries,
    st.builds(
        OrderingCalendar,
        order_weekdays=st.frozensets(st.integers(1, 7), max_size=3),
        delivery_weekdays=st.frozensets(st.integers(1, 7), max_size=3),
    ),
    now=st.datetimes(*DECEMBER),
    took_days=st.lists(st.integers(0, 30), max_size=8),
    lead_time_days=st.integers(0, 30),
    review_days=st.integers(1, 30),
)
TERMS = st.builds(
    StockPosition,
    item_id=st.just(1),
    on_hand=st.decimals(0, 200, places=2),
    usable=st.decimals(0, 200, places=2),
    on_order=st.sampled_from([Decimal(0), Decimal("12.5"), Decimal(60)]),
    lead_time_days=st.integers(0, 30),
    review_days=st.integers(1, 60),
    service_level=st.floats(0.5, 0.999),
    pack_size=st.decimals("0.01", 100, places=2) | st.sampled_from([Decimal(1), Decimal(10)]),
    moq=st.decimals(0, 100, places=2),
    reorder_level=st.just(Decimal(0)) | st.decimals(0, 300, places=2),
    arriving_shelf_life_days=st.none() | st.integers(0, 60) | st.integers(0, 900),
    unit_cost=st.none() | st.decimals(0, 50, places=4),
    multiple=st.none() | st.sampled_from([Decimal(4), Decimal(25), Decimal("0.5")]),
    scheme=st.none() | st.builds(Scheme, st.sampled_from([Decimal(10), Decimal("7.5")]), st.just(Decimal(1))),
)
POSITIONS = st.builds(StockPosition.with_deliveries, TERMS, DELIVERIES)

every_order = given(units=DEMAND, position=POSITIONS)
unhurried = settings(deadline=None)


def advise(units: list[float], position: StockPosition) -> Advice:
    history = ItemHistory(1, TODAY - timedelta(days=len(units) - 1), np.array(units, dtype=float))
    return pharmarec_ml.advise([history], [position], as_of=TODAY)[0]


@unhurried
@every_order
def test_an_order_is_nothing_or_whole_packs_of_at_least_the_minimum(
    units: list[float], position: StockPosition
) -> None:
    order_qty = advise(units, position).order_qty

    assert order_qty >= 0
    assert order_qty % position.pack_size == 0
    assert position.multiple is None or order_qty % position.multiple == 0
    assert order_qty == 0 or order_qty >= max(position.moq, position.pack_size)


@unhurried
@every_order
def test_an_order_beyond_the_shelf_life_always_carries_a_flag(units: list[float], position: StockPosition) -> None:
    advice = advise(units, position)

    assert (advice.safe_qty is None) == (position.arriving_shelf_life_days is None or not np.isfinite(units).any())
    beyond = (
        Decimal(0) if advice.safe_qty is None else max(advice.order_qty + advice.free_qty - advice.safe_qty, Decimal(0))
    )
    assert advice.at_risk_qty == beyond
    assert ("may expire unsold" in advice.explanation) == (beyond > 0)
    assert advice.at_risk_value == (None if position.unit_cost is None else beyond * position.unit_cost)


@unhurried
@every_order
def test_a_shelf_life_changes_an_order_only_where_that_saves_something(
    units: list[float], position: StockPosition
) -> None:
    position = replace(position, scheme=None)  # it may raise an order that is known to sell in time
    advice = advise(units, position)
    unlimited = advise(units, replace(position, arriving_shelf_life_days=None)).order_qty

    assert advice.order_qty <= unlimited
    assert (advice.capped_by == "shelf_life") == (advice.order_qty < unlimited)
    assert (advice.order_qty == 0) == (unlimited == 0)
    if advice.safe_qty is None or unlimited <= advice.safe_qty:
        assert advice.order_qty == unlimited


@unhurried
@given(units=SOLD, more=st.integers(1, 20), position=POSITIONS)
def test_more_demand_never_orders_less(units: list[float], more: int, position: StockPosition) -> None:
    raised = [(1 + more) * day for day in units]

    assert advise(raised, position).order_qty >= advise(units, position).order_qty


@unhurried
@given(units=DEMAND, position=POSITIONS, higher=st.floats(0, 0.499))
def test_a_higher_service_level_never_orders_less(units: list[float], position: StockPosition, higher: float) -> None:
    raised = replace(position, service_level=min(position.service_level + higher, 0.999))

    assert advise(units, raised).order_qty >= advise(units, position).order_qty


@unhurried
@given(units=DEMAND, position=POSITIONS, longer=st.integers(1, 400))
def test_a_longer_shelf_life_never_orders_less(units: list[float], position: StockPosition, longer: int) -> None:
    life = position.arriving_shelf_life_days or 0
    short = replace(position, arriving_shelf_life_days=life)
    long = replace(position, arriving_shelf_life_days=life + longer)

    assert advise(units, long).order_qty >= advise(units, short).order_qty


@unhurried
@every_order
def test_frozen_inputs_give_the_same_order_after_a_trip_through_json(
    units: list[float], position: StockPosition
) -> None:
    advice = advise(units, position)

    assert pharmarec_ml.recompute(json.loads(json.dumps(advice.inputs))) == advice.order_qty
