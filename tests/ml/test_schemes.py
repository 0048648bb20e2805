"""Free goods and order multiples: worked examples, and what must hold of any."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharmarec_ml.schemes import Scheme, common_step, effective_cost, next_break, with_scheme

TEN_AND_ONE = Scheme(Decimal(10), Decimal(1))


def ordered(order: int, *, rate: float = 2, safe: int | None = 1000, review: int = 7) -> Decimal:
    return with_scheme(
        TEN_AND_ONE,
        order_qty=Decimal(order),
        step_qty=Decimal(1),
        demand_per_day=rate,
        review_days=review,
        safe_qty=None if safe is None else Decimal(safe),
    )


def test_the_cost_of_a_unit_counts_free_ones() -> None:
    def cost(paid: int) -> Decimal:
        return effective_cost(TEN_AND_ONE, paid_qty=Decimal(paid), price=Decimal(110))

    assert [cost(9), cost(10), cost(20)] == [110, 100, 100]
    assert cost(15) == Decimal("103.125")


def test_free_units_come_with_each_whole_part_that_is_paid_for() -> None:
    assert [TEN_AND_ONE.free(Decimal(paid)) for paid in (0, 9, 10, 19, 20)] == [0, 0, 1, 1, 2]
    with pytest.raises(ValueError, match=r"above 0, not 0 \+ 1"):
        Scheme(Decimal(0), Decimal(1))


def test_the_next_break_is_in_whole_packs() -> None:
    def breaks(paid: int, step: int) -> Decimal:
        return next_break(TEN_AND_ONE, paid_qty=Decimal(paid), step_qty=Decimal(step))

    assert [breaks(7, 1), breaks(10, 1), breaks(8, 4), breaks(12, 4)] == [10, 20, 12, 20]


def test_a_break_is_taken_where_what_it_saves_pays_for_holding_it() -> None:
    # 8 → 10 + 1: 3 more for the price of 2, held for a week: 1 saved against 3 · 10/11 · 0.2 · 7 / 365 = 0.01.
    assert ordered(8) == 10
    # 0.01 a day: 3 more last 300 days, held for 153.5: 0.23. One unit a year: 3 last 1,095 days: 0.82; half: 1.64.
    assert ordered(8, rate=0.01) == 10
    assert ordered(8, rate=1 / 365) == 10
    assert ordered(8, rate=0.5 / 365) == 8
    # 10 more units for one that is free are a longer wait.
    assert ordered(1, rate=0.05) == 10
    assert ordered(1, rate=0.01) == 1
    assert ordered(8, rate=0) == 8
    assert ordered(0) == 0


def test_an_order_at_a_break_goes_on_to_the_next_only_if_that_pays_again() -> None:
    # 10 → 20 + 2: 11 more at the same cost a unit save nothing.
    assert ordered(10) == 10
    assert ordered(18) == 20


def test_a_break_is_not_taken_beyond_the_shelf_life() -> None:
    assert ordered(8, safe=11) == 10
    assert ordered(8, safe=10) == 8
    assert ordered(8, safe=None) == 10
    assert ordered(8, safe=None, rate=0.03) == 8


def test_a_step_is_whole_packs_and_a_whole_multiple() -> None:
    assert common_step(Decimal(10), None) == 10
    assert common_step(Decimal(10), Decimal(25)) == 50
    assert common_step(Decimal(10), Decimal(100)) == 100
    assert common_step(Decimal("0.3"), Decimal("0.2")) == Decimal("0.6")


@given(st.decimals("0.01", 500, places=2), st.decimals("0.01", 500, places=2))
def test_a_step_is_a_multiple_of_both(pack: Decimal, multiple: Decimal) -> None:
    step = common_step(pack, multiple)

    assert step % pack == 0
    assert step % multiple == 0
    assert step <= pack * multiple * 100
