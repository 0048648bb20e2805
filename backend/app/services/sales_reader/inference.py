"""What unnamed or strangely named columns of a long file are for, judged by their content alone."""

import itertools
from collections.abc import Sequence

import numpy as np

from app.services.sales_reader.errors import AmbiguousColumns
from app.services.sales_reader.facts import Facts
from app.services.sales_reader.numerals import parse, without_currency
from app.services.sales_reader.table import Codes, Column, Table

_ROWS = 20_000
_UNIQUE = 0.9
_STEADY = 0.9
_FEWEST_ROWS = 4
_MOST_FACTORS = 10


def medicine_among(body: Table, texts: Sequence[Facts], *, date: int) -> int:
    """Which column of words names the medicine: not a reference, and the finest of its kind.

    A category follows from the medicine, a bill from its date; the medicine follows from nothing.

    Raises:
        AmbiguousColumns: several columns fit equally well.
    """
    left = [facts.index for facts in texts]
    if len(left) > 1:
        dates = body.columns[date]
        named = [i for i in left if not _is_reference(body.columns[i], dates)]
        left = named or left
    finest = [
        i
        for i in left
        if not any(
            _determines(body.columns[j], body.columns[i]) and not _determines(body.columns[i], body.columns[j])
            for j in left
            if j != i
        )
    ]
    if len(finest) != 1:
        raise _ambiguous("the medicine", [f for f in texts if f.index in (finest or left)])
    return finest[0]


def quantity_among(body: Table, numbers: Sequence[Facts], *, medicine: int) -> dict[str, int]:
    """Tell quantity, unit price and amount apart: quantity × price = amount; prices are steady.

    Raises:
        AmbiguousColumns: nothing tells which column is the quantity.
    """
    names = body.columns[medicine]
    left = [f for f in numbers if not _counts_rows(body.columns[f.index])]
    if len(left) == 1:
        return {"quantity": left[0].index}
    amount = _product(body, [f.index for f in left[:_MOST_FACTORS]])
    pair = [f for f in left if amount is not None and f.index in amount[:2]] or left
    steady = [f for f in pair if _determines(names, body.columns[f.index])]
    if len(pair) == 2 and len(steady) == 1:
        quantity = next(f.index for f in pair if f is not steady[0])
        roles = {"quantity": quantity, "unit_price": steady[0].index}
        if amount is not None:
            roles["amount"] = amount[2]
        return roles
    raise _ambiguous("the quantity", pair or list(numbers))


def _ambiguous(what: str, columns: Sequence[Facts]) -> AmbiguousColumns:
    listed = ", ".join(f"“{facts.name}”" for facts in columns[:6])
    return AmbiguousColumns(
        f"Which column holds {what}? Several could: {listed}. "
        "Please name the column in the file, for example “Quantity”.",
        columns=[facts.index for facts in columns],
    )


def _is_reference(column: Column, dates: Column) -> bool:
    """Nearly every row has its own text, or each text belongs to one day and most days have many."""
    codes = column.codes[:_ROWS]
    distinct = len(np.unique(codes))
    if distinct >= _UNIQUE * len(codes) and len(codes) >= _FEWEST_ROWS:
        return True
    several_days = len(np.unique(dates.codes[:_ROWS])) > 1
    return several_days and distinct > 1 and _share(codes, dates.codes[:_ROWS]) == 1.0


def _counts_rows(column: Column) -> bool:
    """A running number, or a number of its own for each row."""
    codes = column.codes[:_ROWS].tolist()
    values = [column.values[code].strip() for code in codes]
    if len(values) < _FEWEST_ROWS or not all(value.isdigit() for value in values):
        return False
    numbers = [int(value) for value in values]
    return all(b > a for a, b in itertools.pairwise(numbers))


def _determines(key: Column, value: Column) -> bool:
    """Whether each text of `key` nearly always stands beside the same text of `value`."""
    return _share(key.codes[:_ROWS], value.codes[:_ROWS]) >= _STEADY


def _share(key: Codes, value: Codes) -> float:
    """Share of rows whose value is the most frequent one for their key."""
    pairs = key.astype(np.int64) * (int(value.max(initial=0)) + 1) + value
    distinct, counts = np.unique(pairs, return_counts=True)
    keys = distinct // (int(value.max(initial=0)) + 1)
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    return float(np.maximum.reduceat(counts, starts).sum()) / max(len(key), 1)


def _product(body: Table, indexes: Sequence[int]) -> tuple[int, int, int] | None:
    """Three columns a, b, c with a × b = c in every row that was looked at."""
    rows = min(body.height, 200)
    figures = {i: floats_of(body.columns[i], rows) for i in indexes}
    for a in indexes:
        for b in indexes:
            for c in indexes:
                if a < b and c not in (a, b):
                    product = figures[a] * figures[b]
                    close = np.isclose(product, figures[c], rtol=1e-3, atol=0.011)
                    if close.mean() >= _STEADY and not np.allclose(figures[a], figures[c]):
                        return a, b, c
    return None


def floats_of(column: Column, rows: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The first rows as floats, good enough to compare; NaN where there is no number."""
    texts = (without_currency(column.values[code]) for code in column.codes[:rows].tolist())
    return np.array([_float_of(text) for text in texts])


def _float_of(text: str) -> float:
    number = parse(text, ".")
    if number is None:
        number = parse(text, ",")
    return np.nan if number is None else float(number)
