"""What both layouts share: the table below its headings, its plan, and what is said about it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.services.sales_reader.bad_rows import BadRows, shorten
from app.services.sales_reader.contracts import BadRow
from app.services.sales_reader.dating import Days
from app.services.sales_reader.facts import Facts
from app.services.sales_reader.figures import Style
from app.services.sales_reader.plan import Plan
from app.services.sales_reader.table import Mask, Table


@dataclass(frozen=True, slots=True)
class Draft:
    """A table whose columns are understood, ready to become sales."""

    body: Table
    facts: Sequence[Facts]
    plan: Plan
    days: Days
    style: Style
    bad: BadRows
    notices: list[str]

    def bad_dates(self) -> Mask:
        """Rows without an acceptable date; while the order is open, rows without any date."""
        return bad_dates(self.body, self.plan, self.days)

    def report(self, places: NDArray[np.intp], index: int, expected: dict[int, str] | str) -> None:
        """Count these rows as bad because of one column."""
        column, name = self.body.columns[index], self.facts[index].name

        def describe(place: int) -> BadRow:
            code = int(column.codes[place])
            wanted = expected if isinstance(expected, str) else expected[code]
            row = int(self.body.row_numbers[place])
            return BadRow(row, name, wanted, shorten(column.values[code]))

        self.bad.add(places, describe)


def bad_dates(body: Table, plan: Plan, days: Days) -> Mask:
    """Rows whose date cell was expected to be something else."""
    flags = np.zeros(len(days.ordinal), dtype=np.bool_)
    flags[list(days.expected)] = True
    return flags[body.columns[plan.date].codes]
