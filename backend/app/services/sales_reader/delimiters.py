"""Which character separates the cells: the one that splits most lines alike."""

import csv
import re
from collections import Counter
from collections.abc import Sequence

CANDIDATES = (",", ";", "\t", "|")
_HINT = re.compile(r"^\"?sep=(.)\"?\s*$", re.IGNORECASE)
_NUMBER_LIKE = re.compile(r"[-+(]?[\d.,\s'’]+\)?")


def hinted(first_line: str) -> str | None:
    """The delimiter that a first line `sep=;`, written for spreadsheet programs, announces."""
    match = _HINT.match(first_line)
    return match.group(1) if match else None


def choose(lines: Sequence[str]) -> str:
    """The most consistent delimiter; a comma when nothing separates anything."""
    scores = {delimiter: _score(lines, delimiter) for delimiter in CANDIDATES}
    return max(CANDIDATES, key=lambda delimiter: scores[delimiter])


def _score(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Share of lines with the usual number of cells, less what the cells leave unsplit."""
    rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(map(str.strip, row))]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    others = [other for other in CANDIDATES if other != delimiter]
    cells = [cell for row in rows if len(row) == width for cell in row if cell.strip()]
    unsplit = sum(1 for cell in cells if _is_unsplit(cell, others))
    return round(count / len(rows) * (1 - unsplit / max(len(cells), 1)), 6), width


def _is_unsplit(cell: str, others: Sequence[str]) -> bool:
    return any(other in cell for other in others) and not _NUMBER_LIKE.fullmatch(cell)
