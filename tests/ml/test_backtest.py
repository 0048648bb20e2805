"""Both rules on the same demand: by hand, at equal fill, and blind to the future."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from pharmarec_ml import backtest as module
from pharmarec_ml.backtest import Backtest, Bought, NotEnoughData, backtest, known_before
from pharmarec_ml.contracts import ItemHistory

LAST = date(2025, 12, 31)


def bought(
    units: NDArray[np.float64],
    *,
    item_id: int = 1,
    price: float = 1,
    lead: int = 7,
    review: int = 7,
    level: float = 0.9,
) -> Bought:
    history = ItemHistory(item_id, LAST - timedelta(days=len(units) - 1), units)
    return Bought(history, price, price / 2, lead, review, level)


def done(*items: Bought, weeks: int = 13) -> Backtest:
    result = backtest(items, weeks=weeks)
    assert isinstance(result, Backtest)
    return result


def test_the_average_rule_goes_as_by_hand() -> None:
    # One unit a day; 1.5 × 14 days is 21. The shelf starts at 21; in a week it sells 7, and the order for them arrives
    # a week later, so from day 14 on it swings from 14 before the day's sale down to 8: day's ends 13 … 7, mean 10.
    # The first two weeks end their days at 20 … 14 and 13 … 7.
    result = done(bought(np.ones(300), price=4))

    assert result.amc.fill_by_value == 1
    assert result.amc.average_stock_value == pytest.approx(2 * (17 * 7 + 10 * 84) / 91)
    assert result.amc.orders == 12
    assert (result.first_day, result.last_day, result.items) == (date(2025, 10, 2), LAST, 1)


def test_each_item_is_bought_in_its_own_way() -> None:
    slow, fast = bought(np.ones(300), lead=7, review=7), bought(np.ones(300), item_id=2, lead=1, review=1)

    together = done(slow, fast)
    alone = [done(slow), done(fast)]

    assert together.ours.average_stock_value == pytest.approx(sum(one.ours.average_stock_value for one in alone))
    assert together.amc.orders == sum(one.amc.orders for one in alone)


def test_rules_are_compared_at_the_same_fill() -> None:
    demand = np.random.default_rng(3).poisson(0.4, size=(40, 365)).astype(float)

    result = done(*(bought(row, item_id=number) for number, row in enumerate(demand)))

    assert result.amc_stock_at_equal_fill is not None
    factor_more = result.amc_stock_at_equal_fill / result.amc.average_stock_value
    assert (factor_more > 1) == (result.ours.fill_by_value > result.amc.fill_by_value)


def test_what_may_be_learned_from_ends_before_the_weeks_that_are_judged() -> None:
    [known, new] = known_before([bought(np.arange(300.0)).history, bought(np.ones(40)).history], weeks=13)

    assert known.last_day == LAST - timedelta(days=91)
    assert known.units[-1] == 208
    assert len(new.units) == 0


@pytest.mark.parametrize("day", [91, 60, 30, 7, 1])
def test_no_review_sees_its_day_or_a_later_one(day: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[date, float]] = []

    def noted(histories: list[ItemHistory], **_: object) -> NDArray[np.float64]:
        seen.extend((history.last_day, float(np.nanmax(history.units))) for history in histories)
        return np.full((len(histories), 1), 20.0)

    units = np.ones(300)
    units[-day] = 1000
    monkeypatch.setattr(module, "forecast_totals", noted)

    done(bought(units))

    reviews = [LAST - timedelta(days=90 - 7 * week) for week in range(13)]
    assert sorted({known for known, _ in seen}) == [review - timedelta(days=1) for review in reviews]
    unusual_day = LAST - timedelta(days=day - 1)
    assert all((largest == 1000) == (known >= unusual_day) for known, largest in seen)


def test_the_average_does_not_see_the_day_of_its_review() -> None:
    units = np.ones(300)
    units[-7] = 1000  # the day of the last review

    result = done(bought(units, lead=0))

    # One and a half weeks, 11 units, are there; all that is wanted beyond them until the end is lost.
    assert result.amc.units_lost == 1000 - 11 + 6


def test_days_of_unknown_demand_want_nothing_and_are_counted() -> None:
    units = np.ones(300)
    units[-20:-10] = np.nan

    result = done(bought(units))

    assert result.censored_days == 10
    assert result.amc.fill_by_value == 1


def test_an_item_that_is_new_is_replayed_from_its_first_day() -> None:
    result = done(bought(np.ones(300)), bought(np.ones(40), item_id=2))

    assert result.censored_days == 0
    assert result.ours.units_lost > 0  # nobody can have a new item before its first order arrives


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([], "0 are known"),
        ([bought(np.ones(180))], "181 days; 180 are known"),
        ([bought(np.concatenate([np.ones(200), np.zeros(91)]))], "Nothing was sold in the last 13 weeks"),
    ],
)
def test_too_little_to_judge_by_is_a_sentence(items: list[Bought], sentence: str) -> None:
    result = backtest(items, weeks=13)

    assert isinstance(result, NotEnoughData)
    assert sentence in result.sentence


def test_progress_is_told_review_by_review() -> None:
    told: list[tuple[int, int]] = []

    backtest([bought(np.ones(300))], weeks=2, progress=lambda number, total: told.append((number, total)))

    assert told == [(1, 2), (2, 2)]
