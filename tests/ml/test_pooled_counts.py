"""The learned forecaster: it learns, never sees the future, and answers for an item whoever is asked beside it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pharmarec_ml.advice import learn
from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.demand import DemandTable, demand_table
from pharmarec_ml.forecasting.negative_binomial import ExponentialNegativeBinomial
from pharmarec_ml.forecasting.pooled import PooledCounts, train

FIRST_DAY = date(2025, 1, 1)
DAYS, AHEAD = 300, 14


def histories(units: NDArray[np.float64], *, days: int | None = None) -> list[ItemHistory]:
    return [ItemHistory(number, FIRST_DAY, row[:days]) for number, row in enumerate(units)]


def table(units: NDArray[np.float64], *, days: int | None = None) -> DemandTable:
    return demand_table(histories(units, days=days))


@pytest.fixture(scope="module")
def fading() -> NDArray[np.float64]:
    """300 items that come up at some time and lose a third of their rate every month."""
    chance = np.random.default_rng(7)
    age = np.arange(DAYS + AHEAD) - chance.integers(-100, 240, size=(300, 1))
    rate = np.where(age >= 0, chance.gamma(2, 1.5, size=(300, 1)) * (2 / 3) ** (age / 30), 0)
    return chance.poisson(rate).astype(float)


@pytest.fixture(scope="module")
def learned(fading: NDArray[np.float64]) -> PooledCounts:
    model = train(table(fading, days=DAYS))
    assert model is not None
    return model


def test_what_all_items_did_is_learned(fading: NDArray[np.float64], learned: PooledCounts) -> None:
    known, days = table(fading, days=DAYS), np.full(300, AHEAD)
    sold = fading[:, DAYS:].sum(axis=1)

    ours = np.abs(learned.total(known, horizon_days=days).mean - sold).sum()
    alone = np.abs(ExponentialNegativeBinomial().total(known, horizon_days=days).mean - sold).sum()

    assert ours < 0.75 * alone


@settings(max_examples=60)
@given(
    st.lists(st.lists(st.sampled_from([0.0, 0.0, 0.0, 1.0, 4.0, float("nan")]), min_size=2, max_size=90), min_size=1),
    st.integers(1, 40),
)
def test_the_past_of_a_table_is_the_table_of_the_past(rows: list[list[float]], ago: int) -> None:
    now = [ItemHistory(number, FIRST_DAY, np.array(row), np.array(row) + 1) for number, row in enumerate(rows)]
    then = []
    for history in now:
        observed = np.flatnonzero(~np.isnan(history.units))
        end = observed[-ago] if len(observed) >= ago else 0
        prices = history.prices
        assert prices is not None
        then.append(ItemHistory(history.item_id, FIRST_DAY, history.units[:end], prices[:end]))

    past, expected = demand_table(now).until(ago), demand_table(then)

    width = expected.units.shape[1]
    assert past.units.sum() == expected.units.sum()
    if width:
        np.testing.assert_array_equal(past.units[:, -width:], expected.units)
        np.testing.assert_array_equal(past.prices[:, -width:], expected.prices)
    np.testing.assert_array_equal(past.days_known, expected.days_known)
    np.testing.assert_array_equal(past.observed_days, expected.observed_days)
    np.testing.assert_array_equal(past.sale_days, expected.sale_days)


def test_the_future_changes_nothing(fading: NDArray[np.float64]) -> None:
    other = fading.copy()
    other[:, DAYS:] = 99
    days = np.full(300, AHEAD)

    answers = []
    for units in (fading, other):
        known = table(units, days=DAYS)
        model = train(known)
        assert model is not None
        answers.append(model.total(known, horizon_days=days).mean)

    np.testing.assert_array_equal(answers[0], answers[1])


def test_an_answer_does_not_depend_on_the_other_items(fading: NDArray[np.float64], learned: PooledCounts) -> None:
    together = learned.total(table(fading, days=DAYS), horizon_days=np.full(300, AHEAD))
    apart = [
        learned.total(table(fading[rows], days=DAYS), horizon_days=np.full(100, AHEAD))
        for rows in np.split(np.arange(300), 3)
    ]

    np.testing.assert_array_equal(together.mean, np.concatenate([each.mean for each in apart]))
    np.testing.assert_array_equal(together.ratio, np.concatenate([each.ratio for each in apart]))


def test_more_days_sell_no_less_and_none_sell_nothing(fading: NDArray[np.float64], learned: PooledCounts) -> None:
    known = table(fading, days=DAYS)

    totals = [learned.total(known, horizon_days=np.full(300, days)).mean for days in (0, 1, 7, 10, 14, 30, 56, 90)]

    assert not totals[0].any()
    assert all((later >= sooner).all() for sooner, later in pairwise(totals))
    assert (totals[-1] > totals[2]).any()


def test_an_item_that_is_hardly_known_is_forecast_by_itself(learned: PooledCounts) -> None:
    known, days = table(np.array([[0.0, 2.0, 1.0, 0.0, 1.0]])), np.array([AHEAD])

    ours, alone = learned.total(known, horizon_days=days), ExponentialNegativeBinomial().total(known, horizon_days=days)

    assert (ours.mean, ours.ratio) == (alone.mean, alone.ratio)


def test_what_was_learned_is_kept_as_text(fading: NDArray[np.float64], learned: PooledCounts) -> None:
    known, days = table(fading, days=DAYS), np.full(300, AHEAD)

    again = PooledCounts.from_text(learned.to_text())

    np.testing.assert_array_equal(
        again.total(known, horizon_days=days).mean, learned.total(known, horizon_days=days).mean
    )


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"name": "x", "spread": [1], "trees": "none"}'])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no stored forecaster"):
        PooledCounts.from_text(text)


def test_too_little_to_learn_from_leaves_the_exponential_mean(fading: NDArray[np.float64]) -> None:
    few, short = histories(fading[:3], days=DAYS), histories(fading, days=50)

    assert learn(few).name == learn(short).name == ExponentialNegativeBinomial().name
    assert learn(histories(fading, days=DAYS)).name == "pooled-counts-2"
