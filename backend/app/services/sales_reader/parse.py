"""Read a sales file of any sane layout: the one place where the steps stand in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from app.services.sales_reader import calendar_columns
from app.services.sales_reader.closing import find_closing_rows
from app.services.sales_reader.contracts import (
    Format,
    MedicineTotal,
    Preview,
    ReadOptions,
    SalesFile,
)
from app.services.sales_reader.dating import Days, read_days
from app.services.sales_reader.delimited import read_delimited
from app.services.sales_reader.draft import Draft, bad_dates
from app.services.sales_reader.errors import EmptyFile, SalesFileError
from app.services.sales_reader.facts import Facts, gather
from app.services.sales_reader.figures import find_style
from app.services.sales_reader.kinds import kind_of
from app.services.sales_reader.long_rows import build_long
from app.services.sales_reader.plan import Plan, make_plan
from app.services.sales_reader.prepare import Prepared, prepare
from app.services.sales_reader.sale_rows import QUANTITY_DECIMALS, SaleRows, decimal_of, no_sales
from app.services.sales_reader.table import Table
from app.services.sales_reader.text_file import encoding_of
from app.services.sales_reader.wide_rows import build_wide
from app.services.sales_reader.workbook import read_sheets


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a table came from."""

    filename: str
    format: Format
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


def parse(path: Path, *, filename: str, options: ReadOptions) -> SalesFile:
    """Read the whole file in this process.

    Raises:
        SalesFileError: the file as a whole cannot be read; see its subclasses.
    """
    kind = kind_of(path)
    if kind != "text":
        return _parse_workbook(path, _Source(filename, kind), options)
    encoding = encoding_of(path)
    table, delimiter = read_delimited(path, encoding=encoding)
    source = _Source(filename, "csv", encoding=encoding, delimiter=delimiter)
    return _parse_table(table, source, options, ())


def _parse_workbook(path: Path, source: _Source, options: ReadOptions) -> SalesFile:
    """Read the first sheet that holds sales, and name those that were left."""
    sheets = list(read_sheets(path, zipped=source.format != "xls"))
    first_error: SalesFileError | None = None
    for name, table in sheets:
        others = [f"“{other}”" for other, _ in sheets if other != name]
        notice = f"Only the sheet “{name}” was read, not {', '.join(others[:5])}."
        found = _Source(source.filename, source.format, sheet=name)
        try:
            return _parse_table(table, found, options, (notice,) if others else ())
        except SalesFileError as error:
            first_error = first_error or error
    assert first_error is not None
    raise first_error


def _parse_table(table: Table, source: _Source, options: ReadOptions, notices: Sequence[str]) -> SalesFile:
    prepared = prepare(table)
    if prepared.body.height == 0:
        raise EmptyFile("No row of the file fits its headings. Please export it again.")
    facts = gather(prepared.body, prepared.names)
    plan = make_plan(prepared.body, facts, options, headed=prepared.headed)
    draft = _draft(prepared, facts, plan, options, source, notices)
    sales = build_wide(draft) if plan.layout == "wide" else build_long(draft)
    preview = _preview(draft, sales, source, prepared)
    return SalesFile(preview, no_sales() if preview.question else sales)


def _draft(
    prepared: Prepared,
    facts: Sequence[Facts],
    plan: Plan,
    options: ReadOptions,
    source: _Source,
    notices: Sequence[str],
) -> Draft:
    """Understand the dates and the style of numbers, and drop the rows that are no sales."""
    days = _days(prepared.body, facts, plan, options)
    closing, skipped = find_closing_rows(
        prepared.body, bad_dates(prepared.body, plan, days), plan.quantities, plan.medicine
    )
    body = prepared.body.take(np.flatnonzero(~closing)) if closing.any() else prepared.body
    numbers = [*plan.quantities, plan.unit_price, plan.amount]
    style = find_style(
        {index: body.columns[index] for index in numbers if index is not None},
        delimiter=source.delimiter,
    )
    said = [*notices, *prepared.notices, *skipped, *style.notices]
    return Draft(body, facts, plan, days, style, prepared.bad, said)


def _days(body: Table, facts: Sequence[Facts], plan: Plan, options: ReadOptions) -> Days:
    dates = body.columns[plan.date]
    used = {plan.date, plan.medicine, *plan.quantities}
    others = [body.columns[f.index] for f in facts if f.index not in used]
    return read_days(
        dates,
        body.row_numbers,
        header=facts[plan.date].name,
        options=options,
        agrees=partial(calendar_columns.fits, others, dates),
    )


def _preview(draft: Draft, sales: SaleRows, source: _Source, prepared: Prepared) -> Preview:
    decision = draft.days.decision
    days = np.unique(sales.day)
    open_question = decision.question is not None
    first, last = _ends(days) if not open_question else (None, None)
    return Preview(
        filename=source.filename,
        format=source.format,
        encoding=source.encoding,
        delimiter=source.delimiter,
        sheet=source.sheet,
        layout=draft.plan.layout,
        date_order=decision.order,
        date_order_reason=decision.reason,
        header_row=prepared.header_row,
        columns=tuple(draft.plan.preview(facts) for facts in draft.facts),
        rows_read=draft.body.height + prepared.set_aside,
        days=draft.days.written if open_question else len(days),
        date_from=first,
        date_to=last,
        medicines=_totals(sales),
        sales_found=len(sales),
        bad_rows=draft.bad.first(),
        bad_rows_total=draft.bad.total,
        notices=tuple(draft.notices),
        question=decision.question,
    )


def _ends(days: np.ndarray[tuple[int], np.dtype[np.int32]]) -> tuple[date | None, date | None]:
    if len(days) == 0:
        return None, None
    return date.fromordinal(int(days[0])), date.fromordinal(int(days[-1]))


def _totals(sales: SaleRows) -> tuple[MedicineTotal, ...]:
    """Exact sums; whole packs and fractions apart stay below 2^53, where floats are integers."""
    billion, count = 10**QUANTITY_DECIMALS, len(sales.medicines)
    whole = np.bincount(sales.medicine, weights=sales.quantity // billion, minlength=count)
    rest = np.bincount(sales.medicine, weights=sales.quantity % billion, minlength=count)
    return tuple(
        MedicineTotal(name, decimal_of(int(a) * billion + int(b), QUANTITY_DECIMALS))
        for name, a, b in zip(sales.medicines, whole.tolist(), rest.tolist(), strict=True)
    )
