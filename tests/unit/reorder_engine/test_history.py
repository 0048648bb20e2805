"""Demand by day out of sales and ledger lines, against an oracle that walks through the days one by one."""

import math
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.services.reorder_engine.history import (
    LONGEST_HISTORY_DAYS,
    LONGEST_SILENCE_DAYS,
    DaySales,
    Known,
    StockChange,
    daily_demand,
    known_days,
)

START = date(2026, 1, 1)
LAST = START + timedelta(days=13)
NAN = math.nan


def day(number: int) -> date:
    return START + timedelta(days=number)


def sold(number: int, qty: str) -> DaySales:
    return DaySales(1, day(number), Decimal(qty))


def asked(number: int, qty: str) -> DaySales:
    return DaySales(1, day(number), Decimal(qty), is_lost=True)


def moved(number: int, change: str, *, batch: int = 1, expires: int | None = None) -> StockChange:
    return StockChange(1, batch, None if expires is None else day(expires), day(number), Decimal(change))


def demand(
    sales: list[DaySales], changes: list[StockChange], *, through: int, gaps: tuple[int, ...] = ()
) -> list[float]:
    found = daily_demand(sales, changes, Known(day(through), frozenset(map(day, gaps))))
    assert found.first_day + timedelta(days=len(found.units) - 1) == day(through)
    assert len(found.units) == len(found.sold_out)
    return [round(float(one), 9) for one in found.units]


def same(found: list[float], expected: list[float]) -> bool:
    return bool(np.array_equal(np.array(found), np.array(expected), equal_nan=True))


def test_days_without_a_sale_are_zero_and_begin_with_the_first_sale() -> None:
    assert demand([sold(2, "3"), sold(4, "1.5")], [], through=5) == [3, 0, 1.5, 0]


def test_a_full_day_without_stock_says_nothing_of_demand() -> None:
    changes = [moved(0, "5"), moved(1, "-5"), moved(4, "10")]

    found = demand([sold(1, "5")], changes, through=5)

    assert same(found, [0, 5, NAN, NAN, 0, 0])


def test_what_was_asked_for_on_a_day_without_stock_counts() -> None:
    found = demand([sold(0, "5"), sold(2, "4")], [moved(0, "5"), moved(0, "-5")], through=3)

    assert same(found, [5, NAN, 4, NAN])


def test_stock_past_its_date_is_no_stock() -> None:
    found = demand([], [moved(0, "5", expires=2), moved(4, "5", batch=2)], through=5)

    assert same(found, [0, 0, 0, NAN, 0, 0])


def test_a_shelf_opened_empty_is_without_stock_from_the_next_day() -> None:
    assert same(demand([sold(0, "2")], [moved(2, "0")], through=4), [2, 0, 0, NAN, NAN])


def test_before_the_stock_was_told_no_day_is_without_stock() -> None:
    """A sale that the till writes down late has a ledger line from before the opening."""
    found = demand([sold(0, "1"), sold(1, "2")], [moved(1, "-2"), moved(5, "40")], through=6)

    assert same(found, [1, 2, 0, 0, 0, 0, 0])


def test_fractions_that_add_up_to_nothing_are_nothing() -> None:
    changes = [moved(0, "0.7"), *(moved(0, "-0.1") for _ in range(7))]

    assert same(demand([sold(0, "0.7")], changes, through=2), [0.7, NAN, NAN])


def test_a_medicine_nobody_knows_has_no_history() -> None:
    found = daily_demand([], [], Known(day(5), frozenset()))

    assert (found.first_day, len(found.units), len(found.sold_out)) == (day(6), 0, 0)


def test_a_history_is_at_most_two_years_long() -> None:
    sales = [sold(0, "1"), sold(1_000, "2")]

    found = daily_demand(sales, [], Known(day(1_000), frozenset()))

    assert (len(found.units), found.first_day) == (LONGEST_HISTORY_DAYS, day(1_000 - LONGEST_HISTORY_DAYS + 1))
    assert (found.units.sum(), found.units[-1]) == (2, 2)


def test_a_day_that_is_still_going_on_is_not_known() -> None:
    assert known_days([day(1), day(3), day(4)], today=day(4)).through == day(3)
    assert known_days([], today=day(4)).through == day(4)


def test_a_silence_of_more_than_a_month_is_a_gap_in_the_data() -> None:
    longest, longer = LONGEST_SILENCE_DAYS, LONGEST_SILENCE_DAYS + 1

    closed = known_days([day(0), day(longest + 1)], today=day(100))
    lost = known_days([day(0), day(longer + 1)], today=day(100))

    assert closed.gaps == frozenset()
    assert lost.gaps == frozenset(day(n) for n in range(1, longer + 1))
    assert same(demand([sold(0, "1"), sold(4, "2")], [], through=4, gaps=(1, 2, 3)), [1, NAN, NAN, NAN, 2])


def test_what_was_asked_for_in_vain_is_added_to_what_was_sold() -> None:
    assert demand([sold(0, "3"), asked(0, "2"), asked(2, "1")], [], through=3) == [5, 0, 1, 0]


EMPTY_FROM_DAY_2 = [moved(0, "4"), moved(1, "-4")]
TWO_A_DAY = [sold(0, "2"), sold(1, "2")]


def test_notes_that_come_to_what_sells_make_a_stretch_without_stock_known() -> None:
    notes = [asked(2, "5"), asked(4, "3")]

    assert demand([*TWO_A_DAY, *notes], EMPTY_FROM_DAY_2, through=5) == [2, 2, 5, 0, 3, 0]


def test_notes_of_less_than_what_sells_leave_a_stretch_without_stock_unknown() -> None:
    found = demand([*TWO_A_DAY, asked(2, "5"), asked(4, "2")], EMPTY_FROM_DAY_2, through=5)

    assert same(found, [2, 2, NAN, NAN, NAN, NAN])


def test_each_stretch_without_stock_is_judged_by_its_own_notes() -> None:
    changes = [*EMPTY_FROM_DAY_2, moved(4, "2"), moved(5, "-2")]

    found = demand([*TWO_A_DAY, sold(5, "2"), asked(3, "1"), asked(6, "4")], changes, through=7)

    assert same(found, [2, 2, NAN, NAN, 0, 2, 4, 0])


def test_a_day_that_sold_out_is_the_least_that_was_wanted() -> None:
    changes = [moved(0, "5"), moved(1, "-3"), moved(2, "-2"), moved(4, "6"), moved(4, "-1")]

    found = daily_demand([sold(1, "3"), sold(2, "2"), sold(4, "1")], changes, Known(day(5), frozenset()))

    assert found.sold_out.tolist() == [False, False, True, False, False, False]


def test_a_day_that_sold_out_and_has_a_note_is_known() -> None:
    told = [*TWO_A_DAY, asked(1, "3")]

    found = daily_demand(told, EMPTY_FROM_DAY_2, Known(day(1), frozenset()))

    assert (found.units.tolist(), found.sold_out.tolist()) == ([2, 5], [False, False])


def slow_demand(sales: list[DaySales], changes: list[StockChange], known: Known) -> tuple[list[float], list[bool]]:
    """Walk through the days: sell, receive, throw away what expires, in exact numbers."""
    seen = [one.day for one in sales] + [one.day for one in changes]
    if not seen or min(seen) > known.through:
        return [], []
    opened = min((one.day for one in changes if one.change >= 0), default=date.max)
    shelf: dict[int, Decimal] = defaultdict(Decimal)
    today, found, sold_out = min(seen), [], []
    while today <= known.through:
        moves = [one for one in changes if one.day == today]
        at_best = dict(shelf)
        for one in moves:
            at_best[one.batch_id] = at_best.get(one.batch_id, Decimal(0)) + max(one.change, Decimal(0))
            shelf[one.batch_id] += one.change
        usable = sum((qty for batch, qty in at_best.items() if not expired(changes, batch, today)), Decimal(0))
        units = sum((one.qty for one in sales if one.day == today), Decimal(0))
        is_unknown = today in known.gaps or (today > opened and usable <= 0 and units == 0)
        found.append(NAN if is_unknown else float(units))
        left = sum((qty for batch, qty in shelf.items() if not expired(changes, batch, today)), Decimal(0))
        sold_out.append(today >= opened and left <= 0 < units and today not in known.gaps)
        today += timedelta(days=1)
    return found, sold_out


def expired(changes: list[StockChange], batch: int, today: date) -> bool:
    expires_on = next(one.expires_on for one in changes if one.batch_id == batch)
    return expires_on is not None and expires_on < today


@st.composite
def ledgers(draw: st.DrawFn) -> list[StockChange]:
    """Batches that arrive on some day and are sold in tenths until nothing is left, or not quite."""
    changes = []
    for batch in range(draw(st.integers(0, 3))):
        arrived, expires = draw(st.integers(0, 13)), draw(st.none() | st.integers(0, 16))
        left = draw(st.integers(0, 9))
        changes.append(moved(arrived, f"{Decimal(left) / 10}", batch=batch, expires=expires))
        while left and draw(st.booleans()):
            taken = draw(st.integers(1, left))
            arrived, left = draw(st.integers(arrived, 14)), left - taken
            changes.append(moved(arrived, f"{-Decimal(taken) / 10}", batch=batch, expires=expires))
    return draw(st.permutations(changes))


@given(
    st.lists(st.builds(sold, st.integers(0, 14), st.integers(1, 30).map(lambda n: f"{n / 10}")), max_size=6),
    ledgers(),
    st.frozensets(st.integers(0, 13).map(day), max_size=3),
)
def test_the_fast_way_and_the_slow_way_agree(
    sales: list[DaySales], changes: list[StockChange], gaps: frozenset[date]
) -> None:
    known = Known(LAST, gaps)

    found = daily_demand(sales, changes, known)

    units, sold_out = slow_demand(sales, changes, known)
    assert same([round(float(one), 9) for one in found.units], units)
    assert found.sold_out.tolist() == sold_out
