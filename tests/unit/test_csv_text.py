import pytest

from app.utils.csv_text import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-", "+5"])
def test_what_a_spreadsheet_would_run_is_made_text(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["Paracetamol", "", "5-FU", "a=b", "12.50", "-12.50", "-3", "' quoted"])
def test_text_and_numbers_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text
