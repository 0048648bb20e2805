"""Advice from end to end: quantities, urgency, words and frozen inputs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

import pharmarec_ml
from pharmarec_ml import Advice, ItemHistory, StockPosition

TODAY = date(2025, 12, 31)
POSITION = StockPosition(
    item_id=1,
    on_hand=Decimal(18),
    usable=Decimal(18),
    on_order=Decimal(10),
    lead_time_days=5,
    review_days=7,
    service_level=0.95,
    pack_size=Decimal(10),
    moq=Decimal(0),
)
EMPTY = replace(POSITION, on_hand=Decimal(0), usable=Decimal(0), on_order=Decimal(0), pack_size=Decimal(1))


def history(units: list[float], item_id: int = 1) -> ItemHistory:
    return ItemHistory(item_id, TODAY - timedelta(days=len(units) - 1), np.array(units, dtype=float))


def advise(units: list[float], position: StockPosition = POSITION) -> Advice:
    return pharmarec_ml.advise([history(units)], [position], as_of=TODAY)[0]


def poisson_days(rate: float, days: int = 365) -> list[float]:
    return list(np.random.default_rng(4).poisson(rate, size=days).astype(float))


def test_order_fills_up_to_the_quantile_of_lead_and_review_demand() -> None:
    steady = [4.0] * 365

    advice = advise(steady)

    # 12 days of 4 are 48; a steady item varies as little as a Poisson.
    assert advice.expected_demand == pytest.approx(48)
    assert advice.order_up_to == nbinom.ppf(0.95, 48 / 0.001, 1 / 1.001) == 60
    assert advice.safety_stock == pytest.approx(12)
    assert advice.order_qty == 40  # 60 − 18 − 10 = 32 in packs of 10
    assert advice.days_of_cover == pytest.approx(4.5)
    assert (advice.confidence, advice.urgency) == ("high", "soon")


def test_stock_that_expires_before_it_sells_is_ordered_again() -> None:
    steady = [5.0] * 365
    short_dated = replace(
        EMPTY, on_hand=Decimal(100), usable=Decimal(100), lead_time_days=3, expiring=((2, Decimal(100)),)
    )

    advice = advise(steady, short_dated)

    assert advice.expires_unsold == 90
    assert advice.order_qty == advice.order_up_to - 10
    assert advice.urgency == "at_risk"
    assert advice.days_of_cover == pytest.approx(2)
    assert "90 more on the shelf will expire before they sell and are not counted." in advice.explanation
    assert pharmarec_ml.recompute(advice.inputs) == advice.order_qty


def test_owners_reorder_level_counts_where_it_asks_for_more() -> None:
    nothing_sold = [0.0] * 60

    advice = advise(nothing_sold, replace(POSITION, reorder_level=Decimal(45)))

    assert advice.order_qty == 20  # 45 − 18 − 10 = 17 in packs of 10
    assert advice.reason == "Below your reorder level"
    assert "Your reorder level of 45 asks for more, and counts." in advice.explanation
    assert pharmarec_ml.recompute(advice.inputs) == 20


def test_owners_reorder_level_is_silent_where_the_forecast_asks_for_more() -> None:
    steady = [4.0] * 365

    advice = advise(steady, replace(POSITION, reorder_level=Decimal(45)))

    assert advice.order_qty == advise(steady).order_qty
    assert "reorder level" not in advice.explanation


def figures(advice: Advice) -> tuple[float, float, float]:
    """What is ordered, how much of it is safe to order, and how much is at risk."""
    assert advice.safe_qty is not None
    return float(advice.order_qty), float(advice.safe_qty), float(advice.at_risk_qty)


def test_a_minimum_beyond_what_sells_before_it_expires_is_kept_and_flagged() -> None:
    # 4 a day for 25 days (5 of lead, 20 of the 26 left on arrival) are 100; 28 of them are there.
    position = replace(POSITION, moq=Decimal(80), arriving_shelf_life_days=26, unit_cost=Decimal("1.25"))

    advice = advise([4.0] * 365, position)

    assert figures(advice) == (80, 72, 8)
    assert (advice.capped_by, advice.at_risk_value) == (None, Decimal("10.00"))
    assert advice.reason == "Part may expire before it sells"
    assert advice.explanation.endswith(
        "raised to the supplier's minimum of 80, rounded up to packs of 10: order 80. A delivery has 26 days left on "
        "arrival, in which 72 more should sell; the least one can order is 80, of which 8 may expire unsold: "
        "you decide."
    )
    assert pharmarec_ml.recompute(advice.inputs) == 80


def test_an_order_beyond_what_sells_before_it_expires_is_reduced() -> None:
    varied = [0.0, 0.0, 0.0, 16.0] * 90

    advice = advise(varied, replace(EMPTY, arriving_shelf_life_days=8))

    ordered, safe, at_risk = figures(advice)
    assert 0 < ordered == safe < advice.order_up_to
    assert (at_risk, advice.at_risk_value, advice.capped_by) == (0, None, "shelf_life")
    assert advice.reason == "Limited by its shelf life"
    assert f"would make {advice.order_up_to:.0f}. A delivery has 8 days left" in advice.explanation
    assert advice.explanation.endswith(f"more should sell: order {advice.order_qty}.")
    assert pharmarec_ml.recompute(advice.inputs) == advice.order_qty


def test_the_owners_reorder_level_is_kept_whatever_the_shelf_life() -> None:
    nothing_sold = [0.0] * 60

    advice = advise(nothing_sold, replace(POSITION, reorder_level=Decimal(45), arriving_shelf_life_days=90))

    assert figures(advice) == (20, 0, 20)
    assert "your reorder level asks for 20, of which 20 may expire unsold" in advice.explanation


def test_an_order_that_sells_in_time_is_left_as_it_is() -> None:
    advice = advise([4.0] * 365, replace(POSITION, arriving_shelf_life_days=365))

    assert advice.order_qty == 40
    assert advice.at_risk_qty == 0
    assert advice.capped_by is None
    assert advice.explanation == advise([4.0] * 365).explanation


def test_inputs_frozen_before_the_shelf_life_was_known_of_still_count() -> None:
    inputs = advise([4.0] * 365).inputs
    added = ("arriving_shelf_life_days", "selling_days", "safe_qty", "at_risk_qty")

    assert pharmarec_ml.recompute({name: value for name, value in inputs.items() if name not in added}) == 40


def test_explanation_shows_every_number_of_the_calculation() -> None:
    advice = advise([4.0] * 365, replace(POSITION, moq=Decimal(50)))

    assert advice.explanation == (
        "Sells about 4 a day. Until the delivery after next (5 days' lead + 7 days' review) you need 48 on average "
        "and 60 to be 95 % sure. 18 usable and 10 on order leave 32, raised to the supplier's minimum of 50, "
        "rounded up to packs of 10: order 50."
    )
    assert advice.reason == "Too little until next delivery"


def test_stock_that_nobody_told_counts_as_none_and_says_so() -> None:
    advice = advise([4.0] * 365, replace(EMPTY, stock_known=False))

    assert advice.order_qty == 60
    assert advice.reason == "No stock told yet"
    assert "No stock has been told for this item, so it counts as none." in advice.explanation


def test_days_without_stock_do_not_lower_demand() -> None:
    with_gap = [4.0] * 300 + [float("nan")] * 60 + [4.0] * 5

    advice = advise(with_gap)

    assert advice.demand_per_day == pytest.approx(4)
    assert advice.order_qty == advise([4.0] * 365).order_qty
    assert "60 days without stock or data left out." in advice.explanation


def test_urgency_follows_the_stock() -> None:
    def urgency(usable: int, on_order: int = 0) -> str:
        stock = Decimal(usable)
        return advise([4.0] * 365, replace(EMPTY, on_hand=stock, usable=stock, on_order=Decimal(on_order))).urgency

    assert urgency(0) == "out"
    assert urgency(0, on_order=100) == "out"
    assert urgency(20) == "at_risk"
    assert urgency(20, on_order=20) == "soon"
    assert urgency(40) == "soon"
    assert urgency(60) == "fine"


def test_short_history_uses_the_average_so_far_and_says_so() -> None:
    advice = advise([0.0, 7.0, 0.0, 7.0], EMPTY)

    # 14 units over at least a week: 2 a day for 5 + 7 + 7 days.
    assert advice.confidence == "not_enough_data"
    assert advice.order_qty == 38
    assert advice.reason == "Short history: average so far"
    assert "Only 4 days of history with sales on 2, too little for a forecast" in advice.explanation


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        ([0.0] * 40, "No sale so far"),
        ([float("nan")] * 40, "No day with known demand"),
        ([], "No day with known demand"),
    ],
)
def test_without_any_sale_nothing_is_ordered(units: list[float], reason: str) -> None:
    advice = advise(units, EMPTY)

    assert advice.order_qty == 0
    assert (advice.confidence, advice.urgency) == ("not_enough_data", "fine")
    assert advice.reason == reason
    assert advice.days_of_cover is None


def test_an_item_that_stopped_selling_is_not_bought_again() -> None:
    advice = advise(poisson_days(1.0, 60) + [0.0] * 305, EMPTY)

    assert advice.order_qty == 0
    assert (advice.urgency, advice.reason) == ("fine", "Sells too rarely to stock")


def test_advice_comes_in_the_order_of_the_positions() -> None:
    histories = [history([1.0] * 100, item_id=7), history([9.0] * 100, item_id=3)]
    positions = [replace(EMPTY, item_id=item_id) for item_id in (3, 99, 7)]

    advices = pharmarec_ml.advise(histories, positions, as_of=TODAY)

    assert [advice.item_id for advice in advices] == [3, 99, 7]
    assert [round(advice.demand_per_day) for advice in advices] == [9, 0, 1]


def test_a_history_that_ends_on_another_day_is_refused() -> None:
    with pytest.raises(ValueError, match="item 1: history ends 2025-12-31, not 2026-01-01"):
        pharmarec_ml.advise([history([1.0])], [POSITION], as_of=TODAY + timedelta(days=1))


def test_impossible_positions_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="item 1: pack_size is 0"):
        replace(POSITION, pack_size=Decimal(0))
    with pytest.raises(ValueError, match="item 1: review_days is 0"):
        replace(POSITION, review_days=0)
    with pytest.raises(ValueError, match=r"item 1: service_level is 1\.0"):
        replace(POSITION, service_level=1.0)
    with pytest.raises(ValueError, match="item 1: usable is -1"):
        replace(POSITION, usable=Decimal(-1))


HISTORIES = st.lists(st.integers(0, 8).map(float) | st.just(float("nan")), max_size=120) | st.lists(
    st.sampled_from([0.0, 0.25, 0.5, 3.67]), min_size=14, max_size=120
)
POSITIONS = st.builds(
    StockPosition,
    item_id=st.just(1),
    on_hand=st.decimals(0, 200, places=2),
    usable=st.decimals(0, 200, places=2),
    on_order=st.decimals(0, 200, places=2),
    lead_time_days=st.integers(0, 30),
    review_days=st.integers(1, 60),
    service_level=st.floats(0.5, 0.999),
    pack_size=st.decimals("0.01", 100, places=2),
    moq=st.decimals(0, 100, places=2),
    reorder_level=st.decimals(0, 300, places=2),
)


@settings(deadline=None)
@given(units=HISTORIES, position=POSITIONS)
def test_frozen_inputs_give_the_same_order_after_a_trip_through_json(
    units: list[float], position: StockPosition
) -> None:
    advice = advise(units, position)

    assert pharmarec_ml.recompute(json.loads(json.dumps(advice.inputs))) == advice.order_qty
    assert advice.order_qty >= 0
    assert advice.order_qty % position.pack_size == 0
    assert advice.order_qty == 0 or advice.order_qty >= position.moq


@settings(deadline=None)
@given(units=HISTORIES, position=POSITIONS, higher=st.floats(0, 0.499))
def test_a_higher_service_level_never_orders_less(units: list[float], position: StockPosition, higher: float) -> None:
    raised = replace(position, service_level=min(position.service_level + higher, 0.999))

    assert advise(units, raised).order_qty >= advise(units, position).order_qty


@settings(deadline=None)
@given(rate=st.floats(0.1, 20), factor=st.integers(2, 5), position=POSITIONS)
def test_more_demand_never_orders_less(rate: float, factor: int, position: StockPosition) -> None:
    units = poisson_days(rate, 200)

    assert advise([factor * day for day in units], position).order_qty >= advise(units, position).order_qty


def test_damaged_inputs_are_named() -> None:
    inputs = advise([4.0] * 365).inputs

    with pytest.raises(ValueError, match="rule is None"):
        pharmarec_ml.recompute({**inputs, "rule": None})
    with pytest.raises(ValueError, match="expected_demand is '48', not a number"):
        pharmarec_ml.recompute({**inputs, "expected_demand": "48"})
    with pytest.raises(ValueError, match="moq is 'ten', not a decimal number as text"):
        pharmarec_ml.recompute({**inputs, "moq": "ten"})


def test_weeks_ahead_begin_tomorrow() -> None:
    weeks = pharmarec_ml.forecast_weeks(history(poisson_days(2.0)), weeks=8, levels=[0.05, 0.5, 0.95])

    assert [week.week_start for week in weeks[:2]] == [date(2026, 1, 1), date(2026, 1, 8)]
    assert len(weeks) == 8
    low, middle, high = weeks[0].quantiles
    assert low < middle < high
    assert weeks[0].mean == pytest.approx(14, rel=0.3)


def test_weeks_ahead_of_a_short_history_are_not_invented() -> None:
    assert pharmarec_ml.forecast_weeks(history([3.0] * 5), weeks=8, levels=[0.5]) == []
