"""Quantities, prices and amounts: every text understood once, exactly, in the file's own style."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from app.services.sales_reader import limits
from app.services.sales_reader.numerals import (
    Mark,
    decimal_mark,
    parse,
    shape_of,
    to_units,
    without_currency,
)
from app.services.sales_reader.sale_rows import PRICE_DECIMALS, QUANTITY_DECIMALS
from app.services.sales_reader.table import Column

_EVIDENCE = 5_000
_EXAMPLE = {".": "12 or 3.67", ",": "12 or 3,67"}


@dataclass(frozen=True, slots=True)
class Measure:
    """What a column of figures means.

    Args:
        name: as in "a quantity of 0 or more".
        decimals: places that are kept.
        largest: the most that can be meant.
    """

    name: str
    decimals: int
    largest: int


QUANTITY = Measure("quantity", QUANTITY_DECIMALS, limits.MAX_QUANTITY)
PRICE = Measure("price", PRICE_DECIMALS, limits.MAX_PRICE)


@dataclass(frozen=True, slots=True)
class Figures:
    """Per code of a column of figures.

    Args:
        units: in 10^-decimals of its measure.
        good: whether the text is a figure that can be meant.
        empty: whether the cell holds nothing; then it is not good.
        rounded: whether digits had to be rounded off.
    """

    units: NDArray[np.int64]
    good: NDArray[np.bool_]
    empty: NDArray[np.bool_]
    rounded: NDArray[np.bool_]
    expected: dict[int, str]


@dataclass(frozen=True, slots=True)
class Style:
    """How the file writes numbers, column by column where a column proves it."""

    marks: dict[int, Mark]
    file: Mark
    notices: tuple[str, ...]

    def of(self, index: int) -> Mark:
        """The decimal mark of one column."""
        return self.marks.get(index, self.file)


def find_style(columns: dict[int, Column], *, delimiter: str | None) -> Style:
    """Find each column's decimal mark; columns that prove none follow the rest of the file."""
    texts = {index: _texts(column) for index, column in columns.items()}
    marks = {index: mark for index, found in texts.items() if (mark := decimal_mark(found))}
    everything = [text for found in texts.values() for text in found]
    file = decimal_mark(everything)
    if file is not None:
        return Style(marks, file, ())
    # Nothing proves it: semicolons separate cells where the comma is taken by decimals.
    assumed: Mark = "."
    if delimiter == ";" and any(shape_of(text) == "either_comma" for text in everything):
        assumed = ","
    doubtful = next((t for t in everything if (shape_of(t) or "").startswith("either")), None)
    if doubtful is None:
        return Style(marks, assumed, ())
    value = parse(doubtful, assumed)
    notice = f"Numbers such as “{doubtful}” were read as {value}; please check one of them."
    return Style(marks, assumed, (notice,))


def _texts(column: Column) -> list[str]:
    """The different texts that say something about the style: not a sheet's own numbers."""
    codes = np.unique(column.codes)
    most = [int(code) for code in codes if int(code) not in column.numeric][:_EVIDENCE]
    return [without_currency(column.values[code]) for code in most]


def read_figures(column: Column, measure: Measure, *, mark: Mark) -> Figures:
    """Understand every text of the column."""
    size = len(column.values)
    figures = Figures(
        units=np.zeros(size, dtype=np.int64),
        good=np.zeros(size, dtype=np.bool_),
        empty=np.zeros(size, dtype=np.bool_),
        rounded=np.zeros(size, dtype=np.bool_),
        expected={},
    )
    read = _reader(column, mark)
    for code in np.unique(column.codes).tolist():
        _read_one(figures, code, column.values[code], read(code), measure, mark)
    return figures


def _reader(column: Column, mark: Mark) -> Callable[[int], Decimal | None]:
    def read(code: int) -> Decimal | None:
        text = column.values[code]
        if code not in column.numeric:
            return parse(without_currency(text), mark)
        # Among texts with a decimal comma, "1.234" may be a thousand stored as text.
        doubtful = mark == "," and shape_of(text) == "either_point"
        return None if doubtful else parse(text, ".")

    return read


def _read_one(
    figures: Figures,
    code: int,
    text: str,
    number: Decimal | None,
    measure: Measure,
    mark: Mark,
) -> None:
    if not text.strip():
        figures.empty[code] = True
        figures.expected[code] = f"a {measure.name}"
    elif number is None:
        figures.expected[code] = f"a number, such as {_EXAMPLE[mark]}"
    elif number < 0:
        figures.expected[code] = f"a {measure.name} of 0 or more"
    elif number > measure.largest:
        figures.expected[code] = f"a {measure.name} of at most {measure.largest:,}"
    else:
        figures.units[code], figures.rounded[code] = to_units(number, measure.decimals)
        figures.good[code] = True


def prices_from_amounts(
    amounts: Figures, quantities: Figures, pairs: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    """Unit prices in 10^-4 for (amount code, quantity code), only where the division is exact."""
    prices: dict[tuple[int, int], int] = {}
    for amount, quantity in pairs:
        if not (amounts.good[amount] and quantities.good[quantity]) or amounts.rounded[amount]:
            continue
        divisor = int(quantities.units[quantity])
        if divisor == 0:
            continue
        price, rest = divmod(int(amounts.units[amount]) * 10**QUANTITY_DECIMALS, divisor)
        if rest == 0 and price <= limits.MAX_PRICE * 10**PRICE_DECIMALS:
            prices[amount, quantity] = price
    return prices


def rounding_notices(quantities: int, prices: int) -> list[str]:
    """Say how many figures lost digits."""
    notices = []
    if quantities:
        notices.append(f"Quantities with more than nine decimals, rounded to nine: {quantities:,}.")
    if prices:
        notices.append(f"Prices with more than four decimals, rounded to four: {prices:,}.")
    return notices
