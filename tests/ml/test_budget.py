"""Orders under a budget: what is bought first, and what must hold of any order and any money."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from pharmarec_ml import budget
from pharmarec_ml.budget import BudgetOrder, Offer, buy_within
from pharmarec_ml.forecasting import NegativeBinomial
from pharmarec_ml.forecasting.mixture import Mixture

OFFER = Offer(
    order_qty=Decimal(40),
    pack_size=Decimal(10),
    moq=Decimal(0),
    unit_cost=Decimal("2.00"),
    unit_price=Decimal("3.00"),
    coming=Decimal(0),
    horizon_days=14,
    service_level=0.95,
)


def demand(*means: float, ratio: float = 2.0) -> Mixture:
    items = len(means)
    return Mixture(NegativeBinomial(np.array(means), np.full(items, ratio)), np.arange(items), np.ones(items))


def bought(order: BudgetOrder) -> list[int]:
    return [int(line.qty) for line in order.lines]


def test_packs_that_save_most_margin_for_their_money_are_bought_first() -> None:
    offers = [OFFER, replace(OFFER, unit_price=Decimal("2.20"))]

    order = buy_within(offers, demand(24.0, 24.0), budget=Decimal(80))

    # The dear one's first three packs, then the cheap one's first rather than the dear one's unlikely fourth.
    assert bought(order) == [30, 10]
    assert order.spent == 80
    assert order.full_cost == 160
    assert order.lines[0].lost_if_whole < order.lines[0].lost_units
    assert order.lines[1].lost_margin == pytest.approx(0.2 * (order.lines[1].lost_units - order.lines[1].lost_if_whole))


def test_a_vital_item_goes_before_one_of_more_margin() -> None:
    dearer = replace(OFFER, unit_price=Decimal("3.50"))
    vital = replace(OFFER, is_vital=True, service_level=0.98)

    assert vital.weight == pytest.approx(49 / 19)
    assert bought(buy_within([dearer, vital], demand(10.0, 10.0), budget=Decimal(20))) == [0, 10]
    unclassed = replace(vital, is_vital=False)
    assert bought(buy_within([dearer, unclassed], demand(10.0, 10.0), budget=Decimal(20))) == [10, 0]


def test_what_would_expire_and_what_is_on_the_shelf_already_goes_last() -> None:
    kept, short = OFFER, replace(OFFER, safe_qty=Decimal(5))
    stocked = replace(OFFER, coming=Decimal(30))

    assert bought(buy_within([short, kept], demand(20.0, 20.0), budget=Decimal(20))) == [0, 10]
    assert bought(buy_within([stocked, kept], demand(20.0, 20.0), budget=Decimal(20))) == [0, 10]


def test_the_minimum_is_bought_whole_or_not_at_all() -> None:
    offers = [replace(OFFER, moq=Decimal(25))]

    assert [bought(buy_within(offers, demand(30.0), budget=Decimal(money)))[0] for money in (59, 60, 79, 80)] == [
        0,
        30,
        30,
        40,
    ]


def test_an_unknown_price_counts_a_fifth_of_the_cost_and_a_loss_nothing() -> None:
    assert replace(OFFER, unit_price=None).margin == pytest.approx(0.4)
    assert replace(OFFER, unit_price=Decimal(0)).margin == pytest.approx(0.4)
    assert replace(OFFER, unit_price=Decimal("1.50")).margin == 0


def test_an_order_of_very_many_packs_is_bought_in_few_steps() -> None:
    huge = replace(OFFER, order_qty=Decimal(10_000_000), pack_size=Decimal("0.5"), unit_cost=Decimal("0.01"))

    order = buy_within([huge], demand(9e6), budget=Decimal(50_000))

    assert huge.steps == budget.MOST_STEPS
    assert order.lines[0].qty == 5_000_000


def test_nothing_to_order_costs_nothing() -> None:
    assert buy_within([], demand(), budget=Decimal(5)) == BudgetOrder([], Decimal(0), Decimal(0), 0.0)


@given(mean=st.floats(0.01, 300), ratio=st.floats(1.01, 9), stock=st.floats(0, 400), other=st.floats(0.01, 300))
def test_expected_lost_sales_are_those_of_the_distribution(
    mean: float, ratio: float, stock: float, other: float
) -> None:
    mixed = Mixture(
        NegativeBinomial(np.array([mean, other]), np.full(2, ratio)), np.zeros(2, int), np.array([0.3, 0.7])
    )

    found = budget.expected_lost(mixed, np.array([0]), np.array([stock]))[0]

    counts = np.arange(8_000)
    chances = sum(
        share * nbinom.pmf(counts, one / (ratio - 1), 1 / ratio) for share, one in ((0.3, mean), (0.7, other))
    )
    assert found == pytest.approx(float(chances @ np.maximum(counts - stock, 0)), rel=1e-6, abs=1e-7)


OFFERS = st.lists(
    st.builds(
        Offer,
        order_qty=st.integers(1, 12).map(lambda packs: Decimal(packs) * 5) | st.decimals("0.1", 60, places=1),
        pack_size=st.sampled_from([Decimal(5), Decimal(1), Decimal("2.5")]),
        moq=st.sampled_from([Decimal(0), Decimal(10)]),
        unit_cost=st.decimals(0, 30, places=4),
        unit_price=st.none() | st.decimals(0, 60, places=2),
        coming=st.integers(0, 30).map(Decimal),
        horizon_days=st.integers(1, 60),
        service_level=st.floats(0.5, 0.999),
        is_vital=st.booleans(),
        safe_qty=st.none() | st.integers(0, 50).map(Decimal),
    ),
    max_size=6,
)
MEANS = st.lists(st.floats(0, 60), min_size=6, max_size=6)
MONEY = st.decimals(0, 1500, places=2)
unhurried = settings(deadline=None)


@unhurried
@given(offers=OFFERS, means=MEANS, money=MONEY)
def test_an_order_stays_within_its_budget_in_whole_packs_of_at_least_the_minimum(
    offers: list[Offer], means: list[float], money: Decimal
) -> None:
    order = buy_within(offers, demand(*means[: len(offers)]), budget=money)

    assert order.spent <= money
    assert order.spent == sum(
        (line.qty * offer.unit_cost for line, offer in zip(order.lines, offers, strict=True)), Decimal(0)
    )
    for line, offer in zip(order.lines, offers, strict=True):
        assert line.qty == offer.order_qty or line.qty % offer.pack_size == 0
        assert line.qty == 0 or line.qty >= min(offer.moq, offer.order_qty)
        assert line.qty <= offer.order_qty
        assert line.lost_margin >= 0


@unhurried
@given(offers=OFFERS, means=MEANS, money=MONEY, more=MONEY)
def test_more_money_never_buys_less_value(
    offers: list[Offer], means: list[float], money: Decimal, more: Decimal
) -> None:
    wanted = demand(*means[: len(offers)])

    less = buy_within(offers, wanted, budget=money).value

    assert buy_within(offers, wanted, budget=money + more).value >= less - 1e-9 * max(less, 1)


@unhurried
@given(offers=OFFERS, means=MEANS)
def test_enough_money_buys_the_whole_order(offers: list[Offer], means: list[float]) -> None:
    wanted = demand(*means[: len(offers)])
    full_cost = buy_within(offers, wanted, budget=Decimal(0)).full_cost

    order = buy_within(offers, wanted, budget=full_cost)

    assert [line.qty for line in order.lines] == [offer.order_qty for offer in offers]
    assert order.spent == full_cost
    assert all(line.lost_margin == 0 for line in order.lines)


def test_five_thousand_items_take_well_under_a_second() -> None:
    draw = np.random.default_rng(1)
    offers = [replace(OFFER, order_qty=Decimal(10 * int(packs))) for packs in draw.integers(1, 20, 5000)]
    wanted = demand(*draw.uniform(1, 150, 5000))

    began = time.process_time()
    order = buy_within(offers, wanted, budget=Decimal(300_000))

    assert time.process_time() - began < 1
    assert 299_900 < order.spent <= 300_000
