"""Learning anew: kept only where it beats what there is."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.advice import learn
from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.forecasting.pooled import PooledCounts
from pharmarec_ml.training import relearn

DAYS = 280


def histories(units: NDArray[np.float64]) -> list[ItemHistory]:
    return [ItemHistory(number, date(2025, 1, 1), row) for number, row in enumerate(units)]


def fading(seed: int) -> NDArray[np.float64]:
    """Items that lose a third of their rate every month: the exponential mean is always late."""
    chance = np.random.default_rng(seed)
    age = np.arange(DAYS) - chance.integers(-60, 180, size=(200, 1))
    rate = np.where(age >= 0, chance.gamma(2, 2, size=(200, 1)) * (2 / 3) ** (age / 30), 0)
    return chance.poisson(rate).astype(float)


def test_what_is_learned_is_kept_where_it_is_better() -> None:
    learned = relearn(histories(fading(1)), served=None)

    assert learned.forecaster is not None
    assert learned.losses["learned"] < 0.9 * learned.losses["alone"]


def test_the_served_forecaster_stays_while_it_is_best() -> None:
    learned = learn(histories(fading(1)))
    assert isinstance(learned, PooledCounts)

    kept = relearn(histories(fading(2)[:15]), served=learned)  # too few to learn from anew
    replaced = relearn(histories(fading(2)), served=learn_from_another_world())

    assert kept.losses["served"] < kept.losses["alone"]
    assert kept.forecaster is learned
    assert replaced.losses["served"] > replaced.losses["learned"]
    assert replaced.forecaster is not None
    assert replaced.forecaster.name == "pooled-counts-2"


def learn_from_another_world() -> PooledCounts:
    """Where everything grows as fast as it fades here."""
    learned = learn(histories(fading(3)[:, ::-1].copy()))
    assert isinstance(learned, PooledCounts)
    return learned


def test_a_steady_world_needs_no_learning() -> None:
    steady = np.tile([0.0, 1.0, 2.0, 1.0], (40, DAYS // 4))

    assert relearn(histories(steady[:2]), served=None).forecaster is None


def test_without_sales_nothing_is_compared() -> None:
    learned = relearn(histories(np.zeros((50, DAYS))), served=None)

    assert (learned.forecaster, learned.losses) == (None, {})
