"""What goes into the sales reader and what comes out.

Quantities are Decimals with at most nine decimal places, prices with at most four.
Rows are numbered as the file's owner sees them: the first line of a CSV file or sheet is row 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Literal, TypeAlias

from app.services.sales_reader.errors import AmbiguousDates

DateOrder: TypeAlias = Literal["dmy", "mdy", "ymd"]
Layout: TypeAlias = Literal["wide", "long"]
Role: TypeAlias = Literal["date", "medicine", "quantity", "unit_price", "reference", "ignored"]
Format: TypeAlias = Literal["csv", "xlsx", "xlsb", "xls", "ods"]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the caller knows better than the file.

    Args:
        today: the pharmacy's business day; later sales than tomorrow are bad rows.
        date_order: settles a file whose dates can be read in more than one way.
        mapping: `{"columns": {"<index>": role}, "layout": "wide" | "long"}`, both optional.
    """

    today: date
    date_order: DateOrder | None = None
    mapping: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class SaleRow:
    """One quantity of one medicine on one day, with its place in the file."""

    row: int
    column: int
    medicine: str
    sold_on: date
    sold_at_time: time | None
    quantity: Decimal
    unit_price: Decimal | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """How one column was understood; `medicine` is set in the wide layout only."""

    index: int
    name: str
    role: Role
    medicine: str | None
    sample: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class MedicineTotal:
    name: str
    total_qty: Decimal


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row, or in the wide layout one cell, that was not read."""

    row: int
    column: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Question:
    """What only the file's owner can answer."""

    kind: Literal["date_order"]
    message: str
    options: tuple[DateOrder, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything the import screen shows before anything is stored.

    `date_order` and the dates are None while `question` waits for its answer.
    `rows_read` counts rows with data: no titles, blank lines, repeated headers or totals.
    """

    filename: str
    format: Format
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    layout: Layout
    date_order: DateOrder | None
    date_order_reason: str
    header_row: int | None
    columns: tuple[ColumnPreview, ...]
    rows_read: int
    days: int
    date_from: date | None
    date_to: date | None
    medicines: tuple[MedicineTotal, ...]
    sales_found: int
    bad_rows: tuple[BadRow, ...]
    bad_rows_total: int
    notices: tuple[str, ...]
    question: Question | None


@dataclass(frozen=True, slots=True)
class SalesFile:
    """A sales file that was understood. `rows` is empty while `preview.question` is open."""

    preview: Preview
    rows: Sequence[SaleRow]

    def require_answered(self) -> None:
        """Refuse to go on while the file leaves a question open.

        Raises:
            AmbiguousDates: the day and the month cannot be told apart.
        """
        question = self.preview.question
        if question is not None:
            raise AmbiguousDates(question.message, options=list(question.options), examples=list(question.examples))
