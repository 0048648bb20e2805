"""From a raw table to its body: titles, headings, stray cells and repeated headings set aside."""

from dataclasses import dataclass, replace

import numpy as np

from app.services.sales_reader.bad_rows import BadRows
from app.services.sales_reader.contracts import BadRow
from app.services.sales_reader.errors import EmptyFile
from app.services.sales_reader.headings import find_headings
from app.services.sales_reader.names import clean
from app.services.sales_reader.table import Mask, Table


@dataclass(frozen=True, slots=True)
class Prepared:
    """The rows below the headings.

    Args:
        names: one for each column, "" where the heading is empty.
        header_row: row of the headings in the file, None when there are none.
        set_aside: rows with data that are not in `body` because they are bad.
    """

    body: Table
    names: list[str]
    header_row: int | None
    bad: BadRows
    notices: list[str]
    set_aside: int

    @property
    def headed(self) -> bool:
        """Whether the file names its columns."""
        return self.header_row is not None


def prepare(table: Table) -> Prepared:
    """Find where the data begins and what its columns are called.

    Raises:
        EmptyFile: only blank rows, or headings without a row below them.
    """
    table = table.without_blank_rows()
    if table.height == 0:
        raise EmptyFile("The file has no filled row. Please export the sales again.")
    place = find_headings(table)
    if place is None:
        body, header_row = table, None
        names = [f"Column {index + 1}" for index in range(len(table.columns))]
        width = _usual_width(table)
    else:
        body, header_row = table.take(np.arange(place + 1, table.height)), place
        names = [clean(name) for name in table.row(place)]
        width = len(names) if table.widths is None else int(table.widths[place])
    bad, notices = BadRows(), list[str]()
    body, set_aside = _without_stray_cells(body, names, width, bad)
    body, names = _without_empty_end(body, names[:width])
    if place is not None:
        body = _without_repeats(body, names, notices)
    if body.height + set_aside == 0:
        raise EmptyFile("The file has headings but no rows below them. Please export it again.")
    number = None if header_row is None else int(table.row_numbers[header_row])
    return Prepared(body, names, number, bad, notices, set_aside)


def _usual_width(table: Table) -> int:
    if table.widths is None:
        return len(table.columns)
    return int(np.bincount(table.widths).argmax())


def _without_stray_cells(body: Table, names: list[str], width: int, bad: BadRows) -> tuple[Table, int]:
    """Set aside rows with more cells than headings: nobody knows which cell belongs where.

    A decimal comma or a comma in a name, written without quotation marks, does this.
    """
    stray = np.zeros(body.height, dtype=np.bool_)
    for column in body.columns[width:]:
        stray |= column.spread(bool(value.strip()) for value in column.values)
    cells = body.widths

    def describe(place: int) -> BadRow:
        count = 0 if cells is None else int(cells[place])
        row = int(body.row_numbers[place])
        return BadRow(row, names[width - 1], f"{width} cells, as in the headings", f"{count} cells")

    bad.add(np.flatnonzero(stray), describe)
    kept = body.take(np.flatnonzero(~stray))
    return replace(kept, columns=kept.columns[:width]), int(stray.sum())


def _without_empty_end(body: Table, names: list[str]) -> tuple[Table, list[str]]:
    """Drop columns at the right that have neither a heading nor a filled cell."""
    width = len(names)
    while width > 1 and not names[width - 1].strip() and _is_empty(body, width - 1):
        width -= 1
    return replace(body, columns=body.columns[:width]), names[:width]


def _is_empty(body: Table, index: int) -> bool:
    column = body.columns[index]
    return not any(column.values[code].strip() for code in np.unique(column.codes))


def _without_repeats(body: Table, names: list[str], notices: list[str]) -> Table:
    """Drop rows that repeat the headings, as reports do on each printed page."""
    same: Mask = np.ones(body.height, dtype=np.bool_)
    for column, name in zip(body.columns, names, strict=True):
        same &= column.spread(value == name or clean(value) == name for value in column.values)
        if not same.any():
            return body
    count = int(same.sum())
    notices.append(f"Skipped {_rows(count)} that repeat the headings.")
    return body.take(np.flatnonzero(~same))


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"
