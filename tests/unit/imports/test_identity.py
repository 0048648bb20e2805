"""The keys that make an import exactly-once, against an oracle that just keeps every line it has seen."""

from collections import Counter
from datetime import date, time, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.services.imports.identity import KeyedRow, Verdict, day_of, judge, long_keys, wide_keys
from app.services.sales_reader import SaleRow

DAY = date(2026, 3, 1)
QUANTITIES = st.integers(0, 4).map(lambda n: Decimal(n) / 2)


def sale(
    qty: Decimal | str = "1",
    *,
    day: date = DAY,
    medicine: str = "Crocin",
    price: str | None = None,
    at: time | None = None,
    reference: str | None = None,
) -> SaleRow:
    unit_price = None if price is None else Decimal(price)
    return SaleRow(2, 2, medicine, day, at, Decimal(qty), unit_price, reference)


def named(rows: list[SaleRow]) -> list[tuple[SaleRow, str]]:
    return [(row, row.medicine.casefold()) for row in rows]


def keys(keyed: list[KeyedRow]) -> list[str]:
    return [one.import_key for one in keyed]


lines = st.lists(
    st.builds(
        sale,
        QUANTITIES,
        day=st.integers(0, 2).map(lambda n: DAY + timedelta(days=n)),
        medicine=st.sampled_from(["Crocin", "CROCIN", "Dolo"]),
        price=st.sampled_from([None, "2", "2.0", "3"]),
        reference=st.sampled_from([None, "B1"]),
    ),
    max_size=12,
)


def meaning(row: SaleRow) -> tuple[object, ...]:
    return (row.medicine.casefold(), row.sold_on, row.sold_at_time, row.quantity, row.unit_price, row.reference)


@given(lines, lines)
def test_a_second_file_adds_the_lines_it_holds_more_often(first: list[SaleRow], second: list[SaleRow]) -> None:
    before, after = keys(long_keys(named(first))), keys(long_keys(named(second)))

    missing = Counter(map(meaning, second)) - Counter(map(meaning, first))
    assert len(set(after)) == len(after)
    assert len(set(after) - set(before)) == missing.total()


def test_a_line_is_another_when_anything_it_says_is() -> None:
    lines = [
        sale("1"),
        sale("2"),
        sale("1", day=DAY + timedelta(days=1)),
        sale("1", medicine="Dolo"),
        sale("1", price="2"),
        sale("1", at=time(9, 30)),
        sale("1", reference="B1"),
    ]

    alone = [keys(long_keys(named([line])))[0] for line in lines]

    assert len(set(alone)) == len(lines)
    assert keys(long_keys(named([sale("1.0", medicine="CROCIN")]))) == alone[:1]


def test_the_keys_of_the_two_layouts_never_meet() -> None:
    assert not {*keys(long_keys(named([sale("1")])))} & {*keys(wide_keys(named([sale("1")])))}
    assert all(len(key) <= 40 for key in keys(long_keys(named([sale("1")]))) + keys(wide_keys(named([sale("1")]))))


class Book:
    """What wide imports have stored: the sum of each day, and the keys of its parts."""

    def __init__(self) -> None:
        self.total: dict[tuple[str, date], Decimal] = {}
        self.keys: set[str | None] = set()

    def take_in(self, rows: list[SaleRow]) -> list[Verdict]:
        verdicts = []
        for keyed in wide_keys(named(rows)):
            if keyed.row.quantity == 0:
                continue
            verdicts.append(judge(keyed, self.total.get(day_of(keyed), Decimal(0)), self.keys))
            if verdicts[-1] is Verdict.NEW:
                self.total[day_of(keyed)] = keyed.day_total
                self.keys.add(keyed.import_key)
        return verdicts


def sums(rows: list[SaleRow]) -> dict[tuple[str, date], Decimal]:
    found: Counter[tuple[str, date]] = Counter()
    for row in rows:
        found[row.medicine.casefold(), row.sold_on] += row.quantity  # type: ignore[assignment]
    return {day: Decimal(total) for day, total in found.items() if total}


@given(lines)
def test_the_cells_of_a_day_add_up_and_count_once(rows: list[SaleRow]) -> None:
    book = Book()

    first, second = book.take_in(rows), book.take_in(rows)

    assert book.total == sums(rows)
    assert set(first) <= {Verdict.NEW}
    assert set(second) <= {Verdict.ALREADY_THERE}


@given(st.lists(st.integers(1, 6).map(Decimal), min_size=1, max_size=8))
def test_a_day_ends_at_the_largest_total_that_any_file_gave(totals: list[Decimal]) -> None:
    book, stored = Book(), [Decimal(0)]

    for total in totals:
        [verdict] = book.take_in([sale(total)])

        assert (verdict is Verdict.NEW) == (total > max(stored))
        assert (verdict is Verdict.ALREADY_THERE) == (total in stored)
        if verdict is Verdict.NEW:
            stored.append(total)
    assert book.total["crocin", DAY] == max(totals)
