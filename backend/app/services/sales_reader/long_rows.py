"""Sales of the long layout: one row of the file, one sale."""

import numpy as np
from numpy.typing import NDArray

from app.services.sales_reader import limits
from app.services.sales_reader.date_text import second_of_day
from app.services.sales_reader.draft import Draft
from app.services.sales_reader.figures import (
    PRICE,
    QUANTITY,
    Figures,
    prices_from_amounts,
    read_figures,
    rounding_notices,
)
from app.services.sales_reader.names import clean
from app.services.sales_reader.sale_rows import ABSENT, PRICE_DECIMALS, QUANTITY_DECIMALS, SaleRows
from app.services.sales_reader.table import Codes, Column, Mask

_MOST_STORED = limits.MAX_AMOUNT * 10.0 ** (QUANTITY_DECIMALS + PRICE_DECIMALS)


def build_long(draft: Draft) -> SaleRows:
    """Turn every good row into a sale and report the others, each for its first fault."""
    plan, columns = draft.plan, draft.body.columns
    assert plan.medicine is not None
    quantity = plan.quantities[0]
    figures = read_figures(columns[quantity], QUANTITY, mark=draft.style.of(quantity))
    names, medicine = _read_names(columns[plan.medicine])
    good = np.ones(draft.body.height, dtype=np.bool_)
    _set_aside(draft, good, draft.bad_dates(), plan.date, draft.days.expected)
    _set_aside(draft, good, medicine < 0, plan.medicine, _name_expected(columns[plan.medicine]))
    bad_quantity = ~figures.good[columns[quantity].codes]
    _set_aside(draft, good, bad_quantity, quantity, figures.expected)
    price, rounded = _prices(draft, figures, good)
    rows = np.flatnonzero(good)
    lost = int(figures.rounded[columns[quantity].codes[rows]].sum())
    draft.notices.extend(rounding_notices(lost, int(rounded[rows].sum())))
    references, reference = _references(draft)
    dates = columns[plan.date].codes[rows]
    return SaleRows(
        medicines=names,
        references=references,
        row=draft.body.row_numbers[rows].astype(np.int32),
        column=np.full(len(rows), quantity, dtype=np.int32),
        medicine=medicine[rows],
        day=draft.days.ordinal[dates],
        second=_seconds(draft)[rows],
        quantity=figures.units[columns[quantity].codes[rows]],
        unit_price=price[rows],
        reference=reference[rows],
    )


def _set_aside(draft: Draft, good: Mask, bad: Mask, index: int, expected: dict[int, str]) -> None:
    """Report the rows that were good so far and are bad for this column."""
    places = np.flatnonzero(good & bad)
    draft.report(places, index, expected)
    good[places] = False


def _read_names(column: Column) -> tuple[list[str], Codes]:
    """Different clean names in file order, and for each row the place of its name or -1."""
    places: dict[str, int] = {}
    by_code = np.full(len(column.values), ABSENT, dtype=np.int32)
    for code in np.unique(column.codes).tolist():
        name = clean(column.values[code])
        if name and len(name) <= limits.MAX_NAME_CHARACTERS:
            by_code[code] = places.setdefault(name, len(places))
    return list(places), by_code[column.codes]


def _name_expected(column: Column) -> dict[int, str]:
    long = f"a name of at most {limits.MAX_NAME_CHARACTERS} characters"
    codes = np.unique(column.codes).tolist()
    return {code: long if clean(column.values[code]) else "a medicine's name" for code in codes}


def _prices(draft: Draft, quantities: Figures, good: Mask) -> tuple[NDArray[np.int64], Mask]:
    """Unit price of each row or ABSENT, and whether it was rounded; bad prices are reported."""
    plan, columns = draft.plan, draft.body.columns
    prices = np.full(draft.body.height, ABSENT, dtype=np.int64)
    rounded = np.zeros(draft.body.height, dtype=np.bool_)
    if plan.unit_price is not None:
        codes = columns[plan.unit_price].codes
        figures = read_figures(columns[plan.unit_price], PRICE, mark=draft.style.of(plan.unit_price))
        bad = ~(figures.good | figures.empty)[codes]
        _set_aside(draft, good, bad, plan.unit_price, figures.expected)
        present = figures.good[codes]
        prices[present] = figures.units[codes][present]
        sold = quantities.units[columns[plan.quantities[0]].codes]
        too_much = present & (prices.astype(np.float64) * sold.astype(np.float64) > _MOST_STORED)
        worth = f"a price that makes at most {limits.MAX_AMOUNT:,} with the quantity"
        _set_aside(draft, good, too_much, plan.unit_price, dict.fromkeys(np.unique(codes).tolist(), worth))
        rounded = figures.rounded[codes]
    elif plan.amount is not None:
        amounts = read_figures(columns[plan.amount], PRICE, mark=draft.style.of(plan.amount))
        _divide(amounts, quantities, columns[plan.amount].codes,
                columns[plan.quantities[0]].codes, prices)  # fmt: skip
    return prices, rounded


def _divide(
    amounts: Figures, quantities: Figures, amount: Codes, quantity: Codes,
    prices: NDArray[np.int64],
) -> None:  # fmt: skip
    """Fill in the prices that amount ÷ quantity gives exactly; each pair is divided once."""
    size = len(quantities.units)
    pairs, rows = np.unique(amount.astype(np.int64) * size + quantity, return_inverse=True)
    split = [divmod(pair, size) for pair in pairs.tolist()]
    found = prices_from_amounts(amounts, quantities, split)
    by_pair = np.array([found.get(pair, ABSENT) for pair in split], dtype=np.int64)
    prices[:] = by_pair[rows] if len(by_pair) else ABSENT


def _references(draft: Draft) -> tuple[list[str], Codes]:
    """Different references in file order, and for each row its place or ABSENT."""
    if draft.plan.reference is None:
        return [], np.full(draft.body.height, ABSENT, dtype=np.int32)
    column = draft.body.columns[draft.plan.reference]
    places: dict[str, int] = {}
    by_code = np.full(len(column.values), ABSENT, dtype=np.int32)
    for code in np.unique(column.codes).tolist():
        reference = clean(column.values[code])[: limits.MAX_NAME_CHARACTERS]
        if reference:
            by_code[code] = places.setdefault(reference, len(places))
    return list(places), by_code[column.codes]


def _seconds(draft: Draft) -> NDArray[np.int32]:
    """Second of the day of each row: from the time column, else from the date's own time."""
    seconds = draft.days.second[draft.body.columns[draft.plan.date].codes]
    if draft.plan.time is None:
        return seconds
    column = draft.body.columns[draft.plan.time]
    by_code = np.full(len(column.values), ABSENT, dtype=np.int32)
    for code in np.unique(column.codes).tolist():
        second = second_of_day(column.values[code])
        by_code[code] = ABSENT if second is None else second
    own = by_code[column.codes]
    unread = int((own < 0).sum())
    if unread:
        draft.notices.append(f"{unread:,} times of day could not be read and were left out.")
    return np.where(own >= 0, own, seconds).astype(np.int32)
