"""Whether the day or the month comes first, decided once for the whole file and never guessed."""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.services.sales_reader.contracts import DateOrder, Question
from app.services.sales_reader.date_text import DateText
from app.services.sales_reader.errors import ConflictingDates

_NAMES: dict[DateOrder, str] = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}
_DAY, _MONTH, _YEAR = r"(?:dd?|tt?|jj?)", r"mm?", r"(?:yy(?:yy)?|jj(?:jj)?|aa(?:aa)?)"
_GAP = r"[^a-z]{0,2}"
_HEADER_HINTS: tuple[tuple[DateOrder, re.Pattern[str]], ...] = (
    ("dmy", re.compile(rf"(?<![a-z]){_DAY}{_GAP}{_MONTH}{_GAP}{_YEAR}(?![a-z])")),
    ("mdy", re.compile(rf"(?<![a-z]){_MONTH}{_GAP}{_DAY}{_GAP}{_YEAR}(?![a-z])")),
    ("ymd", re.compile(rf"(?<![a-z]){_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}(?![a-z])")),
)
_FEWEST_FUTURE = 3
_FEWEST_STEPS = 6
_FEWEST_BREAKS = 2
_FEWEST_DAYS = 5
_SPARSER = 10
# One wrong date among fifty right ones is a typing error; more is a mixed file.
_TYPING_ERRORS = 50


@dataclass(frozen=True, slots=True)
class Written:
    """A date as the file writes it, with its text and the row where it is first met."""

    text: str
    row: int
    parts: DateText


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may decide the order.

    Args:
        dates: each different date once, in the order of the file.
        sequence: places in `dates`, one for each row in file order, repeats in a run removed.
        header: name of the date column.
        today: the pharmacy's business day.
        agrees: whether the file's own calendar columns (weekday, month) fit an order; False
            when it has none.
    """

    dates: Sequence[Written]
    sequence: Sequence[int]
    header: str
    today: date
    agrees: Callable[[DateOrder], bool]


@dataclass(frozen=True, slots=True)
class Decision:
    order: DateOrder | None
    reason: str
    question: Question | None = None


def decide(evidence: Evidence) -> Decision:
    """Settle the order from the whole file, or return the question that its owner must answer.

    Raises:
        ConflictingDates: many dates prove one order and many the other.
    """
    free = [written for written in evidence.dates if not written.parts.fixed]
    if not free:
        return _decide_fixed(evidence.dates)
    orders: list[DateOrder] = ["dmy", "mdy"]
    if all(written.parts.short_year for written in free):
        orders.append("ymd")
    possible = {order: _readable(free, order) for order in orders}
    legal = set().union(*possible.values())
    left = [order for order in orders if possible[order] == legal]
    if not left:
        return _decide_conflict(free, possible)
    if len(left) == 1:
        return Decision(left[0], _proof(free, possible, left[0]))
    return _decide_open(evidence, free, left)


def _decide_fixed(dates: Sequence[Written]) -> Decision:
    if any(written.text[:4].isdigit() for written in dates):
        return Decision("ymd", "Every date begins with its year, so no order has to be decided.")
    return Decision("dmy", "Months are written as words, so no order has to be decided.")


def _readable(free: Sequence[Written], order: DateOrder) -> set[int]:
    return {i for i, written in enumerate(free) if written.parts.read(order) is not None}


def _proof(free: Sequence[Written], possible: dict[DateOrder, set[int]], order: DateOrder) -> str:
    """Name dates that rule out each other order."""
    shown: list[str] = []
    for other, readable in possible.items():
        if other == order:
            continue
        written = free[min(possible[order] - readable)]
        quoted = f"“{written.text}” in row {written.row}"
        if quoted not in shown:
            shown.append(quoted)
    return f"Dates are read {_NAMES[order]}: {' and '.join(shown)} cannot be read otherwise."


def _decide_conflict(free: Sequence[Written], possible: dict[DateOrder, set[int]]) -> Decision:
    only = {order: possible[order] - set().union(*(possible[o] for o in possible if o != order)) for order in possible}
    ranked = sorted(only, key=lambda order: len(only[order]), reverse=True)
    winner, loser = ranked[0], ranked[1]
    against = len(set().union(*possible.values()) - possible[winner])
    if len(only[winner]) >= _TYPING_ERRORS * max(against, 1):
        reason = (
            f"Dates are read {_NAMES[winner]}, which {len(only[winner])} different dates prove; "
            f"{against} that cannot be read so are reported as bad rows."
        )
        return Decision(winner, reason)
    examples = [free[min(only[order])] for order in (winner, loser) if only[order]]
    shown = " and ".join(f"“{written.text}” (row {written.row})" for written in examples)
    raise ConflictingDates(
        f"The file mixes dates with the day first and dates with the month first: {shown}. "
        "Please correct the export, or say which order is right to keep only those rows.",
        options=list(possible),
        examples=[written.text for written in examples],
    )


def _decide_open(evidence: Evidence, free: Sequence[Written], left: list[DateOrder]) -> Decision:
    same = all(len({written.parts.read(order) for order in left}) == 1 for written in free)
    if same:
        return Decision(left[0], "Every date reads the same with the day or the month first.")
    for judge in (_by_header, _by_calendar, _by_future, _by_density, _by_sequence):
        chosen = judge(evidence, free, left)
        if chosen is not None:
            return chosen
    return Decision(None, "The dates can be read in more than one way.", _question(free, left))


def _question(free: Sequence[Written], left: list[DateOrder]) -> Question:
    telling = [w for w in free if len({w.parts.read(order) for order in left}) > 1]
    first = telling[0]
    readings = " or ".join(f"{day:%d} {day:%B} {day.year}" for order in left if (day := first.parts.read(order)))
    return Question(
        kind="date_order",
        message=f"Does “{first.text}” mean {readings}? The file itself does not say.",
        options=tuple(left),
        examples=tuple(written.text for written in telling[:5]),
    )


def _by_header(evidence: Evidence, _: Sequence[Written], left: list[DateOrder]) -> Decision | None:
    name = evidence.header.casefold()
    found = [(order, match) for order, hint in _HEADER_HINTS if (match := hint.search(name))]
    # "TT.MM.JJJJ" also holds "MM.JJJJ": the longest reading is the one that was meant.
    hinted = max(found, key=lambda item: len(item[1].group()), default=None)
    if hinted is None or hinted[0] not in left:
        return None
    return Decision(hinted[0], f"The heading “{evidence.header}” says {_NAMES[hinted[0]]}.")


def _by_calendar(evidence: Evidence, _: Sequence[Written], left: list[DateOrder]) -> Decision | None:
    agreeing = [order for order in left if evidence.agrees(order)]
    if len(agreeing) != 1:
        return None
    return Decision(
        agreeing[0],
        f"Only read {_NAMES[agreeing[0]]} do the dates fit the file's own calendar columns.",
    )


def _by_future(evidence: Evidence, free: Sequence[Written], left: list[DateOrder]) -> Decision | None:
    """Sales cannot lie in the future: settles only if one order has none and each other several."""
    last = evidence.today + timedelta(days=1)
    late = {o: sum(1 for w in free if (day := w.parts.read(o)) and day > last) for o in left}
    none = [order for order in left if late[order] == 0]
    if len(none) != 1 or any(late[o] < _FEWEST_FUTURE for o in left if o != none[0]):
        return None
    most = max(late.values())
    return Decision(
        none[0],
        f"Dates are read {_NAMES[none[0]]}: otherwise {most} of them would lie in the future.",
    )


def _by_density(_: Evidence, free: Sequence[Written], left: list[DateOrder]) -> Decision | None:
    """Short years: read from the wrong end, a month of days becomes a day in each of many years."""
    if "ymd" not in left:
        return None
    spans = {order: _span_days(free, order) for order in left}
    year_first = spans["ymd"]
    others = [order for order in left if order != "ymd"]
    if len(free) < _FEWEST_DAYS:
        return None
    if all(year_first * _SPARSER < spans[order] for order in others):
        return Decision("ymd", "Only read year first do the dates stand close together.")
    if len(others) == 1 and spans[others[0]] * _SPARSER < year_first:
        return Decision(others[0], f"Only read {_NAMES[others[0]]} do the dates stand close together.")
    return None


def _span_days(free: Sequence[Written], order: DateOrder) -> int:
    days = [day for written in free if (day := written.parts.read(order))]
    return (max(days) - min(days)).days + 1


def _by_sequence(evidence: Evidence, _: Sequence[Written], left: list[DateOrder]) -> Decision | None:
    """Reports run through time: settles only if one order never steps back and the others do."""
    orderly = [order for order in left if _breaks(evidence, order) == 0]
    if len(orderly) != 1 or len(evidence.sequence) <= _FEWEST_STEPS:
        return None
    if any(_breaks(evidence, order) < _FEWEST_BREAKS for order in left if order != orderly[0]):
        return None
    return Decision(orderly[0], f"Only read {_NAMES[orderly[0]]} do the rows run through time without a break.")


def _breaks(evidence: Evidence, order: DateOrder) -> int:
    """Steps against the main direction of the rows."""
    days = [evidence.dates[place].parts.read(order) for place in evidence.sequence]
    pairs = [(a, b) for a, b in itertools.pairwise(days) if a and b]
    return min(sum(1 for a, b in pairs if b < a), sum(1 for a, b in pairs if b > a))
