"""Numbers that GS1 gives out: GTIN-8, 12, 13 and 14, which scanners read in any of these lengths. Pure."""

from typing import Final

_LENGTHS: Final = frozenset({8, 12, 13, 14})
LONGEST: Final = 14


def looks_like_gtin(code: str) -> bool:
    """Whether a code has a GTIN's form; whether it is one, its check digit tells."""
    return len(code) in _LENGTHS and code.isascii() and code.isdigit()


def has_right_check_digit(gtin: str) -> bool:
    """Whether the last digit follows from the others: their weights are 3 and 1 in turn, from the right.

    Source: GS1 General Specifications, section 7.9.
    """
    digits = [int(digit) for digit in gtin.zfill(LONGEST)]
    return sum(digit * (1 if place % 2 else 3) for place, digit in enumerate(digits)) % 10 == 0


def canonical(code: str) -> str:
    """A code as it is stored and compared: a GTIN in fourteen digits, anything else as it is."""
    return code.zfill(LONGEST) if looks_like_gtin(code) else code
