"""Telling a row that was imported before from a new one. Pure.

In the long layout a file may hold the same line twice and mean it, so a row's identity is what it says and how often
the file has said it before. In the wide layout a cell is the total of a day: its identity is the day and the total, and
a total that has grown since adds only the difference. Several cells of one day and medicine add up: each brings the
total to where it stands after that cell.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Final

from app.services.sales_reader import SaleRow

LONG: Final = "l:"
WIDE: Final = "w:"
_DIGITS: Final = 38


@dataclass(frozen=True)
class KeyedRow:
    """A row of a file with the key that names it for ever.

    `day_total` is what the file has said of the medicine and day up to and including this row; wide layout only.
    """

    row: SaleRow
    name_key: str
    import_key: str
    day_total: Decimal = Decimal(0)


class Verdict(Enum):
    """What a day's total says next to what was imported of that day before."""

    NEW = auto()
    ALREADY_THERE = auto()
    CHANGED = auto()


def long_keys(rows: Iterable[tuple[SaleRow, str]]) -> list[KeyedRow]:
    """Name each line of a file, given with the folded name of its medicine, in the order of the file."""
    seen: Counter[tuple[object, ...]] = Counter()
    keyed = []
    for row, name_key in rows:
        price = None if row.unit_price is None else _text(row.unit_price)
        says = (name_key, row.sold_on, row.sold_at_time, _text(row.quantity), price, row.reference)
        seen[says] += 1
        keyed.append(KeyedRow(row, name_key, LONG + _digest(*says, seen[says])))
    return keyed


def wide_keys(rows: Iterable[tuple[SaleRow, str]]) -> list[KeyedRow]:
    """Name each cell of a file, given with the folded name of its medicine."""
    totals: defaultdict[tuple[str, date], Decimal] = defaultdict(Decimal)
    keyed = []
    for row, name_key in rows:
        totals[name_key, row.sold_on] += row.quantity
        total = totals[name_key, row.sold_on]
        keyed.append(KeyedRow(row, name_key, WIDE + _digest(name_key, row.sold_on, _text(total)), total))
    return keyed


def judge(keyed: KeyedRow, total_before: Decimal, keys_before: Container[str | None]) -> Verdict:
    """Compare a day's total with the total imported of that day before.

    A smaller total is already there when an earlier file said just that (this is an older export), and has changed
    otherwise.
    """
    if keyed.import_key in keys_before or keyed.day_total == total_before:
        return Verdict.ALREADY_THERE
    return Verdict.NEW if keyed.day_total > total_before else Verdict.CHANGED


def day_of(keyed: KeyedRow) -> tuple[str, date]:
    """The medicine and day whose total a cell is."""
    return keyed.name_key, keyed.row.sold_on


def _text(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:_DIGITS]
