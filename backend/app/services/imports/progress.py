"""Reading imports: which there were, how far they are, and what they have to tell."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import ResourceNotFoundError
from app.models import Import
from app.models.enums import ImportStatus
from app.services.imports import queries
from app.utils.paging import Page, PageRequest


class ImportNotFound(ResourceNotFoundError):
    """The pharmacy has no import of this id."""

    code = "IMPORT_NOT_FOUND"


async def list_imports(session: AsyncSession, *, page: PageRequest) -> Page[Import]:
    """Imports, newest first."""
    total = await session.scalar(select(func.count(Import.id))) or 0
    rows = await session.scalars(queries.recent().offset(page.offset).limit(page.page_size))
    return Page(list(rows), total, page)


async def get_import(session: AsyncSession, import_id: int) -> Import:
    """One import.

    Raises:
        ImportNotFound: this pharmacy has none of this id.
    """
    found = await session.scalar(queries.one(import_id))
    if found is None:
        raise ImportNotFound(f"There is no import {import_id} in this pharmacy.", import_id=import_id)
    return found


async def list_problems(session: AsyncSession, *, import_id: int, page: PageRequest) -> Page[Row[*tuple[Any, ...]]]:
    """What an import has to tell about single rows, in the order of the file.

    Raises:
        ImportNotFound: this pharmacy has none of this id.
    """
    await get_import(session, import_id)
    query: Select[*tuple[Any, ...]] = queries.problems(import_id)
    total = await session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    return Page(list(await session.execute(query.offset(page.offset).limit(page.page_size))), total, page)


async def unfinished(session: AsyncSession) -> list[Import]:
    """The imports that wait or are being done."""
    return list(await session.scalars(queries.unfinished()))


def told(one: Import) -> str:
    """What an import came to, in a sentence."""
    match one.status:
        case ImportStatus.QUEUED:
            return "Waiting for its turn."
        case ImportStatus.RUNNING:
            return f"{one.rows_done:,} of {one.rows_total:,} quantities read."
        case ImportStatus.FAILED:
            return one.error or "The import failed."
        case ImportStatus.DONE:
            return _outcome(one)


def _outcome(one: Import) -> str:
    if one.added:
        said = [f"{_counted(one.added, 'sale')} added"]
        said += [f"{one.already_there:,} there already"] if one.already_there else []
    elif one.already_there:
        said = [f"Nothing new: {_counted(one.already_there, 'sale')} imported before"]
    else:
        said = ["Nothing to add"]
    if one.skipped_bad:
        said.append(f"{_counted(one.skipped_bad, 'bad row')} left out")
    if one.discrepancies:
        said.append(f"{_counted(one.discrepancies, 'row')} to look at")
    return ", ".join(said) + "."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
