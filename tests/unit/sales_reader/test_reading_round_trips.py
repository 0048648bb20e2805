"""Any table, written in any style, is read back exactly; any bytes end in a table or a sentence."""

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.sales_reader.files import read

from app.services.sales_reader import SalesFile, errors

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2026, 3, 10))
QUANTITIES = st.decimals(0, 10_000_000, places=9).map(lambda number: number.normalize() + 0)
PRICES = st.decimals(0, 99, places=4).map(lambda number: number.normalize() + 0)  # times a quantity: within bounds
# Words of real languages: an encoding is told from letters as people use them.
NAMES = st.sampled_from(
    ["Paracetamol 500 mg", "Dolo 650", "Crème à l'œil", "Hustenlöser, süß", "Pílulas de ação",
     "Vicks; rub", "Eau de mélisse | 10%", "=SUM(A1)", "Gel 5% “plus”", 'Gauze 4"', "Année-Santé"]
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """One way of writing a table down."""

    delimiter: str
    encoding: str
    end: str
    date: Callable[[dt.date], str]
    comma: bool
    title: bool

    def number(self, value: Decimal) -> str:
        text = f"{value:f}"
        return text.replace(".", ",") if self.comma else text


STYLES = st.builds(
    Style,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    end=st.sampled_from(["\n", "\r\n"]),
    date=st.sampled_from(
        [
            lambda day: f"{day:%d/%m/%Y}",
            lambda day: f"{day:%m/%d/%Y}",
            lambda day: f"{day:%d.%m.%Y}",
            lambda day: f"{day:%Y-%m-%d}",
            lambda day: f"{day:%Y%m%d}",
            lambda day: f"{day.day} {day:%b} {day.year}",
            lambda day: f"{day:%Y-%m-%d} 00:00:00",
        ]
    ),
    comma=st.booleans(),
    title=st.booleans(),
)  # fmt: skip


def written(rows: list[list[str]], style: Style) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=style.delimiter, lineterminator=style.end)
    if style.title:
        writer.writerow(["Sales report of the pharmacy"])
    writer.writerows(rows)
    return target.getvalue().encode(style.encoding)


def anchored(days: list[dt.date]) -> list[dt.date]:
    """Days that settle their order: one is above twelve."""
    return [*days, dt.date(2025, 12, 28)]


def read_or_refusal(content: bytes) -> SalesFile | errors.SalesFileError:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return read(Path(folder), content)
        except errors.SalesFileError as error:
            return error


# A number such as 1,234 is told from 1.234 by the others of its column.
ANCHOR = Decimal("0.25")


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(DAYS, NAMES, QUANTITIES, PRICES), min_size=1, max_size=12),
    STYLES,
    st.permutations(range(4)),
)
def test_a_long_table_is_read_back_exactly(
    sales: list[tuple[dt.date, str, Decimal, Decimal]], style: Style, order: list[int]
) -> None:
    days = anchored([sale[0] for sale in sales])
    sales = [*sales, (days[-1], "Zinc", ANCHOR, ANCHOR)]
    headings = ["Sale date", "Medicine", "Quantity", "Unit price"]
    table = [
        [style.date(day), name, style.number(quantity), style.number(price)] for day, name, quantity, price in sales
    ]
    rows = [[row[index] for index in order] for row in [headings, *table]]

    with tempfile.TemporaryDirectory() as folder:
        file = read(Path(folder), written(rows, style))

    found = [(row.sold_on, row.medicine, row.quantity, row.unit_price) for row in file.rows]
    assert found == sales
    assert file.preview.bad_rows_total == 0


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), STYLES)
def test_a_wide_table_is_read_back_exactly(data: st.DataObject, style: Style) -> None:
    names = data.draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    days = anchored(data.draw(st.lists(DAYS, min_size=1, max_size=8)))
    cells = st.lists(
        st.lists(st.none() | QUANTITIES, min_size=len(names), max_size=len(names)),
        min_size=len(days) - 1,
        max_size=len(days) - 1,
    )
    figures: list[list[Decimal | None]] = [*data.draw(cells), [ANCHOR for _ in names]]
    table = [
        [style.date(day), *("" if cell is None else style.number(cell) for cell in row)]
        for day, row in zip(days, figures, strict=True)
    ]

    with tempfile.TemporaryDirectory() as folder:
        file = read(Path(folder), written([["Datum", *names], *table], style))

    assert [(row.sold_on, row.medicine, row.quantity) for row in file.rows] == [
        (day, name, cell)
        for day, row in zip(days, figures, strict=True)
        for name, cell in zip(names, row, strict=True)
        if cell is not None
    ]


SEED = 'Date,Medicine,Quantity,Price\r\n13/01/2026,Zinc,3.67,12\r\n14/01/2026,"Dolo, forte",2,1\r\nTotal,,5.67,\r\n'


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, len(SEED)), st.integers(0, 4), st.binary(max_size=4)), max_size=6),
    st.sampled_from(["utf-8", "utf-16", "utf-16-le"]),
)
def test_damaged_files_end_in_a_table_or_a_sentence(wounds: list[tuple[int, int, bytes]], encoding: str) -> None:
    content = SEED.encode(encoding)
    for place, cut, patch in wounds:
        content = content[:place] + patch + content[place + cut :]

    outcome = read_or_refusal(content)

    if isinstance(outcome, SalesFile):
        assert outcome.preview.rows_read >= len({row.row for row in outcome.rows})
    else:
        assert outcome.message.endswith(".")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300))
def test_any_text_ends_in_a_table_or_a_sentence(text: str) -> None:
    outcome = read_or_refusal(text.encode("utf-8", errors="replace"))

    assert isinstance(outcome, SalesFile) or outcome.message.endswith(".")
