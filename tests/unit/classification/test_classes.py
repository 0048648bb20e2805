"""Classes worked out by hand."""

from decimal import Decimal

import pytest

from app.models.enums import Abc, Fsn, Ven, Xyz
from app.services.classification.rules import abc, category, fsn, xyz


def units(*weekly: int) -> list[Decimal]:
    return [Decimal(qty) for qty in weekly]


def test_the_dearest_seventy_percent_are_a_and_the_next_twenty_b() -> None:
    values = {1: Decimal(50), 2: Decimal(25), 3: Decimal(12), 4: Decimal(8), 5: Decimal(5)}

    # Before each: 0, 50, 75, 87, 95 of 100.
    assert abc(values) == {1: Abc.A, 2: Abc.A, 3: Abc.B, 4: Abc.B, 5: Abc.C}


def test_one_item_that_makes_nearly_all_is_a() -> None:
    assert abc({1: Decimal(1), 2: Decimal(99)}) == {2: Abc.A, 1: Abc.C}


def test_what_nobody_used_is_c() -> None:
    assert abc({1: Decimal(0), 2: Decimal(0)}) == {1: Abc.C, 2: Abc.C}


def test_equal_values_are_told_apart_by_their_ids() -> None:
    values = dict.fromkeys((9, 3, 5, 1), Decimal(25))

    assert abc(values) == abc(dict(reversed(values.items()))) == {1: Abc.A, 3: Abc.A, 5: Abc.A, 9: Abc.B}


@pytest.mark.parametrize(
    ("weekly", "expected"),
    [
        ((10, 10, 10, 10), Xyz.X),  # no variation
        ((5, 15, 5, 15), Xyz.X),  # mean 10, deviation 5: 0.5
        ((4, 16, 4, 16), Xyz.Y),  # 0.6
        ((0, 20, 0, 20), Xyz.Y),  # 1.0
        ((0, 0, 0, 40), Xyz.Z),  # 1.73
        ((0, 0, 0, 0), Xyz.Z),
        ((10, 10, 10), None),
    ],
)
def test_steadiness_is_the_coefficient_of_variation(weekly: tuple[int, ...], expected: Xyz | None) -> None:
    assert xyz(units(*weekly)) == expected


def test_movement_is_how_many_weeks_had_demand() -> None:
    assert fsn(units(1, 0, 2, 0)) is Fsn.FAST
    assert fsn(units(1, 0, 0, 0)) is Fsn.SLOW
    assert fsn(units(0, 0)) is fsn([]) is Fsn.NOT_MOVING


def test_categories_are_those_of_the_study() -> None:
    found = {f"{of_value}{of_need}": category(of_value, of_need) for of_value in Abc for of_need in Ven}

    assert found == {
        **dict.fromkeys(("AV", "AE", "AN", "BV", "CV"), "I"),
        **dict.fromkeys(("BE", "CE", "BN"), "II"),
        "CN": "III",
    }
    assert category(Abc.A, None) is None
