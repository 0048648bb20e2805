"""Where the table begins: title rows above it, then the row of headings, then the data."""

from app.services.sales_reader import limits
from app.services.sales_reader.facts import is_date, is_number
from app.services.sales_reader.table import Table
from app.services.sales_reader.vocabulary import exact_meaning, meanings

_LOOKED_AT = 500
_DATES_SHARE = 0.5
_STRONG = 6.0


def find_headings(table: Table) -> int | None:
    """Place of the row of headings in a table without blank rows; None when it has none."""
    rows = [table.row(place) for place in range(min(limits.MAX_TITLE_ROWS, table.height))]
    known = [_known(row) for row in rows]
    if max(known, default=0) >= 2:
        return known.index(max(known))
    first = _first_dated_row(table)
    if first is None:
        first = len(rows) if table.height > 1 else 0
    scores = [_likeness(row) for row in rows[:first]]
    if not scores or max(scores) <= 0:
        return None
    best = max(scores)
    return len(scores) - 1 - scores[::-1].index(best)


def _known(row: list[str]) -> int:
    """How many different things the cells are headings of; 0 for a row that holds data."""
    found = set()
    for cell in filter(None, row):
        if is_date(cell) or is_number(cell):
            return 0
        strongest = meanings(cell)[:1]
        if strongest and strongest[0][0] >= _STRONG:
            found.add(strongest[0][1])
    return len(found) if found & {"date", "quantity", "medicine"} else 0


def _likeness(row: list[str]) -> int:
    """How much an unknown row looks like headings: words, not figures, and several of them."""
    filled = [cell for cell in row if cell]
    if len(filled) < 2 or any(is_date(cell) for cell in filled):
        return 0
    dated = any(exact_meaning(cell) == "date" for cell in filled)
    figures = sum(1 for cell in filled if is_number(cell))
    return (len(filled) + 10 * len(filled)) if dated else len(filled) - 3 * figures


def _first_dated_row(table: Table) -> int | None:
    """Where the column that mostly holds dates begins to do so."""
    height = min(_LOOKED_AT, table.height)
    firsts: list[int] = []
    for column in table.columns:
        codes = column.codes[:height].tolist()
        dated = {code: is_date(column.values[code]) for code in set(codes)}
        filled = sum(1 for code in codes if column.values[code].strip())
        count = sum(1 for code in codes if dated[code])
        if count and count >= _DATES_SHARE * filled:
            firsts.append(next(place for place, code in enumerate(codes) if dated[code]))
    return min(firsts, default=None)
