"""Sales of the wide layout: one row of the file is a day, one column a medicine."""

import numpy as np
from numpy.typing import NDArray

from app.services.sales_reader import limits
from app.services.sales_reader.draft import Draft
from app.services.sales_reader.errors import TooManyRows
from app.services.sales_reader.figures import QUANTITY, read_figures, rounding_notices
from app.services.sales_reader.names import clean
from app.services.sales_reader.sale_rows import ABSENT, SaleRows


def build_wide(draft: Draft) -> SaleRows:
    """Turn every filled good cell into an observation, zeros included, in reading order.

    Raises:
        TooManyRows: more observations than the reader takes at once.
    """
    columns = draft.body.columns
    names, medicine_of = _names(draft)
    undated = draft.bad_dates()
    draft.report(np.flatnonzero(undated), draft.plan.date, draft.days.expected)
    rounded, found = 0, 0
    places: list[NDArray[np.intp]] = []
    units: list[NDArray[np.int64]] = []
    for index in draft.plan.quantities:
        codes = columns[index].codes
        figures = read_figures(columns[index], QUANTITY, mark=draft.style.of(index))
        bad = ~(figures.good | figures.empty)[codes] & ~undated
        draft.report(np.flatnonzero(bad), index, figures.expected)
        rows = np.flatnonzero(figures.good[codes] & ~undated)
        found += len(rows)
        _check(found)
        places.append(rows)
        units.append(figures.units[codes[rows]])
        rounded += int(figures.rounded[codes[rows]].sum())
    draft.notices.extend(rounding_notices(rounded, 0))
    return _assemble(draft, names, medicine_of, places, units)


def _names(draft: Draft) -> tuple[list[str], NDArray[np.int32]]:
    """Different medicines in column order, and for each quantity column the place of its own."""
    places: dict[str, int] = {}
    medicine_of = []
    for index in draft.plan.quantities:
        name = clean(draft.facts[index].name)[: limits.MAX_NAME_CHARACTERS]
        name = name or f"Column {index + 1}"
        if name in places:
            draft.notices.append(f"Several columns are called “{name}”: their quantities add up.")
        medicine_of.append(places.setdefault(name, len(places)))
    return list(places), np.array(medicine_of, dtype=np.int32)


def _check(found: int) -> None:
    if found > limits.MAX_SALES:
        raise TooManyRows(
            f"The file holds more than {limits.MAX_SALES:,} quantities. "
            "Please export a shorter period, for example one year, and import the parts.",
            limit=limits.MAX_SALES,
        )


def _assemble(
    draft: Draft,
    names: list[str],
    medicine_of: NDArray[np.int32],
    places: list[NDArray[np.intp]],
    units: list[NDArray[np.int64]],
) -> SaleRows:
    lengths = [len(rows) for rows in places]
    rows = np.concatenate(places)
    column = np.repeat(np.array(draft.plan.quantities, dtype=np.int32), lengths)
    order = np.lexsort((column, rows))
    rows = rows[order]
    dates = draft.body.columns[draft.plan.date].codes[rows]
    absent = np.full(len(rows), ABSENT, dtype=np.int32)
    return SaleRows(
        medicines=names,
        references=[],
        row=draft.body.row_numbers[rows].astype(np.int32),
        column=column[order],
        medicine=np.repeat(medicine_of, lengths)[order],
        day=draft.days.ordinal[dates],
        second=absent,
        quantity=np.concatenate(units)[order],
        unit_price=absent.astype(np.int64),
        reference=absent,
    )
