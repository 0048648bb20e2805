from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.services.inventory.packs import Pack, in_words, split, to_base_units

LADDER = [Pack("strip", Decimal(10)), Pack("box", Decimal(100))]


def test_a_quantity_is_said_largest_pack_first() -> None:
    assert in_words(Decimal(237), LADDER, "tablet") == "2 boxes 3 strips 7 tablets"


def test_three_of_a_strip_of_ten_leave_seven_tablets() -> None:
    assert in_words(Decimal(10) - 3, LADDER, "tablet") == "7 tablets"


def test_one_is_singular_and_nothing_is_none_of_the_base_unit() -> None:
    assert in_words(Decimal(111), LADDER, "tablet") == "1 box 1 strip 1 tablet"
    assert in_words(Decimal(0), LADDER, "tablet") == "0 tablets"


def test_measures_have_no_plural() -> None:
    assert in_words(Decimal("62.5"), [Pack("bottle", Decimal(60))], "ml") == "1 bottle 2.5 ml"


def test_half_a_strip_is_five_tablets() -> None:
    assert to_base_units(Decimal("0.5"), LADDER[0]) == 5


factors = st.lists(st.integers(2, 12), min_size=1, max_size=4)
quantities = st.integers(0, 10**16).map(lambda billionths: Decimal(billionths).scaleb(-9))


@given(factors, quantities)
def test_nothing_is_lost_by_breaking_a_quantity_down(factors: list[int], qty: Decimal) -> None:
    ladder, units = [], Decimal(1)
    for level, factor in enumerate(factors):
        units *= factor
        ladder.append(Pack(f"level {level}", units))

    whole, loose = split(qty, ladder)

    assert sum((to_base_units(Decimal(count), pack) for count, pack in whole), Decimal(0)) + loose == qty
    assert loose < ladder[0].units
