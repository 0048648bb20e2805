"""Writing CSV that a spreadsheet opens without running anything in it."""

from typing import Final

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula. Numbers stay numbers."""
    if text.startswith(_STARTS_A_FORMULA) and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isdecimal()
