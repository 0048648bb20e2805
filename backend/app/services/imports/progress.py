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
    if one.added == 0:
        said = f"Nothing new: all {one.already_there:,} sales were imported before."
    else:
        said = f"{one.added:,} sales added."
        if one.already_there:
            said += f" {one.already_there:,} were there already."
    if one.skipped_bad:
        said += f" {one.skipped_bad:,} bad rows were left out."
    if one.discrepancies:
        said += f" {one.discrepancies:,} sales were more than the shelf held; the demand is kept."
    return said
