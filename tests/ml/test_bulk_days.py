"""Days that sold far more than an item's other sales explain: flagged, and counted like any other."""

from datetime import date, timedelta

import numpy as np

from pharmarec_ml.advice import forecast_totals
from pharmarec_ml.bulk import bulk_days
from pharmarec_ml.contracts import ItemHistory

LAST = date(2026, 11, 23)


def history(units: list[float]) -> ItemHistory:
    return ItemHistory(1, LAST - timedelta(days=len(units) - 1), np.array(units))


def test_a_clinics_single_purchase_is_flagged() -> None:
    flagged = bulk_days(history([4.0] * 20 + [40.0, 0.0, np.nan, 4.0]))

    # The others are 4 each: 4 + 6 · √4 = 16.
    assert [(one.day, one.units, one.limit) for one in flagged] == [(LAST - timedelta(days=3), 40, 16)]


def test_what_the_others_vary_by_is_allowed() -> None:
    steady, varied = [4.0] * 20, [1.0, 9.0] * 10

    assert bulk_days(history([*steady, 17.0]))
    assert not bulk_days(history([*varied, 17.0]))
    assert not bulk_days(history([*steady, 16.0]))


def test_two_bulk_days_do_not_hide_each_other() -> None:
    assert [one.units for one in bulk_days(history([40.0, *[4.0] * 10, 90.0]))] == [40, 90]


def test_few_sales_and_days_long_past_are_not_flagged() -> None:
    assert not bulk_days(history([1.0] * 6 + [500.0]))
    assert bulk_days(history([1.0] * 7 + [500.0]))
    assert not bulk_days(history([500.0] + [1.0] * 365))


def test_a_flagged_day_counts_in_the_forecast() -> None:
    with_it, without = history([4.0] * 20 + [40.0] + [4.0] * 20), history([4.0] * 41)

    assert forecast_totals([with_it], horizon_days=7, levels=[0.5]) > forecast_totals(
        [without], horizon_days=7, levels=[0.5]
    )
