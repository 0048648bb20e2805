"""Copies of files that nobody will ask for again: a process ended between taking one in and noting or deleting it."""

import asyncio
from datetime import datetime
from pathlib import Path

from app.database import EVERY_PHARMACY, Database
from app.services.imports import queries


async def delete_leftovers(database: Database, uploads: Path, *, before: datetime) -> int:
    """Delete the files last written before an instant that no import works from; answers how many."""
    old = await asyncio.to_thread(_written_before, uploads, before)
    if not old:
        return 0
    async with database.read(EVERY_PHARMACY) as session:  # the folder is everybody's
        needed = set(await session.scalars(queries.staged_names()))
    left = [path for path in old if path.name not in needed]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _written_before(folder: Path, instant: datetime) -> list[Path]:
    return [path for path in folder.glob("*") if path.is_file() and path.stat().st_mtime < instant.timestamp()]
