"""Doing jobs: taking one so that nobody else does it, showing that it is alive, and closing it.

Whoever takes a job raises its number of attempts; that number is what they must still find there to say anything about
it. Somebody who was thought dead and whose job was taken over changes nothing of it any more.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, case, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from app.models import Job
from app.models.enums import JobStatus
from app.services.jobs.queue import SOON
from app.utils import clock

LONGEST_ERROR: Final = 500


def _is(status: JobStatus) -> ColumnElement[bool]:
    # Written out, not bound: the database has an index of just these rows, and must see that they are asked for.
    return Job.status == literal(status.value, literal_execute=True)


async def due(session: AsyncSession, *, limit: int) -> list[tuple[int, int]]:
    """Pharmacy and id of the jobs that may begin, those first that have waited longest."""
    query = select(Job.pharmacy_id, Job.id).where(_is(JobStatus.QUEUED), Job.due_at <= clock.now())
    return [(row[0], row[1]) for row in await session.execute(query.order_by(Job.due_at, Job.id).limit(limit))]


async def claim(session: AsyncSession, job_id: int) -> Job | None:
    """Take a job that waits; None when somebody else has it, or it is done."""
    return await session.scalar(_begin().where(Job.id == job_id))


async def claim_due(session: AsyncSession) -> Job | None:
    """Take the job that has waited longest; another worker takes another at the same moment."""
    waiting = select(Job.id).where(_is(JobStatus.QUEUED), Job.due_at <= clock.now())
    oldest = waiting.order_by(Job.due_at, Job.id).limit(1).with_for_update(skip_locked=True)
    # Equal to one value, not in a list: PostgreSQL could ask for the list again for each row, and take several.
    return await session.scalar(_begin().where(Job.id == oldest.scalar_subquery()))


def _begin() -> ReturningUpdate[Job]:
    at = clock.now()
    key = case((Job.key.startswith(SOON), None), else_=Job.key)
    begun = {
        "status": JobStatus.RUNNING,
        "started_at": at,
        "heartbeat_at": at,
        "attempts": Job.attempts + 1,
        "key": key,
    }
    taken = update(Job).where(_is(JobStatus.QUEUED), Job.due_at <= at).values(begun).returning(Job)
    return taken.execution_options(synchronize_session=False)


async def beat(session: AsyncSession, job: Job, *, done: int, total: int) -> None:
    """Show that a job is alive and how far it is."""
    await _change(session, job, heartbeat_at=clock.now(), progress_done=done, progress_total=total)


async def finish(session: AsyncSession, job: Job, result: Mapping[str, object], *, attempts: int) -> None:
    """Close a job that is done."""
    closed = {"status": JobStatus.DONE, "finished_at": clock.now(), "error": None, "error_code": None}
    await _change(session, job, **closed, result=dict(result), attempts=attempts)


async def bury(session: AsyncSession, job: Job, *, error: str, code: str, attempts: int) -> None:
    """Close a job that cannot be done, with a sentence that says why; a person may have it done again."""
    closed = {"status": JobStatus.DEAD, "finished_at": clock.now(), "error": error[:LONGEST_ERROR], "error_code": code}
    await _change(session, job, **closed, attempts=attempts)


async def give_back(session: AsyncSession, job: Job) -> None:
    """Let somebody else do a job that was begun: this process ends. It does not count as an attempt."""
    await _change(session, job, status=JobStatus.QUEUED, attempts=Job.attempts - 1, started_at=None, heartbeat_at=None)


async def take_back(session: AsyncSession, *, silent_since: datetime, alive: Collection[int]) -> list[int]:
    """Queue again what somebody began and has shown no sign of life since an instant; answers the ids.

    `alive`: jobs that this process itself is doing, however long it may have slept.
    """
    abandoned = (
        update(Job)
        .where(_is(JobStatus.RUNNING), Job.heartbeat_at < silent_since, Job.id.not_in(alive))
        .values(status=JobStatus.QUEUED, started_at=None, heartbeat_at=None)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(await session.scalars(abandoned))


async def _change(session: AsyncSession, job: Job, **values: object) -> None:
    still_ours = (Job.id == job.id, Job.attempts == job.attempts, Job.status == JobStatus.RUNNING)
    change = update(Job).where(*still_ours).values(values).execution_options(synchronize_session=False)
    await session.execute(change)
