"""A daily report of drug groups, as the first file that a newcomer tries is made."""

import csv
import datetime as dt
import gzip
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from tests.unit.sales_reader.files import options, totals

from app.services.sales_reader import SalesFile, parse

GROUPS = ["M01AB", "M01AE", "N02BA", "N02BE", "N05B", "N05C", "R03", "R06"]
CALENDAR = ["Year", "Month", "Hour", "Weekday Name"]
REAL = Path(__file__).parents[4] / "shared" / "data" / "pharmacy-daily.csv.gz"


def daily_report() -> Iterator[list[str]]:
    """Wide, month first, two separators for dates, fractions of packs, calendar columns."""
    chance = random.Random(7)
    first = dt.date(2014, 1, 2)
    for day in (first + dt.timedelta(days=i) for i in range(2_106)):
        written = f"{day:%m-%d-%Y}" if day.day <= 12 else f"{day.month}/{day.day}/{day.year}"
        sold = [f"{chance.choice([0.0, 3.67, 8.0, 4.507, 10.937083334])}" for _ in GROUPS]
        hours = f"{276 if chance.random() < 0.9 else 190}"
        yield [written, *sold, f"{day.year}", f"{day.month}", hours, f"{day:%A}"]


def own_sums(rows: list[list[str]]) -> dict[str, Decimal]:
    """Added up by hand, apart from the reader."""
    return {
        group: sum((Decimal(row[index]) for row in rows), Decimal(0)) for index, group in enumerate(GROUPS, start=1)
    }


def assert_is_the_report(file: SalesFile, rows: list[list[str]]) -> None:
    preview = file.preview
    assert (preview.layout, preview.date_order, preview.header_row) == ("wide", "mdy", 1)
    assert (preview.rows_read, preview.days, len(file.rows)) == (2_106, 2_106, 2_106 * 8)
    assert totals(file) == own_sums(rows)
    assert [c.name for c in preview.columns if c.role == "ignored"] == CALENDAR
    assert (preview.bad_rows_total, preview.notices, preview.question) == (0, (), None)


def test_a_generated_daily_report_is_read_to_the_last_digit(tmp_path: Path) -> None:
    rows = list(daily_report())
    path = tmp_path / "daily.csv"
    with path.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target).writerows([["datum", *GROUPS, *CALENDAR], *rows])

    assert_is_the_report(parse(path, filename="daily.csv", options=options()), rows)


@pytest.mark.skipif(not REAL.exists(), reason="pharmacy-daily.csv.gz: the shared data is not beside the repository")
def test_the_real_daily_report_is_read_to_the_last_digit(tmp_path: Path) -> None:
    content = gzip.decompress(REAL.read_bytes())
    path = tmp_path / "pharmacy-daily.csv"
    path.write_bytes(content)

    file = parse(path, filename="pharmacy-daily.csv", options=options())

    assert_is_the_report(file, list(csv.reader(content.decode().splitlines()))[1:])
    assert f"{file.preview.date_from} {file.preview.date_to}" == "2014-01-02 2019-10-08"
