"""XLSX: real dates and numbers, several sheets, and workbooks that mean harm."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from tests.unit.sales_reader.files import TODAY, Cell, options, read_sheet, sold, totals, write_sheets

from app.services.sales_reader import errors, parse


def test_cells_keep_their_own_types(tmp_path: Path) -> None:
    file = read_sheet(
        tmp_path,
        [
            ["Shree Medicals"],
            [],
            ["Sale date", "Time", "Medicine", "Qty", "Rate", "Bill"],
            [dt.date(2026, 1, 2), dt.time(10, 32), "Paracetamol", 3.67, 12.5, 1001],
            [dt.date(2026, 1, 3), None, "Zinc", 100000000.1 / 1000, 9, "B-2"],
        ],
    )

    first, second = file.rows
    assert sold(file) == [("2026-01-02", "Paracetamol", "3.67"), ("2026-01-03", "Zinc", "100000.0001")]
    assert (first.row, first.sold_at_time, first.reference) == (4, dt.time(10, 32), "1001")
    assert second.sold_at_time is None
    assert (file.preview.format, file.preview.sheet, file.preview.header_row) == ("xlsx", "Sales", 3)


def test_numbers_are_the_digits_that_were_typed_not_their_binary_noise(tmp_path: Path) -> None:
    typed = ["100.1", "0.1", "4.507", "1234567.123456789", "0.000000001", "9999999.99"]

    rows: list[list[Cell]] = [[TODAY, "A", float(text)] for text in typed]
    file = read_sheet(tmp_path, [["Date", "Item", "Qty"], *rows])

    assert [f"{row.quantity:f}" for row in file.rows] == typed


def test_more_decimals_than_nine_are_rounded_and_counted_in_a_workbook_too(tmp_path: Path) -> None:
    file = read_sheet(tmp_path, [["Date", "Item", "Qty"], [TODAY, "A", 1 / 3]])

    assert f"{file.rows[0].quantity}" == "0.333333333"
    assert file.preview.notices == ("Quantities with more than nine decimals, rounded to nine: 1.",)


def test_day_numbers_without_a_date_format_are_dates(tmp_path: Path) -> None:
    file = read_sheet(tmp_path, [["Date", "Item", "Qty"], [46035, "A", 1], [46036.75, "A", 1]])

    assert [row.sold_on.day for row in file.rows] == [13, 14]
    assert file.rows[1].sold_at_time == dt.time(18)


def test_texts_with_a_decimal_comma_among_numbers(tmp_path: Path) -> None:
    file = read_sheet(
        tmp_path, [["Date", "Item", "Qty"], [TODAY, "A", "3,67"], [TODAY, "B", 4.5], [TODAY, "C", "1.234"]]
    )

    assert [(row.medicine, f"{row.quantity}") for row in file.rows] == [("A", "3.67"), ("B", "4.5")]
    assert [bad.row for bad in file.preview.bad_rows] == [4]


def test_a_wide_sheet(tmp_path: Path) -> None:
    rows = [[TODAY - dt.timedelta(days=i), i, None, i / 4] for i in range(9)]

    file = read_sheet(tmp_path, [["Day", "Aspirin", "Zinc", "Dolo"], *rows])

    assert totals(file) == {"Aspirin": 36, "Dolo": 9}


def test_the_first_sheet_with_sales_is_read_and_the_others_named(tmp_path: Path) -> None:
    path = write_sheets(
        tmp_path,
        {"Cover": [["Shree Medicals"]], "Jan": [["Date", "Item", "Qty"], [TODAY, "A", 1]], "Feb": [["x", "y"]]},
    )

    file = parse(path, filename="sales.xlsx", options=options())

    assert file.preview.sheet == "Jan"
    assert file.preview.notices == ("Only the sheet “Jan” was read, not “Cover”, “Feb”.",)


def test_a_workbook_named_csv_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = write_sheets(tmp_path, {"Jan": [["Date", "Item", "Qty"], [TODAY, "A", 1]]})

    assert parse(path, filename="sales.csv", options=options()).preview.format == "xlsx"


def test_an_empty_workbook_is_empty(tmp_path: Path) -> None:
    with pytest.raises(errors.EmptyFile):
        read_sheet(tmp_path, [])


def rewritten(path: Path, changes: dict[str, bytes]) -> Path:
    """The workbook with some entries replaced or added."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in changes:
                new.writestr(entry, old.read(entry))
        for name, content in changes.items():
            new.writestr(name, content)
    return target


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({SHEET: b" " * 70_000_000}, errors.ArchiveBomb),
        ({f"xl/pad{i}.xml": b" " * 40_000_000 for i in range(4)}, errors.ArchiveBomb),
        ({"xl/pad.bin": b"\x00" * 30_000_000}, errors.ArchiveBomb),
        ({f"xl/{i}.bin": b"" for i in range(1_001)}, errors.ArchiveBomb),
        ({"../../etc/cron.d/x": b"x"}, errors.ArchiveBomb),
        ({"xl\\..\\..\\x": b"x"}, errors.ArchiveBomb),
        ({SHEET: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}, errors.ArchiveBomb),
        ({SHEET: '<!DOCTYPE x [<!ENTITY a "aaaa">]><x/>'.encode("utf-16")}, errors.ArchiveBomb),
        ({SHEET: b"<worksheet><sheetData><row"}, errors.SalesFileError),
        ({"xl/workbook.xml": b"not xml at all"}, errors.SalesFileError),
    ],
)  # fmt: skip
def test_a_workbook_that_means_harm_is_refused(
    tmp_path: Path, changes: dict[str, bytes], refusal: type[errors.SalesFileError]
) -> None:
    path = write_sheets(tmp_path, {"Jan": [["Date", "Item", "Qty"], [TODAY, "A", 1]]})

    with pytest.raises(refusal):
        parse(rewritten(path, changes), filename="sales.xlsx", options=options())


def test_a_declaration_across_two_blocks_is_seen(tmp_path: Path) -> None:
    path = write_sheets(tmp_path, {"Jan": [["Date", "Item", "Qty"], [TODAY, "A", 1]]})
    noise = bytes(range(97, 123)) * 10_082
    content = b"<!--" + noise[: 2**18 - 8] + b"--><!DOCTYPE x>"

    with pytest.raises(errors.ArchiveBomb):
        parse(rewritten(path, {SHEET: content}), filename="sales.xlsx", options=options())


def test_a_cut_off_workbook_is_unreadable(tmp_path: Path) -> None:
    path = write_sheets(tmp_path, {"Jan": [["Date", "Item", "Qty"], [TODAY, "A", 1]]})
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])

    with pytest.raises(errors.UnreadableFile):
        parse(path, filename="sales.xlsx", options=options())
