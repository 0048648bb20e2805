from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.models.enums import ImportStatus, ProblemKind
from app.schemas.base import InstantOut, Output, QuantityOut

DateOrderIn = Annotated[
    Literal["dmy", "mdy", "ymd"], Field(description="Whether 03/04 is the third of April or the fourth of March.")
]
MappingIn = Annotated[
    str,
    Field(
        max_length=20_000,
        description='Roles of columns by index, as JSON: {"columns": {"0": "date", "3": "ignored"}}.',
        examples=['{"columns": {"0": "date", "2": "quantity"}}'],
    ),
]


class ColumnPreview(Output):
    index: int
    name: str
    role: Literal["date", "medicine", "quantity", "unit_price", "reference", "ignored"]
    medicine: str | None = Field(description="In the wide layout: whose quantities these are.")
    sample: list[str]
    reason: str


class MedicinePreview(Output):
    name: str
    matched_medicine_id: int | None = Field(description="null: the import will add it.")
    total_qty: QuantityOut


class BadRow(Output):
    row: int = Field(description="As the file's owner counts: the first line is row 1.")
    column: str
    expected: str
    found: str


class ImportQuestion(Output):
    """What only the file's owner can answer."""

    kind: Literal["date_order"]
    message: str
    options: list[Literal["dmy", "mdy", "ymd"]]
    examples: list[str]


class ImportPreview(Output):
    """How a file is understood, before anything is stored."""

    filename: str
    format: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    layout: Literal["wide", "long"]
    date_order: Literal["dmy", "mdy", "ymd"] | None
    date_order_reason: str
    header_row: int | None
    columns: list[ColumnPreview]
    rows_read: int
    days: int
    date_from: date | None
    date_to: date | None
    medicines: list[MedicinePreview]
    sales_found: int
    bad_rows: list[BadRow]
    bad_rows_total: int
    notices: list[str]
    question: ImportQuestion | None


class ImportRead(Output):
    """An import and how far it is."""

    id: int
    kind: str
    filename: str
    status: ImportStatus
    layout: str
    rows_total: int = Field(description="Quantities in the file, zeros included.")
    rows_done: int
    added: int
    already_there: int
    skipped_bad: int
    discrepancies: int
    new_medicines: int
    date_from: date | None
    date_to: date | None
    message: str
    error: str | None
    created_at: InstantOut
    started_at: InstantOut | None
    finished_at: InstantOut | None
    created_by: int | None


class ImportProblemRead(Output):
    """A row that needs a person's eye."""

    id: int
    kind: ProblemKind
    row: int | None
    column: str | None
    medicine_id: int | None
    medicine_name: str | None
    expected: str
    found: str
