"""Sheets of XLSX, XLSB, XLS and ODS workbooks, read into tables by calamine."""

from collections.abc import Iterator
from pathlib import Path

import fastexcel
import numpy as np
import polars as pl

from app.services.sales_reader.archive import check_archive
from app.services.sales_reader.errors import EmptyFile, UnreadableFile
from app.services.sales_reader.table import Column, Table, check_size

_TRUTHS = ("true", "false")
_EXACT_INTEGERS = 1e15


def read_sheets(path: Path, *, zipped: bool) -> Iterator[tuple[str, Table]]:
    """Yield each sheet that holds something, in the order of the workbook.

    Raises:
        ArchiveBomb: it would unpack to far more than a sales report.
        EmptyFile: no sheet holds anything.
        UnreadableFile: damaged, or protected by a password.
    """
    if zipped:
        check_archive(path)
    found = False
    try:
        reader = fastexcel.read_excel(path)
        for name in reader.sheet_names:
            table = _read_sheet(reader, name)
            if table is not None:
                found = True
                yield name, table
    except fastexcel.FastExcelError as error:
        raise UnreadableFile(
            "The workbook is damaged or protected by a password. "
            "Please save it again in your spreadsheet program and import the new copy."
        ) from error
    if not found:
        raise EmptyFile("The workbook has no filled sheet. Please check that the export worked.")


def _read_sheet(reader: fastexcel.ExcelReader, name: str) -> Table | None:
    texts = _load(reader, name, "string")
    if texts.width == 0 or texts.height == 0:
        return None
    check_size(texts.height, texts.width)
    numbers = _load(reader, name, "float")
    columns = [_column(texts.to_series(index), numbers.to_series(index)) for index in range(texts.width)]
    return Table(columns, np.arange(1, texts.height + 1, dtype=np.int64), None)


def _load(reader: fastexcel.ExcelReader, name: str, kind: fastexcel.DType) -> pl.DataFrame:
    # skip_rows=0 keeps blank rows above the table, so that row numbers are those of the sheet.
    return reader.load_sheet(name, header_row=None, skip_rows=0, dtypes=kind).to_polars()


def _column(texts: pl.Series, numbers: pl.Series) -> Column:
    """Texts of a column, its real numbers in their shortest exact form.

    The reader prints numbers with nine decimals at most and with binary noise; the floats
    themselves, loaded beside the texts, give the digits that the pharmacy typed.
    """
    frame = pl.DataFrame({"text": texts.fill_null(""), "number": numbers})
    distinct = frame.unique(maintain_order=True).with_row_index("code")
    codes = frame.join(distinct, on=["text", "number"], how="left", nulls_equal=True, maintain_order="left")["code"]
    values, numeric = [""], set()
    for text, number in zip(distinct["text"].to_list(), distinct["number"].to_list(), strict=True):
        is_number = number is not None and text.lower() not in _TRUTHS
        if is_number:
            numeric.add(len(values))
        values.append(_digits(number) if is_number else text)
    return Column(values, codes.to_numpy().astype(np.int32) + 1, frozenset(numeric))


def _digits(number: float) -> str:
    if number.is_integer() and abs(number) < _EXACT_INTEGERS:
        return str(int(number))
    return repr(number)
