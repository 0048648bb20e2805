"""Histories as a table: what counts as an observed day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.demand import demand_table, weekly_sums

NAN = float("nan")
MONDAY = date(2025, 6, 2)


def history(*units: float) -> ItemHistory:
    return ItemHistory(1, MONDAY, np.array(units, dtype=float))


def test_days_without_stock_are_left_out_and_days_without_sale_are_not() -> None:
    table = demand_table([history(3, 0, NAN, NAN, 2)])

    assert table.units.tolist() == [[3, 0, 2]]
    assert (table.observed_days[0], table.sale_days[0], table.censored_days[0]) == (3, 2, 2)


def test_histories_line_up_at_their_newest_day() -> None:
    table = demand_table([history(1, 2, 3), history(4), history()])

    assert table.units.tolist() == [[1, 2, 3], [0, 0, 4], [0, 0, 0]]
    assert table.observed_days.tolist() == [3, 1, 0]


def test_only_the_last_year_of_observed_days_counts() -> None:
    table = demand_table([history(*[9.0] * 100, *[1.0] * 364, NAN, 1.0)])

    assert table.observed_days[0] == 365
    assert table.units.max() == 1


def test_a_new_item_is_observed_from_its_first_sale() -> None:
    sells_daily_since_a_month = [0.0] * 300 + [2.0] * 30
    sells_once_a_month = [0.0] * 29 + ([1.0] + [0.0] * 29) * 10

    table = demand_table([history(*sells_daily_since_a_month), history(*sells_once_a_month)])

    assert table.observed_days.tolist() == [30, 329]


@pytest.mark.parametrize("wrong", [-1.0, float("inf")])
def test_impossible_demand_is_refused_by_name(wrong: float) -> None:
    with pytest.raises(ValueError, match="item 1: a day is negative or infinite"):
        demand_table([history(1, wrong)])


def test_weeks_end_today_and_tell_their_censored_days() -> None:
    weeks = weekly_sums(history(5, *[1.0] * 6, NAN), weeks=26)

    assert [(week.week_start, week.units, week.censored_days) for week in weeks] == [
        (date(2025, 5, 27), 5.0, 0),
        (date(2025, 6, 3), 6.0, 1),
    ]
    assert weekly_sums(history(), weeks=26) == []


def test_no_more_weeks_than_asked_for() -> None:
    weeks = weekly_sums(history(*[1.0] * 100), weeks=3)

    assert [week.units for week in weeks] == [7, 7, 7]
    assert weeks[-1].week_start == date(2025, 9, 3)


def test_a_day_that_sold_out_counts_as_earlier_days_that_got_so_far() -> None:
    units, out = [4.0, 2.0, 9.0, 3.0, 5.0, 3.0, 8.0], [2, 5]
    history = ItemHistory(1, MONDAY, np.array(units), sold_out=np.isin(np.arange(7), out))

    table = demand_table([history])

    # Nothing before got to 9; 4 and 5 got to 3, and so did 3 itself; the 9 is no example, for it sold out too.
    assert table.units[0].tolist() == [4, 2, 9, 3, 5, (3 + 4 + 3 + 5) / 4, 8]
    assert table.sold_out_days.tolist() == [2]
    assert history.units.tolist() == units


def test_what_a_sold_out_day_counts_as_does_not_change_with_what_comes_after() -> None:
    units = np.random.default_rng(3).poisson(3, 60).astype(float)
    units[10:14] = np.nan
    out = (np.random.default_rng(4).random(60) < 0.3) & (units > 0)
    whole = ItemHistory(1, MONDAY, units, sold_out=out)
    earlier = ItemHistory(1, MONDAY, units[:40], sold_out=out[:40])

    assert demand_table([whole]).until(20).units.tolist() == demand_table([earlier]).units.tolist()
