"""Quantities and prices survive exactly, in whatever style they are written."""

from decimal import Decimal
from pathlib import Path

import pytest
from tests.unit.sales_reader.files import read


def quantities(folder: Path, *cells: str, delimiter: str = ";") -> list[str]:
    rows = "".join(delimiter.join(("2026-01-13", "A", cell)) + "\n" for cell in cells)
    file = read(folder, delimiter.join(("Date", "Medicine", "Quantity")) + "\n" + rows)
    return [f"{row.quantity:f}" for row in file.rows]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("3.67", "12"), ["3.67", "12"]),
        (("3,67", "12"), ["3.67", "12"]),
        (("3,67", "1.234"), ["3.67", "1234"]),
        (("3.67", "1,234"), ["3.67", "1234"]),
        (("1.234,50",), ["1234.5"]),
        (("1,23,456.5",), ["123456.5"]),
        (("1,234,567",), ["1234567"]),
        (("1 234,5", "1\u00a0234,25"), ["1234.5", "1234.25"]),
        (("1'234.5",), ["1234.5"]),
        (("0,125",), ["0.125"]),
        (("4.507",), ["4.507"]),
        (("1,234",), ["1.234"]),
        (("1.5e2", "2E-3"), ["150", "0.002"]),
        (("+5", "007", ".5"), ["5", "7", "0.5"]),
        (("0.123456789", "9999999.999999999"), ["0.123456789", "9999999.999999999"]),
    ],
)
def test_numbers_as_they_are_written(tmp_path: Path, cells: tuple[str, ...], expected: list[str]) -> None:
    assert quantities(tmp_path, *cells) == expected


def test_grouped_thousands_between_quotation_marks(tmp_path: Path) -> None:
    file = read(tmp_path, 'Date,Medicine,Quantity\n2026-01-13,A,"1,234"\n')

    assert file.rows[0].quantity == 1234
    assert file.preview.notices == ("Numbers such as “1,234” were read as 1234; please check one of them.",)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("-3", "a quantity of 0 or more"),
        ("(3)", "a quantity of 0 or more"),
        ("3-", "a quantity of 0 or more"),
        ("−3", "a quantity of 0 or more"),
        ("10000000.1", "a quantity of at most 10,000,000"),
        ("many", "a number, such as 12 or 3.67"),
        ("3.6.7", "a number, such as 12 or 3.67"),
        ("1e99", "a quantity of at most 10,000,000"),
        ("NaN", "a number, such as 12 or 3.67"),
        ("9" * 61, "a number, such as 12 or 3.67"),
        ("", "a quantity"),
    ],
)
def test_what_is_no_quantity_is_a_bad_row(tmp_path: Path, cell: str, expected: str) -> None:
    file = read(tmp_path, f"Date,Medicine,Quantity\n2026-01-13,A,2.5\n2026-01-13,B,{cell}\n2026-01-13,C,2\n")

    assert [row.medicine for row in file.rows] == ["A", "C"]
    (bad,) = file.preview.bad_rows
    assert (bad.row, bad.column, bad.expected, bad.found) == (3, "Quantity", expected, cell)


def test_an_empty_cell_of_a_wide_file_is_no_observation(tmp_path: Path) -> None:
    file = read(tmp_path, "Date,A,B\n2026-01-13,,0\n2026-01-14,x,-1\n2026-01-15,2,3\n")

    assert [(row.medicine, int(row.quantity)) for row in file.rows] == [("B", 0), ("A", 2), ("B", 3)]
    assert [(bad.row, bad.column) for bad in file.preview.bad_rows] == [(3, "A"), (3, "B")]


def test_more_than_nine_decimals_are_rounded_half_to_even_and_counted(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "Date,Medicine,Quantity\n2026-01-13,A,0.0000000005\n2026-01-13,B,0.0000000015\n"
        "2026-01-13,C,0.33333333333333333\n2026-01-13,D,1.5000000000000\n",
    )

    assert [row.quantity for row in file.rows] == [
        Decimal(0), Decimal("2e-9"), Decimal("0.333333333"), Decimal("1.5")
    ]  # fmt: skip
    assert file.preview.notices == ("Quantities with more than nine decimals, rounded to nine: 3.",)


def test_a_column_of_both_styles_reads_the_usual_one_and_reports_the_other(tmp_path: Path) -> None:
    file = read(tmp_path, "Date;Medicine;Quantity\n2026-01-13;A;3,67\n2026-01-13;B;4,5\n2026-01-13;C;5.25\n")

    assert [f"{row.quantity}" for row in file.rows] == ["3.67", "4.5"]
    assert file.preview.bad_rows[0].expected == "a number, such as 12 or 3,67"


@pytest.mark.parametrize("written", ["12.50", "₹12.50", "Rs. 12.50", "12.50/-", "$ 12.50", "12.50 €", "INR 12.50"])
def test_prices_lose_their_currency(tmp_path: Path, written: str) -> None:
    file = read(tmp_path, f"Date;Medicine;Quantity;Price\n2026-01-13;A;1;{written}\n")

    assert file.rows[0].unit_price == Decimal("12.5")


def test_a_price_may_be_missing_but_not_negative_or_text(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "Date,Medicine,Quantity,Price\n2026-01-13,A,1,\n2026-01-13,B,1,-2\n2026-01-13,C,1,x\n2026-01-13,D,1,2\n",
    )

    assert [(row.medicine, row.unit_price) for row in file.rows] == [("A", None), ("D", Decimal(2))]
    assert [(bad.row, bad.expected) for bad in file.preview.bad_rows] == [
        (3, "a price of 0 or more"),
        (4, "a number, such as 12 or 3.67"),
    ]


def test_only_the_first_bad_rows_are_kept_and_all_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-13,A,{'x' * 100}\n" for _ in range(300))

    preview = read(tmp_path, f"Date,Medicine,Quantity\n{rows}2026-01-13,A,1\n").preview

    assert (len(preview.bad_rows), preview.bad_rows_total) == (200, 300)
    assert [bad.row for bad in preview.bad_rows] == list(range(2, 202))
    assert {len(bad.found) for bad in preview.bad_rows} == {80}


def test_totals_of_a_medicine_are_exact(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-13,A,9999999.{digit}23456789\n" for digit in range(10)) * 200

    preview = read(tmp_path, f"Date,Medicine,Quantity\n{rows}").preview

    exact = sum((Decimal(f"9999999.{digit}23456789") for digit in range(10)), Decimal(0)) * 200
    assert preview.medicines[0].total_qty == exact
