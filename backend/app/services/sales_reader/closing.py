"""Rows that are no sales: totals anywhere, and closing lines after the last sale."""

import numpy as np
from numpy.typing import NDArray

from app.services.sales_reader.table import Mask, Table
from app.services.sales_reader.vocabulary import is_exact_total, is_total

_SHOWN = 3


def find_closing_rows(
    body: Table, undated: Mask, figures: tuple[int, ...], medicine: int | None
) -> tuple[Mask, list[str]]:
    """Mark totals and closing lines, and say which rows they are.

    A row without a date is a total when a cell says so; after the last dated row it is a closing
    line when it also has no quantity. Where the medicine itself is called "Total" it is one too.
    """
    totals = np.zeros(body.height, dtype=np.bool_)
    places = np.flatnonzero(undated)
    totals[places] = _labelled(body, places)
    if medicine is not None:
        totals |= body.columns[medicine].spread(map(is_exact_total, body.columns[medicine].values))
    closing = _after_the_last(body, undated & ~totals, figures)
    notices = [
        f"Skipped {_count(mask)} {what} ({_numbers(body, mask)})."
        for mask, what in ((totals, "of totals"), (closing, "after the last sale"))
        if mask.any()
    ]
    return totals | closing, notices


def _labelled(body: Table, places: NDArray[np.intp]) -> Mask:
    labelled = np.zeros(len(places), dtype=np.bool_)
    for column in body.columns:
        codes = column.codes[places]
        words = [code for code in np.unique(codes) if is_total(column.values[code])]
        labelled |= np.isin(codes, words)
    return labelled


def _after_the_last(body: Table, undated: Mask, figures: tuple[int, ...]) -> Mask:
    last = int(np.flatnonzero(~undated).max(initial=-1))
    closing = undated.copy()
    closing[: last + 1] = False
    for index in figures:
        column = body.columns[index]
        closing &= column.spread(not value.strip() for value in column.values)
    return closing


def _count(mask: Mask) -> str:
    count = int(mask.sum())
    return f"{count:,} row{'' if count == 1 else 's'}"


def _numbers(body: Table, mask: Mask) -> str:
    rows = body.row_numbers[np.flatnonzero(mask)[: _SHOWN + 1]].tolist()
    shown = ", ".join(str(row) for row in rows[:_SHOWN])
    return f"row {shown}" + (" …" if len(rows) > _SHOWN else "")
