"""The day and the month are told apart for the whole file, or not at all."""

from pathlib import Path

import pytest
from tests.unit.sales_reader.files import options, read, sold

from app.services.sales_reader import errors
from app.services.sales_reader.contracts import DateOrder


def long(*dates: str, heading: str = "Date") -> str:
    return f"{heading};Medicine;Quantity\n" + "".join(f"{day};A;1\n" for day in dates)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-01-13", "2026-01-13"),
        ("2026/1/3", "2026-01-03"),
        ("20260113", "2026-01-13"),
        ("13012026", "2026-01-13"),
        ("13/01/2026", "2026-01-13"),
        ("13.1.2026", "2026-01-13"),
        ("13-01-2026", "2026-01-13"),
        ("01/13/2026", "2026-01-13"),
        ("13/01/2026 10:32", "2026-01-13"),
        ("1 Jan 2026", "2026-01-01"),
        ("1-Jan-26", "2026-01-01"),
        ("Jan 13, 2026", "2026-01-13"),
        ("Tuesday, 13 January 2026", "2026-01-13"),
        ("13. März 2025", "2025-03-13"),
        ("13 août 2025", "2025-08-13"),
        ("1 de enero de 2026", "2026-01-01"),
        ("Tue 13/01/2026", "2026-01-13"),
        ("2026-Jan-13", "2026-01-13"),
        ("46035", "2026-01-13"),
        ("46035.5", "2026-01-13"),
        ("2026-01-13T10:32:05Z", "2026-01-13"),
        ("2026-01-13 10:32:05.123+05:30", "2026-01-13"),
    ],
)
def test_dates_as_they_are_written(tmp_path: Path, written: str, day: str) -> None:
    file = read(tmp_path, long(written))

    assert sold(file) == [(day, "A", "1")]


@pytest.mark.parametrize(
    ("dates", "order"),
    [(("01/02/2026", "13/02/2026"), "dmy"), (("01/02/2026", "01-13-2026"), "mdy")],
)
def test_a_day_above_twelve_settles_the_whole_file(tmp_path: Path, dates: tuple[str, str], order: DateOrder) -> None:
    preview = read(tmp_path, long(*dates)).preview

    assert preview.date_order == order
    assert f"“{dates[1]}” in row 3" in preview.date_order_reason


def test_an_open_file_asks_and_gives_no_sales(tmp_path: Path) -> None:
    file = read(tmp_path, long("01/02/2026", "02/02/2026", "05/02/2026"))

    question = file.preview.question
    assert question is not None
    assert question.options == ("dmy", "mdy")
    assert question.examples == ("01/02/2026", "05/02/2026")
    assert "01 February 2026 or 02 January 2026" in question.message
    assert (len(file.rows), file.preview.date_from, file.preview.days) == (0, None, 3)
    assert file.preview.sales_found == 3
    assert file.preview.bad_rows_total == 0
    with pytest.raises(errors.AmbiguousDates) as caught:
        file.require_answered()
    assert caught.value.details == {"options": ["dmy", "mdy"], "examples": ["01/02/2026", "05/02/2026"]}


def test_the_answer_is_taken(tmp_path: Path) -> None:
    content = long("01/02/2026", "03/02/2026")

    day_first = read(tmp_path, content, chosen=options("dmy"))
    month_first = read(tmp_path, content, chosen=options("mdy"))

    assert [day for day, _, _ in sold(day_first)] == ["2026-02-01", "2026-02-03"]
    assert [day for day, _, _ in sold(month_first)] == ["2026-01-02", "2026-03-02"]


def test_an_answer_that_the_file_contradicts_makes_bad_rows(tmp_path: Path) -> None:
    file = read(tmp_path, long("01/02/2026", "01/13/2026"), chosen=options("dmy"))

    assert sold(file) == [("2026-02-01", "A", "1")]
    assert [(bad.row, bad.column, bad.expected, bad.found) for bad in file.preview.bad_rows] == [
        (3, "Date", "a date day first, such as 31/12/2025", "01/13/2026")
    ]


def test_dates_that_read_the_same_either_way_need_no_answer(tmp_path: Path) -> None:
    file = read(tmp_path, long("01/01/2026", "02.02.2026", "03-03-2026"))

    assert file.preview.question is None
    assert "same" in file.preview.date_order_reason


def test_a_mixed_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.ConflictingDates) as caught:
        read(tmp_path, long("13/01/2026", "01/13/2026", "01/14/2026"))

    assert caught.value.details["examples"] == ["01/13/2026", "13/01/2026"]


def test_one_slip_among_many_proofs_is_a_bad_row(tmp_path: Path) -> None:
    good = [f"{day}/{month:02}/2025" for month in range(1, 5) for day in range(13, 29)]

    file = read(tmp_path, long(*good, "01/13/2026"))

    assert file.preview.date_order == "dmy"
    assert [(bad.row, bad.found) for bad in file.preview.bad_rows] == [(len(good) + 2, "01/13/2026")]


def test_dates_in_the_future_settle_the_order(tmp_path: Path) -> None:
    file = read(tmp_path, long(*(f"03/{day:02}/2026" for day in range(1, 10))))

    assert file.preview.date_order == "mdy"
    assert "future" in file.preview.date_order_reason


def test_a_single_date_in_the_future_settles_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, long("03/02/2026", "03/05/2026")).preview.question is not None


def test_rows_that_run_through_time_settle_the_order(tmp_path: Path) -> None:
    dates = [
        "05/01/2025",
        "12/01/2025",
        "02/02/2025",
        "09/02/2025",
        "02/03/2025",
        "09/03/2025",
        "06/04/2025",
        "11/05/2025",
    ]

    file = read(tmp_path, long(*dates))

    assert file.preview.date_order == "dmy"
    assert "run through time" in file.preview.date_order_reason


def test_a_single_step_back_settles_nothing(tmp_path: Path) -> None:
    dates = [*(f"{day:02}/01/2025" for day in range(5, 12)), "01/02/2025"]

    assert read(tmp_path, long(*dates)).preview.question is not None


def test_a_heading_that_names_the_order_settles_it(tmp_path: Path) -> None:
    assert read(tmp_path, long("01/02/2026", heading="Date (MM/DD/YYYY)")).preview.date_order == "mdy"
    assert read(tmp_path, long("01/02/2026", heading="Datum TT.MM.JJJJ")).preview.date_order == "dmy"


def test_a_weekday_column_settles_the_order(tmp_path: Path) -> None:
    names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    rows = "".join(f"{i + 1:02}/02/2025,{names[(i + 6) % 7]},{i % 3},{9 - i}\n" for i in range(8))

    file = read(tmp_path, f"Date,Dia,Aspirin,Zinc\n{rows}")

    assert file.preview.date_order == "dmy"
    assert "calendar columns" in file.preview.date_order_reason


def test_short_years_are_of_this_century(tmp_path: Path) -> None:
    file = read(tmp_path, long(*(f"{day:02}/01/26" for day in range(5, 32))))

    assert file.preview.date_order == "dmy"
    assert file.preview.date_from is not None
    assert f"{file.preview.date_from}" == "2026-01-05"


def test_short_years_in_front_are_noticed(tmp_path: Path) -> None:
    file = read(tmp_path, long(*(f"26-01-{day:02}" for day in range(5, 32))))

    assert file.preview.date_order == "ymd"
    assert f"{file.preview.date_from}" == "2026-01-05"


@pytest.mark.parametrize("written", ["1900-01-01", "1999-12-31", "2026-03-12", "2026-02-30", "soon", ""])
def test_days_that_cannot_be_are_bad_rows(tmp_path: Path, written: str) -> None:
    file = read(tmp_path, long("2026-01-13", written, "2026-03-11"))

    assert len(file.rows) == 2
    (bad,) = file.preview.bad_rows
    assert (bad.row, bad.column, bad.found) == (3, "Date", written)
    assert bad.expected.startswith("a date")


def test_what_is_expected_of_a_date_names_the_bounds(tmp_path: Path) -> None:
    file = read(tmp_path, long("1900-01-13"))

    assert file.preview.bad_rows[0].expected == "a date from 2000-01-01 to 2026-03-11"
