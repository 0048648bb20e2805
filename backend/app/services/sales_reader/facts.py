"""What the cells of each column look like, before anybody asks what the column is for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from app.services.sales_reader.date_text import dissect, from_serial, second_of_day, split_time
from app.services.sales_reader.numerals import shape_of, without_currency
from app.services.sales_reader.table import Column, Table
from app.services.sales_reader.vocabulary import Meaning, exact_meaning, meanings

_MOST_TEXTS = 2_000
_ALL_TEXTS = 400_000
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """Shares are of the filled cells (of the first different texts when there are very many).

    Args:
        filled: cells that are not empty.
        distinct: different texts, trimmed or not.
        dates: share of cells shaped like a date.
        serials: share that could be a sheet's day numbers.
        numbers: share that are numbers, with or without a currency.
        times: share that are times of day.
        words: share that hold letters and are none of the above.
    """

    index: int
    name: str
    filled: int
    distinct: int
    dates: float
    serials: float
    numbers: float
    times: float
    words: float
    sample: tuple[str, ...]

    def heading(self, meaning: Meaning) -> float:
        """How strongly the heading says this, 0 when it does not."""
        return next((score for score, found in meanings(self.name) if found == meaning), 0.0)

    @property
    def exact(self) -> Meaning | None:
        """What the whole heading means."""
        return exact_meaning(self.name)

    @property
    def strongest(self) -> Meaning | None:
        """What the heading most likely means."""
        found = meanings(self.name)
        return found[0][1] if found else None


def is_date(text: str) -> bool:
    """Whether a text has the shape of a date, existing or not."""
    return dissect(split_time(text)[0]) is not None


def is_number(text: str) -> bool:
    """Whether a text is a number in any style."""
    return shape_of(without_currency(text)) is not None


def is_time(text: str) -> bool:
    """Whether a text is a time of day."""
    return second_of_day(text) is not None


def _is_serial(text: str) -> bool:
    return from_serial(text) is not None


def gather(body: Table, names: Sequence[str]) -> list[Facts]:
    """Look at every column below the heading."""
    most = min(_MOST_TEXTS, max(100, _ALL_TEXTS // max(len(body.columns), 1)))
    return [_look(column, index=index, name=names[index], most=most) for index, column in enumerate(body.columns)]


def _look(column: Column, *, index: int, name: str, most: int) -> Facts:
    counts = np.bincount(column.codes, minlength=len(column.values))
    present = [int(code) for code in np.flatnonzero(counts) if column.values[code].strip()]
    seen = present[:most]
    texts = [column.values[code].strip() for code in seen]
    weights = counts[seen].astype(np.float64) if seen else np.zeros(0)
    whole = max(float(weights.sum()), 1.0)

    def share(test: Callable[[str], bool]) -> float:
        flags = np.fromiter(map(test, texts), dtype=np.bool_, count=len(texts))
        return float(weights[flags].sum()) / whole

    return Facts(
        index=index,
        name=name,
        filled=int(counts[present].sum()),
        distinct=len(present),
        dates=share(is_date),
        serials=share(_is_serial),
        numbers=share(is_number),
        times=share(is_time),
        words=share(_is_words),
        sample=tuple(texts[:_SAMPLES]),
    )


def _is_words(text: str) -> bool:
    return any(map(str.isalpha, text)) and not (is_number(text) or is_date(text) or is_time(text))
