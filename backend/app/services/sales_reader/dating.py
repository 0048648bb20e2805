"""The date column: every text understood once, under one order for the whole file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from app.services.sales_reader import limits
from app.services.sales_reader.contracts import DateOrder, ReadOptions
from app.services.sales_reader.date_order import Decision, Evidence, Written, decide
from app.services.sales_reader.date_text import DateText, dissect, from_serial, split_time
from app.services.sales_reader.table import Column

_LONGEST_SEQUENCE = 100_000
_PATTERNS: dict[DateOrder, str] = {
    "dmy": "day first, such as 31/12/2025",
    "mdy": "month first, such as 12/31/2025",
    "ymd": "year first, such as 2025-12-31",
}


@dataclass(frozen=True, slots=True)
class Days:
    """Per code of the date column.

    Args:
        ordinal: proleptic ordinal of the day, 0 where the text is no acceptable date.
        second: second of the day, -1 where the text names none.
        written: different dates as written, whatever their order.
    """

    ordinal: NDArray[np.int32]
    second: NDArray[np.int32]
    expected: dict[int, str]
    decision: Decision
    written: int


@dataclass(frozen=True, slots=True)
class _Understood:
    text: str
    parts: DateText | None
    second: int | None


def read_days(
    column: Column,
    row_numbers: NDArray[np.int64],
    *,
    header: str,
    options: ReadOptions,
    agrees: Callable[[DateOrder], bool],
) -> Days:
    """Understand the whole date column.

    Raises:
        ConflictingDates: many dates prove one order and many the other.
    """
    codes, firsts = np.unique(column.codes, return_index=True)
    texts = {int(code): _understand(column.values[code]) for code in codes}
    dates, places = _different(texts, dict(zip(codes.tolist(), firsts.tolist(), strict=True)),
                               row_numbers)  # fmt: skip
    sequence = _sequence(column, places)
    if options.date_order is not None:
        decision = Decision(options.date_order, "The order was chosen by you.")
    else:
        decision = decide(Evidence(dates, sequence, header, options.today, agrees))
    ordinal = np.zeros(len(column.values), dtype=np.int32)
    second = np.full(len(column.values), -1, dtype=np.int32)
    expected: dict[int, str] = {}
    for code, understood in texts.items():
        day, problem = _day(understood.parts, decision.order, options)
        ordinal[code] = day
        if understood.second is not None:
            second[code] = understood.second
        if problem:
            expected[code] = problem
    if not (second > 0).any():
        # A column of dates that are all at midnight is a column of days: sheets store them so.
        second[:] = -1
    return Days(ordinal, second, expected, decision, len(dates))


def _understand(text: str) -> _Understood:
    serial = from_serial(text)
    if serial is not None:
        return _Understood(text.strip(), *serial)
    day, second = split_time(text)
    return _Understood(day, dissect(day), second)


def _different(
    texts: dict[int, _Understood], firsts: dict[int, int], row_numbers: NDArray[np.int64]
) -> tuple[list[Written], dict[int, int]]:
    """Each different date once, in file order, and its place for every code."""
    dates: list[Written] = []
    known: dict[DateText, int] = {}
    places: dict[int, int] = {}
    for code in sorted(texts, key=firsts.__getitem__):
        understood = texts[code]
        if understood.parts is None:
            continue
        if understood.parts not in known:
            known[understood.parts] = len(dates)
            row = int(row_numbers[firsts[code]])
            dates.append(Written(understood.text, row, understood.parts))
        places[code] = known[understood.parts]
    return dates, places


def _sequence(column: Column, places: dict[int, int]) -> list[int]:
    """The different dates in the order of the rows, runs of one date counted once."""
    by_code = np.full(len(column.values), -1, dtype=np.int64)
    for code, place in places.items():
        by_code[code] = place
    rows = by_code[column.codes[:_LONGEST_SEQUENCE]]
    rows = rows[rows >= 0]
    changes = np.flatnonzero(np.diff(rows, prepend=-1))
    return [int(place) for place in rows[changes]]


def _day(parts: DateText | None, order: DateOrder | None, options: ReadOptions) -> tuple[int, str]:
    """The day's ordinal, or 0 and what was expected."""
    if parts is None:
        return 0, "a date, such as 2025-12-31"
    if order is None:
        return 0, ""
    day = parts.read(order)
    if day is None:
        pattern = "that exists" if parts.fixed else _PATTERNS[order]
        return 0, f"a date {pattern}"
    last = options.today + timedelta(days=1)
    if not limits.FIRST_DAY <= day <= last:
        return 0, f"a date from {limits.FIRST_DAY} to {last}"
    return day.toordinal(), ""
