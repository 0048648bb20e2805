"""Delimiters, encodings, line ends, and everything around the table that is no sale."""

from pathlib import Path

import pytest
from tests.unit.sales_reader.files import read, sold, totals

from app.services.sales_reader import errors

LONG = "Date,Medicine,Quantity\n2026-01-01,Paracetamol,3\n2026-01-02,Crème Éclair,1\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(tmp_path: Path, delimiter: str) -> None:
    file = read(tmp_path, LONG.replace(",", delimiter))

    assert file.preview.delimiter == delimiter
    assert len(file.rows) == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end(tmp_path: Path, end: str) -> None:
    file = read(tmp_path, LONG.replace("\n", end))

    assert [row.row for row in file.rows] == [2, 3]


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b""),
        ("utf-8-sig", b""),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("latin-1", b""),
        ("cp1252", b""),
    ],
)
def test_any_encoding(tmp_path: Path, encoding: str, bom: bytes) -> None:
    file = read(tmp_path, bom + LONG.encode(encoding))

    assert list(totals(file)) == ["Paracetamol", "Crème Éclair"]


def test_a_utf16_file_of_hindi_names(tmp_path: Path) -> None:
    file = read(tmp_path, "दिनांक,दवा,मात्रा\n2026-01-01,पैरासिटामोल,3\n2026-01-02,सेट्रिज़िन,2\n".encode("utf-16-le"))

    assert len(file.rows) == 2
    assert file.rows[0].medicine == "पैरासिटामोल"


def test_the_delimiter_that_a_spreadsheet_hint_names(tmp_path: Path) -> None:
    file = read(tmp_path, "sep=;\nDate;Medicine;Quantity\n2026-01-01;A;3,5\n")

    assert sold(file) == [("2026-01-01", "A", "3.5")]
    assert file.rows[0].row == 3


def test_titles_blank_lines_repeated_headings_and_totals_are_no_sales(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "Shree Medicals,,\nSales from 01/01/2026,to,31/01/2026\n\n"
        "Date,Medicine,Quantity\n13/01/2026,A,3\n,,\n\nSub total,,3\n"
        "Date,Medicine,Quantity\n14/01/2026,B,4\nGrand Total:,,7\n,,\nPrinted by Rao,,\n",
    )

    assert sold(file) == [("2026-01-13", "A", "3"), ("2026-01-14", "B", "4")]
    assert [row.row for row in file.rows] == [5, 10]
    assert file.preview.header_row == 4
    assert file.preview.rows_read == 2
    assert file.preview.bad_rows_total == 0
    assert file.preview.notices == (
        "Skipped 1 row that repeat the headings.",
        "Skipped 2 rows of totals (row 8, 11).",
        "Skipped 1 row after the last sale (row 13).",
    )


def test_totals_at_the_end_of_a_wide_file(tmp_path: Path) -> None:
    file = read(tmp_path, "Date,A,B,,\n2026-01-01,1,2,,\n2026-01-02,3,4,,\nTotal,4,6,,\n")

    assert totals(file) == {"A": 4, "B": 6}
    assert [column.name for column in file.preview.columns] == ["Date", "A", "B"]


def test_cells_over_several_lines_keep_the_row_numbers(tmp_path: Path) -> None:
    file = read(tmp_path, 'Date,Medicine,Quantity\n2026-01-01,"A\nforte",3\n2026-01-02,B,4\n')

    assert [(row.row, row.medicine) for row in file.rows] == [(2, "A forte"), (4, "B")]


def test_quotation_marks_inside_a_name(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        'Date,Medicine,Quantity\n2026-01-01,"Vicks" rub,3\n2026-01-02,Bandage 2" wide,1\n2026-01-02,"4"" gauze",1\n',
    )

    assert [row.medicine for row in file.rows] == ["Vicks rub", 'Bandage 2" wide', '4" gauze']


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_line(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-01,M{i},1\n" for i in range(50))

    with pytest.raises(errors.BrokenQuote) as caught:
        read(tmp_path, f'Date,Medicine,Quantity\n2026-01-01,"A\nforte",3\n2026-01-02,"B,4\n{rows}')

    assert caught.value.details["line"] == 4


def test_a_quotation_mark_closed_by_a_later_one_is_named_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(errors.BrokenQuote) as caught:
        read(tmp_path, 'Date,Medicine,Quantity\n2026-01-01,"A,3\n2026-01-02,B,4\n2026-01-03,"C",5\n')

    assert caught.value.details["line"] == 2


def test_an_open_quotation_mark_before_much_text_is_found_quickly(tmp_path: Path) -> None:
    with pytest.raises(errors.BrokenQuote) as caught:
        read(tmp_path, 'Date,Medicine,Quantity\n2026-01-01,"A,3\n' + "\n" * 300_000)

    assert caught.value.details["line"] == 2


def test_rows_with_more_cells_than_headings_are_bad(tmp_path: Path) -> None:
    file = read(tmp_path, "Date,Medicine,Quantity\n2026-01-01,A,3\n2026-01-02,B, plus,4\n2026-01-03,C,3,67\n")

    assert sold(file) == [("2026-01-01", "A", "3")]
    assert [(bad.row, bad.expected, bad.found) for bad in file.preview.bad_rows] == [
        (3, "3 cells, as in the headings", "4 cells"),
        (4, "3 cells, as in the headings", "4 cells"),
    ]
    assert file.preview.rows_read == 3


def test_names_are_kept_as_text_without_control_characters(tmp_path: Path) -> None:
    file = read(
        tmp_path, "Date,Medicine,Quantity\n2026-01-01,=cmd|' /C calc'!A0,1\n2026-01-01,  Zinc\u00a0 \u200b\x07 50  ,1\n"
    )

    assert [row.medicine for row in file.rows] == ["=cmd|' /C calc'!A0", "Zinc 50"]


def test_names_longer_than_a_name_can_be_are_bad(tmp_path: Path) -> None:
    file = read(
        tmp_path, f"Date,Medicine,Quantity\n2026-01-01,{'x' * 201},1\n2026-01-01,{'y' * 200},1\n2026-01-01,,1\n"
    )

    assert [row.medicine for row in file.rows] == ["y" * 200]
    assert [(bad.row, bad.expected, len(bad.found)) for bad in file.preview.bad_rows] == [
        (2, "a name of at most 200 characters", 80),
        (4, "a medicine's name", 0),
    ]


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n  \n", b"\xef\xbb\xbf", b"Date,Medicine,Quantity\n"])
def test_files_without_a_row_are_empty(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(errors.EmptyFile):
        read(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"%PDF-1.7\n",
        b"Date,Medicine,Quantity\n2026-01-01,A\x00B,3\n",
        bytes(range(256)) * 20,
        b"<html><table><tr><td>Date</td></tr></table></html>",
        b"<?xml version='1.0'?><Workbook/>",
        b"\x1f\x8b\x08\x00 zipped",
        b"PK\x03\x04 not really a zip",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        b"MZ\x90\x00\x03\x00",
    ],
)
def test_what_is_no_table_is_unreadable_whatever_its_name(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(errors.UnreadableFile):
        read(tmp_path, content)


def test_a_text_file_named_xls_is_read_as_text(tmp_path: Path) -> None:
    file = read(tmp_path, LONG.replace(",", "\t"), name="report.xls")

    assert (file.preview.format, len(file.rows)) == ("csv", 2)


def test_a_line_beyond_any_table_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    with pytest.raises(errors.LineTooLong):
        read(tmp_path, b"Date,Medicine,Quantity\n" + b"x" * 3_000_000)


def test_more_columns_than_any_report_are_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.TooManyColumns):
        read(tmp_path, "Date," + ",".join(f"M{i}" for i in range(5_001)) + "\n")
