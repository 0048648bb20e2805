"""Writing CSV that a spreadsheet opens without running anything in it."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_line(values: Iterable[object]) -> str:
    """One line of CSV: None is empty, decimals are exact, floats have two places, and no text runs in a spreadsheet."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(_cell(value) for value in values)
    return buffer.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    return safe_cell(format(value, "f") if isinstance(value, Decimal) else str(value))


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula. Numbers stay numbers."""
    if text.startswith(_STARTS_A_FORMULA) and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isdecimal()
