"""The forecaster against slow, independent calculations."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import nbinom

from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.demand import DemandTable, demand_table
from pharmarec_ml.forecasting import NegativeBinomial
from pharmarec_ml.forecasting.negative_binomial import ExponentialNegativeBinomial, variance_to_mean_ratio


def table(*rows: list[float]) -> DemandTable:
    return demand_table(
        [ItemHistory(number, date(2025, 1, 1), np.array(units, dtype=float)) for number, units in enumerate(rows)]
    )


def slow_mean(units: list[float]) -> float:
    """One day after the other; a censored day changes nothing, the start is corrected for its bias."""
    mean = seen = 0.0
    for day in units:
        if not np.isnan(day):
            mean = 0.98 * mean + 0.02 * day
            seen = 0.98 * seen + 0.02
    return mean / seen


def slow_ratio(units: list[float], *, days: int) -> float:
    sums = [sum(units[start : start + days]) for start in range(len(units) - days + 1)]
    mean = sum(sums) / len(sums)
    variance = sum((total - mean) ** 2 for total in sums) / len(sums)
    return (variance + 1) / (mean + 1)


DAYS = st.lists(st.integers(0, 9).map(float) | st.just(float("nan")), min_size=1, max_size=60)


@given(DAYS)
def test_mean_forgets_two_percent_a_day_and_skips_censored_days(units: list[float]) -> None:
    # A sale on the first day keeps the silence before the first sale out of this test.
    units = [1.0, *units]

    mean = ExponentialNegativeBinomial().daily_mean(table([0.0] * 90, units))

    assert mean[0] == 0
    assert mean[1] == pytest.approx(slow_mean(units))


@given(st.lists(st.integers(0, 30).map(float), min_size=56, max_size=120), st.integers(1, 14))
def test_ratio_is_that_of_all_past_sums_of_the_horizon(units: list[float], days: int) -> None:
    units = [1.0, *units]

    ratio = variance_to_mean_ratio(table([0.0] * 200, units), horizon_days=np.array([days, days]))

    assert ratio[1] == pytest.approx(max(slow_ratio(units, days=days), 1.001))


def test_a_history_of_less_than_four_horizons_spreads_at_least_twice_the_mean() -> None:
    steady = [5.0] * 40

    ratio = variance_to_mean_ratio(table(steady, steady), horizon_days=np.array([10, 11]))

    assert list(ratio) == [1.001, 2.0]


@settings(max_examples=300)
@given(
    mean=st.floats(1e-6, 3e4),
    ratio=st.floats(1.001, 200),
    level=st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999]),
)
def test_quantiles_are_those_of_scipy(mean: float, ratio: float, level: float) -> None:
    demand = NegativeBinomial(mean=np.array([mean]), ratio=np.array([ratio]))

    quantile = demand.quantile(np.array([level]))[0]

    assert abs(quantile - nbinom.ppf(level, mean / (ratio - 1), 1 / ratio)) <= 1e-6 * mean
    assert demand.chance_of_at_most(np.array([quantile]))[0] >= level
    if quantile > 0:
        assert demand.chance_of_at_most(np.array([quantile - 1]))[0] < level


def test_quantiles_agree_with_simulated_demand() -> None:
    rng = np.random.default_rng(20250131)
    # A negative binomial is a Poisson whose rate varies from one horizon to the next.
    rates = rng.gamma(shape=12 / 1.5, scale=1.5, size=400_000)
    simulated = rng.poisson(rates)

    demand = NegativeBinomial(mean=np.array([12.0]), ratio=np.array([2.5]))

    for level in (0.5, 0.9, 0.99):
        assert demand.quantile(np.array([level]))[0] == pytest.approx(np.quantile(simulated, level), abs=1)
    assert demand.chance_of_at_most(np.array([15.0]))[0] == pytest.approx((simulated <= 15).mean(), abs=0.003)


def test_items_are_forecast_alike_alone_and_in_a_crowd() -> None:
    rng = np.random.default_rng(7)
    rows = [list(rng.poisson(rate, size=days).astype(float)) for rate, days in ((0.1, 300), (40, 30), (3, 365), (0, 9))]
    horizons = np.array([3, 30, 14, 7])

    together = ExponentialNegativeBinomial().total(table(*rows), horizon_days=horizons)

    for number, row in enumerate(rows):
        alone = ExponentialNegativeBinomial().total(table(row), horizon_days=horizons[number : number + 1])
        assert alone.mean[0] == pytest.approx(together.mean[number])
        assert alone.ratio[0] == pytest.approx(together.ratio[number])


def test_an_item_that_never_sold_needs_nothing() -> None:
    demand = ExponentialNegativeBinomial().total(table([0.0] * 100, []), horizon_days=np.array([14, 14]))

    assert list(demand.mean) == [0, 0]
    assert list(demand.quantile(np.array([0.99, 0.99]))) == [0, 0]
    assert list(demand.chance_of_at_most(np.zeros(2))) == [1, 1]


def test_fractions_of_a_pack_are_demand_like_any_other() -> None:
    halves: NDArray[np.float64] = np.tile([0.5, 0.25, 0.0], 60)

    demand = ExponentialNegativeBinomial().total(table(list(halves)), horizon_days=np.array([12]))

    assert demand.mean[0] == pytest.approx(3.0, rel=0.02)
    assert 3 <= demand.quantile(np.array([0.95]))[0] <= 7
