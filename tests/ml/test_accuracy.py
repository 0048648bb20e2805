"""Past forecasts beside what was wanted: by hand, and blind to the future."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from pharmarec_ml import accuracy as module
from pharmarec_ml.accuracy import LEVELS, accuracy, altogether
from pharmarec_ml.contracts import ItemHistory

LAST = date(2025, 12, 31)


def past(units: NDArray[np.float64], item_id: int = 1) -> ItemHistory:
    return ItemHistory(item_id, LAST - timedelta(days=len(units) - 1), units)


def test_errors_are_as_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    # 1 a day, but 3 a day in the last 14 days: 42 were wanted, and both naive and AMC said 14.
    monkeypatch.setattr(module, "forecast_totals", lambda known, **_: np.full((len(known), len(LEVELS)), 40.0))
    units = np.ones(200)
    units[-14:] = 3

    [item] = accuracy([past(units, 7)], weeks=2)

    mean_level = (0.5 + 0.8 + 0.9 + 0.95 + 0.98 + 0.99) / 6
    assert (item.item_id, item.forecasts, item.wanted) == (7, 1, 42)
    assert (item.ours.absolute, item.naive.absolute, item.amc.absolute) == (2, 28, 28)
    assert item.ours.loss == pytest.approx(2 * 2 * mean_level)
    assert item.naive.loss == item.amc.loss == pytest.approx(2 * 28 * mean_level)
    together = altogether([item])
    assert together is not None
    assert together.ours.absolute == pytest.approx(2 / 42)
    assert together.amc.loss == pytest.approx(2 * 28 * mean_level / 42)


def test_saying_too_much_costs_less_the_higher_the_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "forecast_totals", lambda known, **_: np.full((len(known), len(LEVELS)), 24.0))

    [item] = accuracy([past(np.ones(200))], weeks=2)

    assert item.ours.loss == pytest.approx(2 * 10 * (0.5 + 0.2 + 0.1 + 0.05 + 0.02 + 0.01) / 6)


def test_thirteen_weeks_hold_six_forecasts_and_none_sees_its_days(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[date] = []

    def noted(known: list[ItemHistory], **_: object) -> NDArray[np.float64]:
        seen.extend(history.last_day for history in known)
        return np.zeros((len(known), len(LEVELS)))

    monkeypatch.setattr(module, "forecast_totals", noted)

    [item] = accuracy([past(np.ones(400))], weeks=13)

    assert item.forecasts == 6
    assert seen == [LAST - timedelta(days=14 * number) for number in range(1, 7)]


def test_what_comes_later_changes_no_earlier_forecast() -> None:
    units = np.random.default_rng(6).poisson(2, size=300).astype(float)
    later = units.copy()
    later[-14:] = 0

    [one], [two] = (accuracy([past(units[:-14])], weeks=2), accuracy([past(later[:-14])], weeks=2))

    assert one == two


def test_forecasts_that_cannot_be_checked_do_not_count() -> None:
    stocked_out = np.ones(300)
    stocked_out[-5] = np.nan

    found = {
        item.item_id: item.forecasts
        for item in accuracy(
            [past(np.ones(300)), past(stocked_out, 2), past(np.ones(110), 3), past(np.ones(100), 4)], weeks=4
        )
    }

    assert found == {1: 2, 2: 1, 3: 1}


def test_without_demand_there_is_no_share() -> None:
    assert altogether(accuracy([], weeks=4)) is None
    assert altogether(accuracy([past(np.zeros(300))], weeks=4)) is None
