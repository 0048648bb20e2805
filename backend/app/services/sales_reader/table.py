"""A table of texts, each column keeping every distinct text once.

A column of a million cells seldom holds more than a few thousand different texts. Each is looked
at once; what it means is then spread over the rows by its code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from app.services.sales_reader import limits
from app.services.sales_reader.errors import TooManyColumns, TooManyRows

Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]
_DECORATION = " \t\r\n\f\v\xa0-=_*+"


@dataclass(frozen=True, slots=True)
class Column:
    """Texts of one column: cell i reads `values[codes[i]]`.

    `numeric` holds the codes whose cells are real numbers of a workbook, written with a decimal
    point whatever the file's language.
    """

    values: list[str]
    codes: Codes
    numeric: frozenset[int] = frozenset()

    def spread(self, flags: Iterable[bool]) -> Mask:
        """One flag for each distinct text, spread over the rows."""
        return np.fromiter(flags, dtype=np.bool_, count=len(self.values))[self.codes]

    def take(self, rows: NDArray[np.intp]) -> "Column":
        """The same column with only these rows."""
        return Column(self.values, self.codes[rows], self.numeric)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal height.

    Args:
        row_numbers: shape (rows,), the line or row where each record starts, from 1.
        widths: shape (rows,), how many cells the file wrote in each row; None for a sheet.
    """

    columns: list[Column]
    row_numbers: NDArray[np.int64]
    widths: NDArray[np.int32] | None

    @property
    def height(self) -> int:
        return len(self.row_numbers)

    def row(self, place: int) -> list[str]:
        """The texts of one row, trimmed."""
        return [column.values[column.codes[place]].strip() for column in self.columns]

    def take(self, rows: NDArray[np.intp]) -> "Table":
        """The same table with only these rows."""
        widths = None if self.widths is None else self.widths[rows]
        return Table([c.take(rows) for c in self.columns], self.row_numbers[rows], widths)

    def without_blank_rows(self) -> "Table":
        """Drop rows whose cells are empty or only lines of dashes; the others keep their numbers."""
        filled = np.zeros(self.height, dtype=np.bool_)
        for column in self.columns:
            filled |= column.spread(bool(value.strip(_DECORATION)) for value in column.values)
        return self.take(np.flatnonzero(filled))


class _Places(dict[str, int]):
    """Numbers texts in the order in which they are first met."""

    def __missing__(self, text: str) -> int:
        place = self[text] = len(self)
        return place


class TableBuilder:
    """Collects rows in batches, so that no more than a batch is held as Python lists."""

    def __init__(self) -> None:
        self._places: list[_Places] = []
        self._codes: list[list[NDArray[np.int32]]] = []
        self._numbers: list[NDArray[np.int64]] = []
        self._widths: list[NDArray[np.int32]] = []
        self._height = 0

    def add(self, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> None:
        """Append rows and the line on which each starts.

        Raises:
            TooManyColumns: a row is wider than any sales report.
            TooManyRows: the file is longer than the reader takes at once.
        """
        widths = np.fromiter(map(len, rows), dtype=np.int32, count=len(rows))
        self._check(int(widths.max(initial=0)), len(rows))
        for index, cells in enumerate(zip_longest(*rows, fillvalue="")):
            if index == len(self._places):
                self._begin_column()
            place = self._places[index].__getitem__
            self._codes[index].append(np.fromiter(map(place, cells), np.int32, count=len(rows)))
        for index in range(int(widths.max(initial=0)), len(self._places)):
            empty = self._places[index][""]
            self._codes[index].append(np.full(len(rows), empty, dtype=np.int32))
        self._numbers.append(np.asarray(numbers, dtype=np.int64))
        self._widths.append(widths)
        self._height += len(rows)

    def build(self) -> Table:
        """The table of everything added so far."""
        columns = [
            Column(list(places), np.concatenate(codes)) for places, codes in zip(self._places, self._codes, strict=True)
        ]
        none = [np.empty(0, dtype=np.int64)]
        numbers = np.concatenate(self._numbers or none)
        widths = np.concatenate(self._widths or none).astype(np.int32)
        return Table(columns, numbers, widths)

    def _begin_column(self) -> None:
        places = _Places()
        empty = places[""]
        self._places.append(places)
        self._codes.append([np.full(self._height, empty, dtype=np.int32)])

    def _check(self, width: int, added: int) -> None:
        check_size(self._height + added, max(width, len(self._places)))


def check_size(height: int, width: int) -> None:
    """Refuse a table that no sales report has.

    Raises:
        TooManyColumns: wider than `limits.MAX_COLUMNS`.
        TooManyRows: longer than `limits.MAX_ROWS`, or more than `limits.MAX_CELLS` in all.
    """
    if width > limits.MAX_COLUMNS:
        raise TooManyColumns(
            f"The file has more than {limits.MAX_COLUMNS:,} columns. "
            "Please export the sales with one row for each sale instead.",
            columns=width,
            limit=limits.MAX_COLUMNS,
        )
    if height > limits.MAX_ROWS or height * width > limits.MAX_CELLS:
        raise TooManyRows(
            "The file is too long to read at once. "
            "Please export a shorter period, for example one year, and import the parts.",
            limit=limits.MAX_ROWS,
        )
