"""Deleting what a pharmacy no longer needs."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from app.database import Database
from app.models.enums import JobStatus
from app.services import idempotency, imports, jobs, outbox
from app.utils import clock

KEEP_TOLD_EVENTS: Final = timedelta(days=7)
KEEP_DONE_JOBS: Final = timedelta(days=7)
KEEP_DEAD_JOBS: Final = timedelta(days=90)
KEEP_REQUEST_KEYS: Final = timedelta(days=30)
KEEP_LEFT_FILES: Final = timedelta(days=1)


async def prune(database: Database, *, pharmacy_id: int, uploads: Path) -> dict[str, object]:
    """Delete old events, jobs, request keys and left files; answers how many of each."""
    at = clock.now()
    async with database.transaction(pharmacy_id) as session:
        told = await outbox.forget(session, before=at - KEEP_TOLD_EVENTS)
        done = await jobs.forget(session, JobStatus.DONE, before=at - KEEP_DONE_JOBS)
        dead = await jobs.forget(session, JobStatus.DEAD, before=at - KEEP_DEAD_JOBS)
        keys = await idempotency.forget(session, before=at - KEEP_REQUEST_KEYS)
    files = await imports.delete_leftovers(database, uploads, before=at - KEEP_LEFT_FILES)
    return {"events": told, "jobs": done + dead, "request_keys": keys, "files": files}
