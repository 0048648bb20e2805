"""Sales files written for one test each, and what the reader makes of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from pathlib import Path

from app.services.sales_reader import ReadOptions, SalesFile, parse
from app.services.sales_reader.contracts import DateOrder

TODAY = dt.date(2026, 3, 10)
# The library ships no types, so it is taken as it is.
xlsxwriter = import_module("xlsxwriter")
Cell = str | float | dt.date | dt.time | None


def options(date_order: DateOrder | None = None, mapping: Mapping[str, object] | None = None) -> ReadOptions:
    return ReadOptions(today=TODAY, date_order=date_order, mapping=mapping)


def write(folder: Path, content: str | bytes, *, name: str = "sales.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(
    folder: Path,
    content: str | bytes,
    *,
    encoding: str = "utf-8",
    name: str = "sales.csv",
    chosen: ReadOptions | None = None,
) -> SalesFile:
    path = write(folder, content, name=name, encoding=encoding)
    return parse(path, filename=name, options=chosen or options())


def write_sheets(folder: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> Path:
    """A workbook as Excel writes it: numbers, dates and times in their own types."""
    path = folder / "sales.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as workbook:
        clock = workbook.add_format({"num_format": "hh:mm"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for place, row in enumerate(rows):
                for index, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(place, index, cell)
                    elif isinstance(cell, dt.time):
                        sheet.write_datetime(place, index, cell, clock)
                    else:
                        sheet.write(place, index, cell)
    return path


def read_sheet(folder: Path, rows: Sequence[Sequence[Cell]], *, chosen: ReadOptions | None = None) -> SalesFile:
    path = write_sheets(folder, {"Sales": rows})
    return parse(path, filename=path.name, options=chosen or options())


def sold(file: SalesFile) -> list[tuple[str, str, str]]:
    """Day, medicine and quantity of each sale, as short texts."""
    return [(f"{row.sold_on}", row.medicine, f"{row.quantity:f}") for row in file.rows]


def totals(file: SalesFile) -> dict[str, Decimal]:
    return {total.name: total.total_qty for total in file.preview.medicines}


def roles(file: SalesFile) -> dict[str, str]:
    return {column.name: column.role for column in file.preview.columns}
