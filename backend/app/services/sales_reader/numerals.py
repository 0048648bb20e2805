"""Numbers as pharmacies write them: `3.67`, `3,67`, `1,23,456.00`, `1.234,50`, `1 234,5`, `(2)`."""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Literal, TypeAlias

from app.services.sales_reader import limits

Mark: TypeAlias = Literal[".", ","]
Shape: TypeAlias = Literal["plain", "point", "comma", "either_point", "either_comma"]

_GROUP_SPACES = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?:\D|$))")
_PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_BODY = re.compile(r"[0-9.,]+")
_EXPONENT = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
# The last group has three digits, those before it two (Indian) or three.
_GROUPED = {
    mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{2,3}})*{re.escape(mark)}\d{{3}}", re.ASCII)
    for mark in (".", ",")
}
_CURRENCY_WORD = r"(?:rs|inr|usd|eur|gbp|chf|aed|brl|r\$|mxn|npr|bdt|lkr|pkr|zar|ngn|kes)\.?"
_CURRENCY = re.compile(
    rf"^(?:{_CURRENCY_WORD}|[$€£¥₹₨₩₽₺₦₱฿])\s*|\s*(?:{_CURRENCY_WORD}|[$€£¥₹₨₩₽₺₦₱฿]|/-)$",
    re.IGNORECASE,
)
_WIDE = Context(prec=120, rounding=ROUND_HALF_EVEN)


def without_currency(text: str) -> str:
    """The number of `₹ 12.50`, `Rs.250/-` or `12,50 €`."""
    text = text.strip()
    bare = text[:1].isdigit() and text[-1:].isdigit()
    if bare or len(text) > limits.MAX_NUMBER_CHARACTERS:
        return text
    for _ in range(2):
        text = _CURRENCY.sub("", text).strip()
    return text


def shape_of(text: str) -> Shape | None:
    """What the text says about the file's decimal mark; None when it is not a number."""
    if len(text) > limits.MAX_NUMBER_CHARACTERS:
        return None
    body = _unsigned(text)[1]
    if body.isascii() and body.isdigit():
        return "plain"
    if _EXPONENT.fullmatch(body):
        return "point"
    if not _BODY.fullmatch(body) or not any(map(str.isdigit, body)):
        return None
    return _shape_of_marked(body)


def _shape_of_marked(body: str) -> Shape | None:
    points, commas = body.count("."), body.count(",")
    if points and commas:
        point_last = body.rfind(".") > body.rfind(",")
        fits = _fits(body, "." if point_last else ",")
        return ("point" if point_last else "comma") if fits else None
    mark: Mark = "." if points else ","
    if points + commas == 1:
        if _ONE_GROUP.fullmatch(body):
            return "either_point" if mark == "." else "either_comma"
        return "point" if mark == "." else "comma"
    if not _GROUPED[mark].fullmatch(body):
        return None
    return "comma" if mark == "." else "point"


def _fits(body: str, mark: Mark) -> bool:
    """Whether the digits before the decimal mark are plain or well grouped."""
    whole, _, fraction = body.partition(mark)
    if fraction and not fraction.isdigit():
        return False
    if whole == "" or whole.isdigit():
        return bool(whole or fraction)
    return _GROUPED["," if mark == "." else "."].fullmatch(whole) is not None


def decimal_mark(texts: Iterable[str]) -> Mark | None:
    """The decimal mark that the texts prove; None when none of them does.

    Where some texts prove one and some the other, the more frequent wins and the others become
    bad cells: none of them is read by guess.
    """
    shapes = Counter(shape_of(text) for text in texts)
    points, commas = shapes["point"], shapes["comma"]
    if points == commas:
        return None if points == 0 else "."
    return "." if points > commas else ","


def parse(text: str, mark: Mark) -> Decimal | None:
    """The exact number, or None when the text is not one in this style."""
    if len(text) > limits.MAX_NUMBER_CHARACTERS:
        return None
    sign, body = _unsigned(text)
    if mark == "." and _EXPONENT.fullmatch(body):
        return sign * Decimal(body)
    if not _BODY.fullmatch(body) or not _fits(body, mark):
        return None
    whole, _, fraction = body.partition(mark)
    digits = whole.replace(",", "").replace(".", "")
    return sign * Decimal(f"{digits or '0'}.{fraction}" if fraction else digits)


def _unsigned(text: str) -> tuple[int, str]:
    body = text.strip()
    if _PLAIN.fullmatch(body):
        return 1, body
    body = _GROUP_SPACES.sub("", body).replace("−", "-")
    if body.startswith("(") and body.endswith(")"):
        return -1, body[1:-1].strip()
    if body.startswith("-"):
        return -1, body[1:].strip()
    if body.endswith("-"):
        return -1, body[:-1].strip()
    return 1, body.removeprefix("+").strip()


def to_units(number: Decimal, decimals: int) -> tuple[int, bool]:
    """The number in steps of 10^-decimals, rounded half to even, and whether rounding changed it."""
    scaled = number.scaleb(decimals, _WIDE)
    units = scaled.to_integral_value(ROUND_HALF_EVEN, _WIDE)
    return int(units), units != scaled
