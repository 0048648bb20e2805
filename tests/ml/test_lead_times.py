"""Orders for lead times that vary and for suppliers that keep a calendar."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

import pharmarec_ml
from pharmarec_ml import Advice, ItemHistory, StockPosition
from pharmarec_ml.forecasting import NegativeBinomial
from pharmarec_ml.forecasting.mixture import Mixture
from pharmarec_ml.lead_time import Arrival, Deliveries, OrderingCalendar, expected_deliveries

MONDAY = datetime.fromisoformat("2025-12-29T10:00")
TODAY = MONDAY.date()
EMPTY = StockPosition(
    item_id=1,
    on_hand=Decimal(0),
    usable=Decimal(0),
    on_order=Decimal(0),
    lead_time_days=5,
    review_days=7,
    service_level=0.95,
    pack_size=Decimal(1),
    moq=Decimal(0),
)


def advise(position: StockPosition, units: list[float] | None = None) -> Advice:
    days = [4.0] * 365 if units is None else units
    history = ItemHistory(1, TODAY - timedelta(days=len(days) - 1), np.array(days))
    return pharmarec_ml.advise([history], [position], as_of=TODAY)[0]


def deliveries(
    *took_days: int, calendar: OrderingCalendar | None = None, lead: int = 5, review: int = 7, now: datetime = MONDAY
) -> Deliveries | None:
    return expected_deliveries(
        calendar or OrderingCalendar(), now=now, took_days=took_days, lead_time_days=lead, review_days=review
    )


def test_worked_example_of_the_moments_of_demand_over_a_lead_time_that_varies() -> None:
    # 4 a day, σ 2.5 a day; lead time 5 ± 1.5 days: 2, 5 or 8; weekly review: 48 + 1.645 · √(12 · 6.25 + 16 · 2.25).
    counts = np.array([1, 6, 1])
    days = np.array([2, 5, 8]) + 7
    demand = Mixture(
        NegativeBinomial(mean=4.0 * days, ratio=np.full(3, 6.25 / 4)), item=np.zeros(3, dtype=int), chance=counts / 8
    )

    mean, variance = demand.mean[0], demand.ratio[0] * demand.mean[0]

    assert (mean, variance) == (pytest.approx(48), pytest.approx(12 * 6.25 + 16 * 1.5**2))
    assert mean + 1.645 * variance**0.5 == pytest.approx(65.33, abs=0.01)
    assert demand.quantile(np.array([0.95]))[0] == pytest.approx(65.33, abs=2)


@given(
    st.lists(
        st.tuples(st.just(0.0) | st.floats(0.001, 200), st.floats(1.001, 9), st.integers(1, 9)), min_size=1, max_size=5
    ),
    st.floats(0.01, 0.999),
)
def test_a_quantile_of_a_mixture_is_the_least_that_is_enough(
    parts: list[tuple[float, float, int]], level: float
) -> None:
    means, ratios, counts = (np.array(some, dtype=float) for some in zip(*parts, strict=True))
    demand = Mixture(NegativeBinomial(means, ratios), np.zeros(len(parts), dtype=int), counts / counts.sum())

    found = demand.quantile(np.array([level]))[0]

    def chance(units: float) -> float:
        of_parts = [nbinom.cdf(units, m / (r - 1), 1 / r) if m > 0 else float(units >= 0) for m, r, _ in parts]
        return float(np.average(of_parts, weights=counts))

    assert chance(found) >= level - 1e-9
    assert chance(found - 1) <= level + 1e-9


def test_deliveries_that_vary_ask_for_more_than_the_configured_lead_time() -> None:
    took = (2, 3, 3, 4, 5, 5, 5, 6, 6, 7, 8, 9)

    advice = advise(EMPTY.with_deliveries(deliveries(*took)))
    fixed = advise(EMPTY)

    assert advice.expected_demand == pytest.approx(4 * (sum(took) / 12 + 7))
    assert advice.order_qty > fixed.order_qty + 5
    assert "The supplier took 2 to 9 days over the last 12 deliveries." in advice.explanation
    assert pharmarec_ml.recompute(json.loads(json.dumps(advice.inputs))) == advice.order_qty


def test_deliveries_that_always_took_as_long_order_as_a_fixed_lead_time_of_that_length() -> None:
    measured = advise(EMPTY.with_deliveries(deliveries(3, 3, 3, 3, 3)))

    assert measured.order_qty == advise(replace(EMPTY, lead_time_days=3)).order_qty
    assert "The supplier took 3 days over the last 5 deliveries." in measured.explanation


def test_fewer_than_five_deliveries_without_a_calendar_change_nothing() -> None:
    assert deliveries(2, 9, 2, 9) is None
    assert EMPTY.with_deliveries(None) is EMPTY


def test_an_order_lasts_until_the_delivery_of_the_next_day_on_which_one_may_order() -> None:
    weekly = OrderingCalendar(order_weekdays=frozenset({3}))

    known = deliveries(calendar=weekly, lead=2)

    # Monday's need goes out on Wednesday and is there on Friday; the next order arrives a week after that.
    assert known == Deliveries((Arrival(4, 11),), (), date(2025, 12, 31), date(2026, 1, 7))
    position = EMPTY.with_deliveries(known)
    assert (position.lead_time_days, position.review_days) == (4, 7)
    assert "An order goes out on Wed 31 Dec, the next one on Wed 7 Jan." in advise(position).explanation


def test_a_delivery_waits_for_a_delivery_day_and_both_for_the_end_of_a_holiday() -> None:
    calendar = OrderingCalendar(
        order_weekdays=frozenset({1, 4}), delivery_weekdays=frozenset({2, 5}), holidays=frozenset({date(2026, 1, 2)})
    )

    known = deliveries(calendar=calendar, lead=3)

    # Monday 29 + 3 is Thursday; Friday 2 is a holiday, so it comes on Tuesday 6. Thursday's order would come with it.
    assert known is not None
    assert known.arrivals == (Arrival(8, 11),)
    assert known.next_order_on == date(2026, 1, 1)


@pytest.mark.parametrize(("at", "order_on"), [(time(13, 0), 29), (time(14, 0), 29), (time(14, 1), 30)])
def test_after_the_cut_off_an_order_goes_out_on_the_next_day(at: time, order_on: int) -> None:
    calendar = OrderingCalendar(cut_off=time(14, 0))

    known = deliveries(calendar=calendar, now=datetime.combine(TODAY, at))

    assert known is not None
    assert known.order_on == date(2025, 12, order_on)
    assert known.arrivals == (Arrival(order_on - 29 + 5, order_on - 29 + 12),)


def test_inputs_that_were_frozen_for_a_fixed_lead_time_give_the_same_order_again() -> None:
    advice = advise(EMPTY)

    assert "arrivals" not in advice.inputs
    assert pharmarec_ml.recompute(advice.inputs) == advice.order_qty
    with pytest.raises(ValueError, match="arrivals is 3, not a list of ways to arrive"):
        pharmarec_ml.recompute(advice.inputs | {"arrivals": 3})


def test_items_with_few_and_many_ways_are_told_apart_in_one_call() -> None:
    several = EMPTY.with_deliveries(deliveries(1, 5, 9, 13, 17))
    days = [np.full(365, 4.0), np.full(365, 2.0)]
    histories = [ItemHistory(number, TODAY - timedelta(days=364), units) for number, units in enumerate(days)]

    together = pharmarec_ml.advise(histories, [replace(several, item_id=0), replace(EMPTY, item_id=1)], as_of=TODAY)

    assert together[0].order_up_to == advise(several).order_up_to
    assert together[1].order_up_to == advise(EMPTY, [2.0] * 365).order_up_to
