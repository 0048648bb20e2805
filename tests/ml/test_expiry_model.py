"""What expires unsold: worked by hand, beside a day-by-day simulation, and never less for more stock."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pharmarec_ml.demand import DemandTable
from pharmarec_ml.expiry import CERTAIN, KNOTS, Doubt, Outlook, Shelf, Unsold, outlook, unsold
from pharmarec_ml.expiry_scores import brier, left_of, made_up_shelf, reliability
from pharmarec_ml.forecasting.negative_binomial import ExponentialNegativeBinomial

Batch = tuple[int, float]
"""Days and units."""


def ahead(*daily: float, clump: float = 2.0, rate_variance: float = 0.0, gone: float = 0.0) -> Outlook:
    """Items that are asked for so many units a day."""
    every = np.ones(len(daily))
    totals = np.array(daily)[:, None] * np.array([0, *KNOTS])
    return Outlook(totals, clump * every, rate_variance * every, gone * every)


def shelf_of(*batches: Batch) -> Shelf:
    days, units = zip(*batches, strict=True)
    return Shelf(np.zeros(len(batches), dtype=np.int64), np.array(days), np.array(units, dtype=float))


def told(outlook_of: Outlook, *batches: Batch) -> Unsold:
    return unsold(shelf_of(*batches), outlook_of)


def history(units: NDArray[np.float64]) -> DemandTable:
    sales = (units > 0).sum(axis=1)
    days, none = np.full(len(units), units.shape[1]), np.zeros(len(units), dtype=np.int64)
    return DemandTable(units, days, days, sales, none, np.full(units.shape, np.nan, "f4"), none)


def test_one_batch_is_worked_by_hand() -> None:
    # Mean 2 and variance 3 times that: demand is k with chance 1/3 · (2/3)^k. Below 2: 1/3 + 2/9.
    # What is left: 2 units with 1/3, 1 unit with 2/9.
    found = told(ahead(2 / 7), (7, 2))

    assert found.chance == pytest.approx([5 / 9])
    assert found.units == pytest.approx([8 / 9])


def test_an_item_nobody_asks_for_again_leaves_everything() -> None:
    # One in ten leaves both units, the others as above.
    found = told(ahead(2 / 7, gone=0.1), (7, 2))

    assert found.chance == pytest.approx([0.1 + 0.9 * 5 / 9])
    assert found.units == pytest.approx([0.2 + 0.9 * 8 / 9])


def test_a_rate_nobody_is_sure_of_spreads_demand_the_more_the_longer() -> None:
    # Clump 1 and rate variance ½: over 7 days of mean 2 the variance is 2 · (1 + 1 + ½ · 2), the geometric again.
    assert told(ahead(2 / 7, clump=1.0, rate_variance=0.5), (7, 2)).chance == pytest.approx([5 / 9])
    sure, unsure = ahead(1.0, clump=1.0), ahead(1.0, clump=1.0, rate_variance=0.3)
    assert told(sure, (180, 90)).chance < 0.001
    assert told(unsure, (180, 90)).chance > 0.15


def test_a_batch_behind_another_is_worked_by_hand() -> None:
    # Up to day 14 the mean is 4: (k + 1) · (1/3)² · (2/3)^k; below the 3 units of both 11/27. Of the second week alone
    # 5/9 would be below 2 units; the rarer decides, for the first unit is surely there to be sold before.
    found = told(ahead(2 / 7), (14, 2), (7, 1))

    assert found.chance == pytest.approx([11 / 27, 1 / 3])


def test_behind_a_batch_that_surely_expires_only_the_days_after_it_sell() -> None:
    found = told(ahead(2 / 7), (7, 1_000), (14, 2))

    assert found.chance == pytest.approx([1, 5 / 9])
    assert found.units == pytest.approx([998, 8 / 9])


def test_what_nobody_asks_for_stays_and_what_nobody_knows_has_no_number() -> None:
    nothing, unknown = told(ahead(0.0), (30, 5)), told(ahead(float("nan")), (30, 5))

    assert nothing.chance == pytest.approx([1])
    assert nothing.units == pytest.approx([5])
    assert np.isnan([unknown.chance, unknown.units]).all()


def test_an_empty_shelf_and_an_empty_batch_leave_nothing() -> None:
    nobody = np.array([], dtype=np.int64)

    assert len(unsold(Shelf(nobody, nobody, np.array([])), ahead(1.0)).chance) == 0
    assert told(ahead(1.0), (10, 0)).chance == pytest.approx([0])


def test_each_item_has_its_own_shelf() -> None:
    both = Shelf(np.array([1, 0, 1]), np.array([14, 7, 7]), np.array([2.0, 2.0, 1.0]))

    found = unsold(both, ahead(2 / 7, 2 / 7))

    assert found.chance == pytest.approx([11 / 27, 5 / 9, 1 / 3])


items = st.fixed_dictionaries(
    {
        "clump": st.floats(0.001, 8),
        "rate_variance": st.floats(0, 3),
        "gone": st.floats(0, 0.9),
    }
)
daily_rates = st.floats(0, 6)
batches_of_an_item = st.lists(st.tuples(st.integers(1, 400), st.integers(0, 300).map(float)), min_size=1, max_size=5)


@given(daily_rates, items, batches_of_an_item, st.integers(0, 4), st.integers(1, 50))
def test_more_stock_of_any_batch_never_lowers_the_risk_of_it_nor_of_those_behind(
    rate: float, item: dict[str, float], batches: list[Batch], which: int, more: int
) -> None:
    which %= len(batches)
    larger = [(days, units + more * (number == which)) for number, (days, units) in enumerate(batches)]

    before, after = told(ahead(rate, **item), *batches), told(ahead(rate, **item), *larger)

    assert (after.chance >= before.chance - 1e-9).all()
    assert (after.units >= before.units - 1e-6).all()


@given(daily_rates, items, batches_of_an_item, st.integers(1, 100))
def test_a_later_date_never_raises_the_risk_of_the_last_batch(
    rate: float, item: dict[str, float], batches: list[Batch], later: int
) -> None:
    last = max(range(len(batches)), key=lambda number: (batches[number][0], number))
    kept = [(days + later * (number == last), units) for number, (days, units) in enumerate(batches)]

    before, after = told(ahead(rate, **item), *batches), told(ahead(rate, **item), *kept)

    assert after.chance[last] <= before.chance[last] + 1e-9
    assert after.units[last] <= before.units[last] + 1e-6


@given(daily_rates, items, batches_of_an_item, st.integers(1, 400), st.integers(1, 100).map(float))
def test_a_batch_ahead_never_lowers_the_risk_of_those_behind(
    rate: float, item: dict[str, float], batches: list[Batch], days: int, units: float
) -> None:
    alone, behind = told(ahead(rate, **item), *batches), told(ahead(rate, **item), (days, units), *batches)

    assert (behind.chance[1:] >= alone.chance - 1e-9).all()
    assert (behind.units[1:] >= alone.units - 1e-6).all()


@given(daily_rates, items, batches_of_an_item)
def test_no_more_is_left_than_there_is_and_something_only_with_a_chance(
    rate: float, item: dict[str, float], batches: list[Batch]
) -> None:
    found, units = told(ahead(rate, **item), *batches), np.array([units for _, units in batches])

    assert ((found.chance >= 0) & (found.chance <= 1) & (found.units >= 0) & (found.units <= units)).all()
    assert (found.units <= found.chance * units + 1e-6).all()
    assert (found.units >= found.chance - 1e-6).all()  # one unit at least, in whole units, where any is left


@settings(max_examples=25, deadline=None)
@given(st.floats(0.05, 3), items, batches_of_an_item, st.integers(0, 10_000))
def test_the_forecast_is_what_a_simulation_of_the_days_finds(
    rate: float, item: dict[str, float], batches: list[Batch], seed: int
) -> None:
    assume(item["rate_variance"] < 1.5)
    chance, runs = np.random.default_rng(seed), 4_000
    shape = 1 / max(item["rate_variance"], 1e-6)
    rates = rate * chance.gamma(shape, 1 / shape, size=(runs, 1)) * (chance.random((runs, 1)) >= item["gone"])
    daily = chance.poisson(chance.gamma(np.broadcast_to(rates / item["clump"], (runs, 400)), item["clump"]))
    many = shelf_of(*batches)
    shelves = Shelf(np.repeat(np.arange(runs), len(batches)), np.tile(many.days, runs), np.tile(many.units, runs))
    left = left_of(shelves, daily.astype(float)).reshape(runs, len(batches))

    found = told(ahead(rate, **item), *batches)

    assert found.chance == pytest.approx((left > 0).mean(axis=0), abs=0.08)
    assert found.units == pytest.approx(left.mean(axis=0), abs=0.08 * max(many.units.max(), 5))


def day_by_day(batches: list[Batch], asked: list[float]) -> list[float]:
    """The oracle: serve each day from the shelf, first expired first, then take away what expired that night."""
    left = [units for _, units in batches]
    order = sorted(range(len(batches)), key=lambda number: batches[number][0])
    for day, wanted in enumerate(asked, start=1):
        for number in order:
            if batches[number][0] >= day:
                taken = min(left[number], wanted)
                left[number] -= taken
                wanted -= taken
    return left


@given(
    st.lists(st.tuples(st.integers(1, 10), st.integers(0, 9).map(float)), min_size=1, max_size=5),
    st.lists(st.integers(0, 4).map(float), min_size=10, max_size=10),
)
def test_what_is_left_equals_serving_each_day(batches: list[Batch], asked: list[float]) -> None:
    assert left_of(shelf_of(*batches), np.array([asked])).tolist() == day_by_day(batches, asked)


def test_made_up_batches_keep_to_their_rule_and_know_only_the_past() -> None:
    past = np.zeros((3, 120))
    past[0], past[1, 5] = 2.0, 1.0

    shelf = made_up_shelf(past, first=10, last=40, seed=3)

    assert set(shelf.item.tolist()) == {0, 1}
    assert ((shelf.days >= 10) & (shelf.days <= 40) & (shelf.units >= 1) & (shelf.units == np.ceil(shelf.units))).all()


def test_scores_are_worked_by_hand() -> None:
    expired = np.array([True, False, False])

    assert brier(np.array([1.0, 0.5, 0.1]), expired) == pytest.approx((0 + 0.25 + 0.01) / 3)
    tenths = reliability(np.array([0.12, 0.18, 1.0]), np.array([True, False, True]))
    assert [(one.batches, one.told, one.share) for one in tenths] == [(2, pytest.approx(0.15), 0.5), (1, 1.0, 1.0)]


def test_a_long_silence_and_few_sales_make_demand_less_sure() -> None:
    doubt = Doubt((0.5, -0.6), (-0.7, 2.0, -1.4))
    steady, silent = np.zeros((2, 200))
    steady[::4], silent[:100:4] = 1, 1
    rare = np.zeros(200)
    rare[::40] = 1

    found = outlook(history(np.array([steady, silent, rare])), forecaster=ExponentialNegativeBinomial(), doubt=doubt)

    assert found.gone[1] > 5 * found.gone[0]
    assert found.rate_variance[2] > found.rate_variance[0]


def test_too_little_history_is_told_by_its_average_and_none_at_all_is_unknown() -> None:
    units = np.zeros((2, 10))
    units[0, 3] = 5

    found = outlook(history(units), forecaster=ExponentialNegativeBinomial(), doubt=CERTAIN)

    assert found.mean(np.array([0]), np.array([20])) == pytest.approx([10])
    assert np.isnan(found.mean(np.array([1]), np.array([20]))).all()


def test_demand_runs_straight_between_and_beyond_the_knots() -> None:
    curved = replace(ahead(1.0), totals=np.array([[0, 7, 14, 20, 30, 40, 60, 100, 200.0]]))

    days = np.array([0, 3, 21, 896, 1000])

    assert curved.mean(np.zeros(5, dtype=np.int64), days) == pytest.approx([0, 3, 17, 200, 200 + 104 * 100 / 448])
