"""Taking in a file: reading it, refusing it whole, or noting it as an import that waits for its turn."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

from app.database import Caller, Database
from app.exceptions import ValidationError
from app.models import Import, ImportRow
from app.models.enums import ProblemKind
from app.services import audit, inventory, jobs, sales_reader
from app.services.sales_reader import ReadOptions, SalesFile
from app.services.sales_reader.contracts import DateOrder

SHOWN_BAD_ROWS: Final = 50


class BadRows(ValidationError):
    """Some rows cannot be read; details list them. Nothing was stored."""

    code = "BAD_ROWS"


@dataclass(frozen=True)
class StagedFile:
    """A file somebody gave us, as it lies in the data folder under a random name."""

    path: Path
    filename: str


@dataclass(frozen=True)
class Wishes:
    """What the person who gives a file says about it."""

    today: date
    date_order: DateOrder | None = None
    mapping: Mapping[str, object] | None = None
    skip_bad_rows: bool = False

    @property
    def options(self) -> ReadOptions:
        return ReadOptions(today=self.today, date_order=self.date_order, mapping=self.mapping)


async def preview(database: Database, file: StagedFile, wishes: Wishes, *, pharmacy_id: int) -> dict[str, Any]:
    """Read a file and say how it is understood, which medicines it names and which rows are bad. Stores nothing.

    Raises:
        ValidationError: the file cannot be read; its subclass says why.
    """
    read = (await sales_reader.read_sales(file.path, filename=file.filename, options=wishes.options)).preview
    async with database.read(pharmacy_id) as session:
        known = await inventory.by_names(session, [medicine.name for medicine in read.medicines])
    matched = [
        {**asdict(medicine), "matched_medicine_id": known[key].id if key in known else None}
        for medicine, key in ((medicine, inventory.name_key(medicine.name)) for medicine in read.medicines)
    ]
    return {**asdict(read), "medicines": matched}


async def begin(
    database: Database, file: StagedFile, wishes: Wishes, *, pharmacy_id: int, actor_id: int | None
) -> Import:
    """Note a readable file as an import, and hand it over as a job. Whatever is wrong with the file is said now.

    Raises:
        ValidationError: the file cannot be read; its subclass says why.
        AmbiguousDates: day and month cannot be told apart and nobody said which comes first.
        BadRows: rows are bad and nobody said to leave them out.
    """
    read = await sales_reader.read_sales(file.path, filename=file.filename, options=wishes.options)
    read.require_answered()
    if read.preview.bad_rows_total and not wishes.skip_bad_rows:
        raise _bad_rows(read)
    noted = _import(read, file, wishes, actor_id)
    async with database.transaction(pharmacy_id, by=Caller(actor_id, "import")) as session:
        session.add(noted)
        await session.flush()  # gives the id that its rows carry
        session.add_all(
            ImportRow(
                import_id=noted.id,
                kind=ProblemKind.BAD_ROW,
                row_number=bad.row,
                column_name=bad.column[:200],
                expected=bad.expected[:300],
                found=bad.found[:300],
            )
            for bad in read.preview.bad_rows
        )
        told = {"filename": noted.filename, "sha256": noted.sha256, "rows_total": noted.rows_total}
        await audit.record(session, "import.started", audit.Subject("import", noted.id), after=told)
        await jobs.later(session, "import_sales", key=f"import_sales:{noted.id}", import_id=noted.id)
    return noted


def _bad_rows(read: SalesFile) -> BadRows:
    shown = [asdict(bad) for bad in read.preview.bad_rows[:SHOWN_BAD_ROWS]]
    first, total = read.preview.bad_rows[0], read.preview.bad_rows_total
    rows = "1 row" if total == 1 else f"{total} rows"
    message = (
        f"{rows} cannot be read, the first is row {first.row}, column “{first.column}”: expected {first.expected}, "
        f"found “{first.found}”. Correct the file, or import it without these rows."
    )
    return BadRows(message, bad_rows=shown, bad_rows_total=total)


def _import(read: SalesFile, file: StagedFile, wishes: Wishes, actor_id: int | None) -> Import:
    return Import(
        kind="sales",
        filename=file.filename[-255:],
        sha256=hashlib.sha256(file.path.read_bytes()).hexdigest(),
        layout=read.preview.layout,
        options={
            "today": wishes.today.isoformat(),
            "date_order": wishes.date_order,
            "mapping": dict(wishes.mapping) if wishes.mapping else None,
        },
        staged_name=file.path.name,
        rows_total=len(read.rows),
        skipped_bad=read.preview.bad_rows_total,
        date_from=read.preview.date_from,
        date_to=read.preview.date_to,
        created_by=actor_id,
    )


def wishes_of(noted: Import) -> Wishes:
    """The wishes an import was noted with."""
    options = cast("dict[str, Any]", noted.options)
    return Wishes(
        today=date.fromisoformat(options["today"]),
        date_order=options["date_order"],
        mapping=options["mapping"],
        skip_bad_rows=True,
    )
