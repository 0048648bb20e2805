"""Order quantities: worked examples, and what must hold for any numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharmarec_ml import policy

UNITS = st.decimals(0, 10_000, places=3)
PACKS = st.decimals("0.001", 500, places=3)


def order(order_up_to: str, usable: str = "0", on_order: str = "0", pack: str = "1", moq: str = "0") -> Decimal:
    return policy.order_quantity(
        order_up_to=Decimal(order_up_to),
        usable=Decimal(usable),
        on_order=Decimal(on_order),
        pack_size=Decimal(pack),
        moq=Decimal(moq),
    )


def test_worked_example_of_packs_and_minimum() -> None:
    # 65.33 to order up to, 18 usable, 10 on order and 2 owed to patients: 39.33 are missing.
    assert order("67.33", "18", "10") == 40
    assert order("67.33", "18", "10", pack="10") == 40
    assert order("67.33", "18", "10", pack="10", moq="50") == 50
    assert order("67.33", "18", "10", pack="12", moq="50") == 60


def within(wanted: int, safe: int, pack: int = 10, moq: int = 0, owners: int = 0) -> Decimal:
    return policy.within_shelf_life(
        Decimal(wanted),
        safe_qty=Decimal(safe),
        owners_qty=Decimal(owners),
        pack_size=Decimal(pack),
        moq=Decimal(moq),
    )


def test_worked_example_of_the_shelf_life_cap() -> None:
    # 40 wanted in packs of 10, 50 for the supplier's minimum, 45 sell before they expire.
    assert within(40, safe=45) == 40
    assert within(50, safe=45, moq=50) == 50
    assert within(50, safe=45) == 40
    assert within(90, safe=45, moq=50) == 50
    assert within(90, safe=45, moq=25) == 40


def test_the_cap_leaves_one_pack_and_what_the_owners_level_asks_for() -> None:
    assert within(60, safe=7) == 10
    assert within(60, safe=7, owners=30) == 30
    assert within(60, safe=45, owners=30) == 40
    assert within(0, safe=0) == 0


def safe(demand: float, days: int, usable: str = "0", on_order: str = "0", pack: str = "1") -> Decimal:
    return policy.safe_quantity(
        demand_per_day=demand,
        selling_days=days,
        usable=Decimal(usable),
        on_order=Decimal(on_order),
        pack_size=Decimal(pack),
    )


def test_what_a_delivery_can_sell_is_demand_until_its_date_less_stock_and_orders() -> None:
    # 4 a day for 5 days' lead and 20 of the 26 days that are left on arrival.
    assert policy.selling_days(5, 26) == 25
    assert safe(4, 25, "18", "10", pack="10") == 72
    assert safe(4, 25, "90", "10.5") == 0
    assert safe(0.1, 30) == 3
    assert safe(0.25, 7) == 1
    assert safe(0.25, 7, pack="0.1") == Decimal("1.7")


def test_a_unit_is_sold_a_month_before_its_date_or_a_quarter_of_a_short_life() -> None:
    assert [policy.sell_by_buffer_days(life) for life in (0, 3, 20, 120, 121, 700)] == [0, 0, 5, 30, 30, 30]


def test_nothing_missing_nothing_ordered_whatever_the_minimum() -> None:
    assert order("28", "18", "10", pack="10", moq="50") == 0


def test_fractions_are_exact() -> None:
    assert order("0.3", pack="0.1") == Decimal("0.3")
    assert order("11", usable="3.67", pack="0.01") == Decimal("7.33")


@given(order_up_to=UNITS, usable=UNITS, on_order=UNITS, pack_size=PACKS, moq=UNITS)
def test_an_order_is_nothing_or_whole_packs_of_at_least_the_minimum(
    order_up_to: Decimal, usable: Decimal, on_order: Decimal, pack_size: Decimal, moq: Decimal
) -> None:
    quantity = policy.order_quantity(
        order_up_to=order_up_to, usable=usable, on_order=on_order, pack_size=pack_size, moq=moq
    )

    assert quantity >= 0
    assert quantity % pack_size == 0
    if quantity:
        assert quantity >= moq
        assert usable + on_order + quantity >= order_up_to
        assert quantity - pack_size < max(moq, order_up_to - usable - on_order)
    else:
        assert usable + on_order >= order_up_to


@given(lower=UNITS, more=UNITS, usable=UNITS, pack_size=PACKS, moq=UNITS)
def test_a_higher_level_never_orders_less(
    lower: Decimal, more: Decimal, usable: Decimal, pack_size: Decimal, moq: Decimal
) -> None:
    def ordered(order_up_to: Decimal) -> Decimal:
        return policy.order_quantity(
            order_up_to=order_up_to, usable=usable, on_order=Decimal(0), pack_size=pack_size, moq=moq
        )

    assert ordered(lower) <= ordered(lower + more)


def test_thin_history_orders_lead_time_plus_two_review_periods() -> None:
    # 4 a day, 5 days' lead, weekly review: minimum 20 + 28 of safety, maximum 28 more.
    assert policy.thin_order_up_to(demand_per_day=4, lead_time_days=5, review_days=7) == 76
    assert policy.thin_order_up_to(demand_per_day=0.1, lead_time_days=16, review_days=7) == 3


def test_one_busy_day_is_not_a_rate() -> None:
    assert policy.thin_daily_mean(units=14, observed_days=1) == 2
    assert policy.thin_daily_mean(units=14, observed_days=10) == pytest.approx(1.4)


@pytest.mark.parametrize(
    ("observed_days", "sale_days", "expected"),
    [
        (13, 13, "not_enough_data"),
        (89, 2, "not_enough_data"),
        (90, 2, "low"),
        (14, 3, "low"),
        (59, 59, "low"),
        (365, 7, "low"),
        (60, 8, "medium"),
        (365, 29, "medium"),
        (180, 30, "high"),
    ],
)
def test_confidence_grows_with_days_seen(observed_days: int, sale_days: int, expected: str) -> None:
    assert policy.confidence(observed_days=observed_days, sale_days=sale_days) == expected


def urgency(usable: int, order_up_to: float, order_qty: int, chance: float) -> str:
    return policy.urgency(
        usable=Decimal(usable),
        order_up_to=order_up_to,
        order_qty=Decimal(order_qty),
        chance_of_shortage=chance,
        service_level=0.95,
    )


def test_urgency_says_how_soon_to_look() -> None:
    assert urgency(usable=0, order_up_to=5, order_qty=5, chance=0.9) == "out"
    assert urgency(usable=0, order_up_to=5, order_qty=0, chance=0.0) == "out"
    assert urgency(usable=0, order_up_to=0, order_qty=0, chance=0.0) == "fine"
    assert urgency(usable=3, order_up_to=9, order_qty=6, chance=0.06) == "at_risk"
    assert urgency(usable=3, order_up_to=9, order_qty=6, chance=0.04) == "soon"
    assert urgency(usable=9, order_up_to=9, order_qty=0, chance=0.0) == "fine"


def test_cover_is_unknown_for_items_that_hardly_sell() -> None:
    assert policy.days_of_cover(usable=Decimal(10), demand_per_day=4) == 2.5
    assert policy.days_of_cover(usable=Decimal(0), demand_per_day=4) == 0
    assert policy.days_of_cover(usable=Decimal(0), demand_per_day=0) is None
    assert policy.days_of_cover(usable=Decimal(10), demand_per_day=0.001) is None


def unsold(*expiring: tuple[int, str], demand: float, horizon: int = 12) -> Decimal:
    lots = [(days, Decimal(units)) for days, units in expiring]
    return policy.expires_unsold(lots, demand_per_day=demand, horizon_days=horizon)


def test_what_cannot_sell_before_its_date_is_not_counted_on() -> None:
    assert unsold((2, "100"), demand=5) == 90
    assert unsold((2, "10"), demand=5) == 0
    # The first lot takes the demand of two days, the second that of the next three.
    assert unsold((2, "30"), (5, "20"), demand=5) == 25
    assert unsold((5, "20"), (2, "30"), demand=5) == 25


def test_what_keeps_longer_than_the_next_order_takes_is_left_to_it() -> None:
    assert unsold((13, "1000"), demand=1, horizon=12) == 0
    assert unsold((12, "1000"), demand=1, horizon=12) == 988


LOTS = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 60)), max_size=5)


@given(LOTS, st.integers(0, 9))
def test_unsold_units_are_those_of_a_shelf_replayed_day_by_day(lots: list[tuple[int, int]], demand: int) -> None:
    horizon = 15
    left = sorted([days, units] for days, units in lots if days <= horizon)
    lost = 0
    for day in range(1, horizon + 1):
        wanted = demand
        for lot in left:
            taken = min(lot[1], wanted)
            lot[1] -= taken
            wanted -= taken
        lost += sum(units for days, units in left if days == day)
        left = [lot for lot in left if lot[0] > day]

    found = policy.expires_unsold(
        [(days, Decimal(units)) for days, units in lots], demand_per_day=demand, horizon_days=horizon
    )

    assert found == lost
