"""Columns that only repeat what the date already says: year, month, weekday and the like."""

from collections.abc import Callable, Sequence
from datetime import date

from app.services.sales_reader.contracts import DateOrder
from app.services.sales_reader.date_text import dissect, from_serial, split_time
from app.services.sales_reader.table import Column

_ROWS = 2_000
_FEWEST_DAYS = 7
# Small numbers may be quantities that follow the calendar by chance: that stops when the month does.
_FEWEST_DAYS_OF_NUMBERS = 32
_FEATURES: tuple[tuple[str, Callable[[date], tuple[str, ...]]], ...] = (
    ("year", lambda day: (f"{day.year}", f"{day:%y}")),
    ("month", lambda day: (f"{day.month}",)),
    ("month", lambda day: (f"{day:%B}".casefold(), f"{day:%b}".casefold())),
    ("month", lambda day: (f"{day:%Y-%m}", f"{day:%Y%m}", f"{day:%m/%Y}")),
    ("day of the month", lambda day: (f"{day.day}",)),
    ("weekday", lambda day: (f"{day:%A}".casefold(), f"{day:%a}".casefold())),
    ("weekday", lambda day: (f"{day.weekday()}",)),
    ("weekday", lambda day: (f"{day.isoweekday()}",)),
    ("weekday", lambda day: (f"{day:%w}",)),
    ("weekday", lambda day: (f"{int(f'{day:%w}') + 1}",)),
    ("week", lambda day: (f"{day.isocalendar().week}",)),
    ("week", lambda day: (f"{int(f'{day:%U}')}",)),
    ("week", lambda day: (f"{int(f'{day:%W}')}",)),
    ("quarter", lambda day: (f"{(day.month + 2) // 3}", f"q{(day.month + 2) // 3}")),
    ("day of the year", lambda day: (f"{day.timetuple().tm_yday}",)),
)


def repeats(column: Column, dates: Column, order: DateOrder) -> str | None:
    """Name what the column repeats of the date in every row; None when it says something new."""
    pairs = _pairs(column, dates, order)
    values = {value for _, value in pairs}
    is_small = all(value.isdigit() and len(value) < 4 for value in values)
    if len({day for day, _ in pairs}) < (_FEWEST_DAYS_OF_NUMBERS if is_small else _FEWEST_DAYS):
        return None
    for name, feature in _FEATURES:
        if len(values) < 2 and name != "year":
            continue
        if all(value in feature(day) for day, value in pairs):
            return name
    return None


def fits(columns: Sequence[Column], dates: Column, order: DateOrder) -> bool:
    """Whether any column repeats something of the dates under this order that depends on it."""
    return any(repeats(column, dates, order) not in (None, "year") for column in columns)


def _pairs(column: Column, dates: Column, order: DateOrder) -> list[tuple[date, str]]:
    days = {code: _day(dates.values[code], order) for code in set(dates.codes[:_ROWS].tolist())}
    pairs = zip(dates.codes[:_ROWS].tolist(), column.codes[:_ROWS].tolist(), strict=True)
    return [
        (day, _plain(column.values[code]))
        for date_code, code in pairs
        if (day := days[date_code]) is not None and column.values[code].strip()
    ]


def _day(text: str, order: DateOrder) -> date | None:
    parts = dissect(split_time(text)[0])
    if parts is None:
        serial = from_serial(text)
        parts = serial[0] if serial else None
    return None if parts is None else parts.read(order)


def _plain(text: str) -> str:
    """`1.0` and `01` are the month 1 of a column that was exported as decimals or padded."""
    text = text.strip().casefold()
    whole, _, fraction = text.partition(".")
    if whole.isdigit() and not fraction.strip("0"):
        return whole.lstrip("0") or "0"
    return text
