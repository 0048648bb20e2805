from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.utils.quantities import (
    MAX_MONEY,
    MAX_QUANTITY,
    MONEY_PLACES,
    QUANTITY_PLACES,
    from_scaled,
    json_number,
    line_total,
    money_text,
    plain,
    stored_money_text,
    stored_number,
    to_scaled,
)


@given(st.decimals(-MAX_QUANTITY, MAX_QUANTITY, places=QUANTITY_PLACES))
def test_what_is_stored_comes_back_exactly(quantity: Decimal) -> None:
    assert from_scaled(to_scaled(quantity, QUANTITY_PLACES), QUANTITY_PLACES) == quantity


def test_a_place_too_many_is_refused_rather_than_rounded() -> None:
    with pytest.raises(ValueError, match="more than 9 decimal places"):
        to_scaled(Decimal("0.0000000001"), QUANTITY_PLACES)


def test_zeros_at_the_end_are_no_places() -> None:
    assert to_scaled(Decimal("1.50000"), MONEY_PLACES) == 15_000


@pytest.mark.parametrize(("value", "text"), [("4E+1", "40"), ("3.670", "3.67"), ("0.00", "0"), ("-1.10", "-1.1")])
def test_numbers_are_written_plainly(value: str, text: str) -> None:
    assert str(plain(Decimal(value))) == text


def test_whole_quantities_are_integers_in_json_and_parts_floats() -> None:
    whole, part = json_number(Decimal("40.000")), json_number(Decimal("3.67"))

    assert (whole, part) == (40, 3.67)
    assert (type(whole), type(part)) == (int, float)


@given(st.decimals("0", "999999", places=QUANTITY_PLACES))
def test_a_quantity_survives_json(quantity: Decimal) -> None:
    assert Decimal(repr(json_number(quantity))) == quantity


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0", "0.00"), ("12.5", "12.50"), ("0.0375", "0.0375"), ("1E+3", "1000.00"), ("2.500", "2.50"), ("-3.1", "-3.10")],
)
def test_money_has_two_places_or_as_many_as_it_needs(amount: str, text: str) -> None:
    assert money_text(Decimal(amount)) == text


@given(st.decimals(-MAX_QUANTITY, MAX_QUANTITY, places=QUANTITY_PLACES))
def test_a_stored_quantity_is_written_as_the_quantity_is(quantity: Decimal) -> None:
    assert repr(stored_number(to_scaled(quantity, QUANTITY_PLACES))) == repr(json_number(quantity))


@given(st.decimals(-MAX_MONEY, MAX_MONEY, places=MONEY_PLACES))
def test_stored_money_is_written_as_the_money_is(amount: Decimal) -> None:
    assert stored_money_text(to_scaled(amount, MONEY_PLACES)) == money_text(amount)


@pytest.mark.parametrize(
    ("quantity", "price", "total"),
    [("3", "2.50", "7.50"), ("0.5", "0.01", "0.00"), ("0.5", "0.03", "0.02"), ("1", "0.0375", "0.04")],
)
def test_a_total_is_rounded_half_to_even(quantity: str, price: str, total: str) -> None:
    assert str(line_total(Decimal(quantity), Decimal(price))) == total
