from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.services.stock.fefo import Lot, Pick, is_expired, pick

TODAY = date(2026, 11, 23)


def lot(batch_id: int, qty: str, *, days: int | None = 30) -> Lot:
    """A lot that expires some days from today; None: nobody knows when."""
    return Lot(batch_id, None if days is None else TODAY + timedelta(days=days), Decimal(qty))


def picked(lots: list[Lot], qty: str) -> list[tuple[int, str]]:
    return [(one.batch_id, str(one.qty)) for one in pick(lots, Decimal(qty), on=TODAY)]


def test_what_expires_first_is_picked_first() -> None:
    lots = [lot(1, "10", days=90), lot(2, "10", days=5), lot(3, "10", days=30)]

    assert picked(lots, "25") == [(2, "10"), (3, "10"), (1, "5")]


def test_an_unknown_expiry_is_picked_last() -> None:
    lots = [lot(1, "10", days=None), lot(2, "10", days=36_000)]

    assert picked(lots, "11") == [(2, "10"), (1, "1")]


def test_of_two_lots_that_expire_together_the_older_is_picked() -> None:
    assert picked([lot(9, "5"), lot(4, "5")], "6") == [(4, "5"), (9, "1")]


def test_expired_and_empty_lots_are_passed_over() -> None:
    lots = [lot(1, "10", days=-1), lot(2, "0", days=1), lot(3, "10", days=0)]

    assert picked(lots, "4") == [(3, "4")]


def test_a_short_shelf_gives_what_it_has() -> None:
    assert picked([lot(1, "2.5"), lot(2, "1")], "10") == [(1, "2.5"), (2, "1")]


def test_a_pick_knows_what_it_leaves() -> None:
    only = lot(1, "10")

    assert pick([only], Decimal("3.67"), on=TODAY) == [Pick(1, Decimal("3.67"), Decimal("6.33"), only.expires_on)]


def test_a_batch_is_good_up_to_and_including_its_date() -> None:
    assert not is_expired(TODAY, TODAY)
    assert is_expired(TODAY - timedelta(days=1), TODAY)
    assert not is_expired(None, TODAY)


quantities = st.decimals("0", "100", places=3)
shelves = st.lists(st.tuples(quantities, st.none() | st.integers(-3, 6)), max_size=6)


@given(shelves, st.decimals("0.001", "300", places=3))
def test_a_pick_is_what_taking_unit_by_unit_would_be(shelf: list[tuple[Decimal, int | None]], wanted: Decimal) -> None:
    lots = [lot(number, str(qty), days=days) for number, (qty, days) in enumerate(shelf)]

    found = pick(lots, wanted, on=TODAY)

    usable = [one for one in lots if one.expires_on is None or one.expires_on >= TODAY]
    in_order = sorted(usable, key=lambda one: (one.expires_on or date.max, one.batch_id))
    left, expected = wanted, {}
    for one in in_order:
        if min(left, one.on_hand_qty) > 0:
            expected[one.batch_id] = min(left, one.on_hand_qty)
            left -= expected[one.batch_id]
    assert {one.batch_id: one.qty for one in found} == expected
