import pytest

from app.services.inventory.gtin import canonical, has_right_check_digit, looks_like_gtin


@pytest.mark.parametrize("code", ["96385074", "036000291452", "4006381333931", "14006381333938"])
def test_published_numbers_have_the_right_check_digit(code: str) -> None:
    assert looks_like_gtin(code)
    assert has_right_check_digit(code)


@pytest.mark.parametrize("digit", range(9))
def test_a_misread_digit_is_noticed(digit: int) -> None:
    misread = "400638133393" + str((2 + digit) % 10)

    assert has_right_check_digit(misread) is (misread == "4006381333931")


def test_one_number_is_the_same_in_every_length() -> None:
    assert canonical("036000291452") == canonical("0036000291452") == canonical("00036000291452")


def test_other_codes_stay_as_they_are() -> None:
    assert canonical("SHELF-7") == "SHELF-7"
    assert not looks_like_gtin("12345")
