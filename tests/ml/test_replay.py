"""Ordering replayed: by hand, to the day, and blind to the future."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pharmarec_ml.replay import BuyingTerms, OrderUpTo, Replay, replay

ONE_PRICE = np.ones(1)


def always(level: float, *, items: int = 1) -> OrderUpTo:
    return lambda _day: np.full(items, level)


def run(
    demand: list[float],
    level: float,
    *,
    lead: int,
    review: int,
    first: int = 0,
    packs: float = 1,
) -> Replay:
    return replay(
        np.array([demand]),
        always(level),
        first=first,
        terms=BuyingTerms(lead, review, packs),
        prices=np.array([2.0]),
    )


def test_a_small_case_goes_as_by_hand() -> None:
    # The shelf starts at 5 (4.2 rounded up). Day 0: sells 3, 2 left. Day 2: 2 left, orders 3 for day 4, sells 2 of 4.
    # Day 3: nothing there, 1 lost. Day 4: 3 arrive, orders 2 for day 6, sells 1. Day 5: sells 2. Day 6: 2 arrive,
    # orders 3, sells 2 of 6.
    result = run([3, 0, 4, 1, 1, 2, 6], 4.2, lead=2, review=2)

    assert result.sold.tolist() == [[3, 0, 2, 0, 1, 2, 2]]
    assert result.ordered.tolist() == [[0, 0, 3, 0, 2, 0, 3]]
    assert result.stock.tolist() == [[2, 2, 0, 0, 2, 0, 0]]
    assert result.fill_by_units == result.fill_by_value == pytest.approx(10 / 17)
    assert (result.units_lost, result.value_lost, result.orders) == (7, 14, 3)
    assert result.average_stock_value == pytest.approx(2 * 6 / 7)
    assert result.stock_value_at(np.array([1.0])) == pytest.approx(6 / 7)


def test_items_count_by_their_price() -> None:
    demand = np.array([[2.0, 0], [2.0, 0]])

    result = replay(
        demand, lambda _day: np.array([2.0, 0.0]), first=0, terms=BuyingTerms(1, 1), prices=np.array([9.0, 1.0])
    )

    assert result.fill_by_units == 0.5
    assert result.fill_by_value == 0.9


def test_whole_packs_are_ordered() -> None:
    result = run([1, 0, 3, 0, 0], 7, lead=0, review=2, packs=4)

    assert result.ordered.tolist() == [[0, 0, 4, 0, 0]]
    assert result.stock.tolist() == [[6, 6, 7, 7, 7]]


def test_without_demand_there_is_no_share() -> None:
    result = run([0, 0], 1, lead=1, review=1)

    assert result.fill_by_value is None
    assert result.fill_by_units is None


@pytest.mark.parametrize("review", [1, 3, 7])
@pytest.mark.parametrize("lead", [0, 1, 2, 7, 10])
@pytest.mark.parametrize("first", [0, 5])
def test_goods_arrive_lead_days_after_their_order_and_on_no_other_day(lead: int, review: int, first: int) -> None:
    # The level was 0, so that nothing is on the shelf, and is 1,000 from the second review on. Everything is wanted.
    demand = np.full((1, first + 40), 1000.0)

    result = replay(
        demand,
        lambda day: np.array([0.0 if day < first + review else 1000.0]),
        first=first,
        terms=BuyingTerms(lead, review),
        prices=ONE_PRICE,
    )

    ordered, sold = result.ordered[0], result.sold[0]
    assert ordered[review] == 1000, "the first order is that of the second review"
    assert ordered[:review].sum() == 0
    for day in range(40):
        assert sold[day] == (ordered[day - lead] if day >= lead else 0), f"day {day}"


def test_each_item_has_its_own_lead_time_and_review_days() -> None:
    demand = np.full((2, 12), 100.0)

    result = replay(
        demand,
        lambda day: np.full(2, 0.0 if day == 0 else 100.0),
        first=0,
        terms=BuyingTerms(np.array([2, 3]), np.array([1, 4])),
        prices=np.ones(2),
    )

    assert np.flatnonzero(result.ordered[0]).tolist() == [1, 4, 7, 10]
    assert np.flatnonzero(result.sold[0]).tolist() == [3, 6, 9]
    assert np.flatnonzero(result.ordered[1]).tolist() == [4, 8]
    assert np.flatnonzero(result.sold[1]).tolist() == [7, 11]


def mean_so_far(demand: NDArray[np.float64], asked: list[int]) -> OrderUpTo:
    """A rule that notes the days on which it was asked."""

    def level(day: int) -> NDArray[np.float64]:
        asked.append(day)
        return np.asarray(3 * demand[:, :day].mean(axis=1))

    return level


def test_a_rule_is_asked_at_its_reviews_only() -> None:
    demand = np.ones((1, 30))
    asked: list[int] = []

    replay(demand, mean_so_far(demand, asked), first=10, terms=BuyingTerms(2, 7), prices=ONE_PRICE)

    assert asked == [10, 17, 24]


@pytest.mark.parametrize("changed_from", [15, 17, 23, 29])
def test_what_comes_later_changes_no_earlier_order(changed_from: int) -> None:
    demand = np.random.default_rng(4).poisson(3, size=(5, 30)).astype(float)
    other = demand.copy()
    other[:, changed_from:] += 50

    one = replay(demand, mean_so_far(demand, []), first=10, terms=BuyingTerms(2, 1), prices=np.ones(5))
    two = replay(other, mean_so_far(other, []), first=10, terms=BuyingTerms(2, 1), prices=np.ones(5))

    until = changed_from - 10 + 1  # the review comes before the day's demand
    assert np.array_equal(one.ordered[:, :until], two.ordered[:, :until])
    assert changed_from == 29 or not np.array_equal(one.ordered, two.ordered)


@pytest.mark.parametrize(
    ("demand", "first", "lead", "review"), [([1.0], 1, 1, 1), ([1.0], 0, -1, 1), ([1.0], 0, 1, 0), ([np.nan], 0, 1, 1)]
)
def test_what_makes_no_sense_is_refused(demand: list[float], first: int, lead: int, review: int) -> None:
    with pytest.raises(ValueError, match=r"first|days|demand"):
        run(demand, 1, lead=lead, review=review, first=first)


def test_each_order_takes_the_days_of_its_own_day() -> None:
    demand = np.zeros((2, 9))
    demand[:, 1] = 1.0
    lead_days = np.array([[0, 9, 3, 1, 9, 9, 9, 9, 9], [0, 9, 5, 1, 9, 9, 9, 9, 9]])
    terms = BuyingTerms(lead_days=lead_days, review_days=2)

    played = replay(demand, lambda _day: np.ones(2), first=0, terms=terms, prices=np.ones(2))

    assert played.ordered[:, 2].tolist() == [1, 1]
    assert played.stock[0].tolist() == [1, 0, 0, 0, 0, 1, 1, 1, 1]
    assert played.stock[1].tolist() == [1, 0, 0, 0, 0, 0, 0, 1, 1]
