"""`pharmarec import-sales`: a sales file from the command line, with a progress bar."""

import asyncio
import shutil
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.context import PharmacyOption, Workplace, messages, workplace
from app.exceptions import PharmaRecException
from app.models import Import
from app.models.enums import ImportStatus
from app.services import imports
from app.services.imports import StagedFile, Wishes
from app.utils import clock
from app.utils.paging import PageRequest

SHOWN_PROBLEMS = 20
HINTS = {
    "AMBIGUOUS_DATES": "Say it with --date-order dmy or --date-order mdy.",
    "BAD_ROWS": "To leave them out, add --skip-bad-rows.",
}

SalesFile = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV, TSV, XLSX, XLS or ODS.")
]
DateOrderOption = Annotated[
    str | None, typer.Option("--date-order", help="dmy, mdy or ymd, where the file does not say.")
]
SkipOption = Annotated[bool, typer.Option("--skip-bad-rows", help="Import the good rows and leave the bad ones out.")]


def add_to(cli: typer.Typer) -> None:
    cli.command("import-sales")(import_sales)


def import_sales(
    file: SalesFile,
    date_order: DateOrderOption = None,
    skip_bad_rows: SkipOption = False,
    pharmacy: PharmacyOption = None,
) -> None:
    """Import a sales file. The same file again, a renamed copy or a longer export adds only what is new."""
    if date_order not in (None, "dmy", "mdy", "ymd"):
        raise typer.BadParameter("--date-order is dmy, mdy or ymd.")
    failed = asyncio.run(_import(file, date_order, skip_bad_rows, pharmacy))
    if failed:
        raise typer.Exit(1)


async def _import(file: Path, date_order: Any, skip_bad_rows: bool, pharmacy: int | None) -> bool:
    async with workplace(pharmacy) as place:
        wishes = Wishes(clock.today(place.pharmacy.time_zone), date_order, skip_bad_rows=skip_bad_rows)
        noted = await _take_in(place, file, wishes)
        done = await _store(place, noted)
        await _tell(place, done)
        return done.status is ImportStatus.FAILED


async def _take_in(place: Workplace, file: Path, wishes: Wishes) -> Import:
    uploads = place.settings.uploads_dir
    uploads.mkdir(parents=True, exist_ok=True)
    staged = StagedFile(uploads / uuid4().hex, file.name)
    shutil.copyfile(file, staged.path)
    noted = None
    try:
        with messages.status(f"Reading {file.name} …"):
            noted = await imports.begin(place.database, staged, wishes, pharmacy_id=place.pharmacy.id, actor_id=None)
            return noted
    except PharmaRecException as error:
        if error.code in HINTS:
            error.message += f" {HINTS[error.code]}"
        raise
    finally:
        if noted is None:
            staged.path.unlink()


async def _store(place: Workplace, noted: Import) -> Import:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages, disable=not messages.is_terminal) as bar:
        task = bar.add_task("Importing", total=noted.rows_total)
        return await imports.run(
            place.database,
            pharmacy_id=place.pharmacy.id,
            import_id=noted.id,
            uploads=place.settings.uploads_dir,
            time_zone=place.pharmacy.time_zone,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


async def _tell(place: Workplace, done: Import) -> None:
    async with place.database.read(place.pharmacy.id) as session:
        problems = await imports.list_problems(session, import_id=done.id, page=PageRequest(page_size=SHOWN_PROBLEMS))
    typer.echo(imports.told(done))
    if done.new_medicines:
        typer.echo(f"{done.new_medicines} medicines are new.")
    typer.echo(f"{done.rows_total:,} quantities read, from {done.date_from} to {done.date_to}.")
    for problem in problems.rows:
        typer.echo(f"row {problem.row}, {problem.column}: expected {problem.expected}, found {problem.found}")
    if problems.total > len(problems.rows):
        typer.echo(f"… and {problems.total - len(problems.rows)} more.")
