"""What an administrator sees of the jobs, and may have done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import pharmacy_of
from app.exceptions import DuplicateResourceError, ResourceNotFoundError
from app.models import Job
from app.models.enums import JobStatus
from app.schemas.background import JobFilter
from app.services import audit
from app.services.jobs.nightly import NIGHTLY, Nightly
from app.services.jobs.queue import Wanted, add, hand_over
from app.utils import clock
from app.utils.paging import Page, PageRequest

_ONE_DAY: Final = timedelta(days=1)


class JobNotFound(ResourceNotFoundError):
    """The pharmacy has no job of this id, or none of this name that may be asked for."""

    code = "JOB_NOT_FOUND"


class JobNotDead(DuplicateResourceError):
    """Only a job that was given up can be done again."""

    code = "JOB_NOT_DEAD"


@dataclass(frozen=True)
class Scheduled:
    """A nightly job: when it runs next, and what became of it the last time."""

    name: str
    title: str
    runs_at: str
    next_run_at: datetime
    last: Job | None


async def list_jobs(session: AsyncSession, *, wanted: JobFilter, page: PageRequest) -> Page[Job]:
    """A page of jobs, newest first."""
    conditions = []
    if wanted.status is not None:
        conditions.append(Job.status == wanted.status)
    if wanted.name is not None:
        conditions.append(Job.name == wanted.name)
    total = await session.scalar(select(func.count(Job.id)).where(*conditions)) or 0
    rows = select(Job).where(*conditions).order_by(Job.id.desc()).offset(page.offset).limit(page.page_size)
    return Page(list(await session.scalars(rows)), total, page)


async def get_job(session: AsyncSession, job_id: int) -> Job:
    """One job.

    Raises:
        JobNotFound: this pharmacy has none of this id.
    """
    found = await session.scalar(select(Job).where(Job.id == job_id))
    if found is None:
        raise JobNotFound(f"There is no job {job_id} in this pharmacy.", job_id=job_id)
    return found


async def replay(session: AsyncSession, job_id: int) -> Job:
    """Have a job done again that was given up.

    Raises:
        JobNotFound: this pharmacy has none of this id.
        JobNotDead: it waits, is being done, or is done.
    """
    found = await session.scalar(select(Job).where(Job.id == job_id).with_for_update())
    if found is None:
        raise JobNotFound(f"There is no job {job_id} in this pharmacy.", job_id=job_id)
    if found.status != JobStatus.DEAD:
        raise JobNotDead(f"Job {job_id} is {found.status}: only a dead one is done again.", status=found.status)
    before = {"status": found.status, "error_code": found.error_code}
    found.status, found.attempts, found.due_at = JobStatus.QUEUED, 0, clock.now()
    found.error = found.error_code = found.started_at = found.finished_at = None
    await audit.record(
        session, "job.replayed", audit.Subject("job", found.id), before=before, after={"status": "queued"}
    )
    hand_over(session, found)
    return found


async def run_now(session: AsyncSession, name: str) -> Job:
    """Have a nightly job done at once.

    Raises:
        JobNotFound: no nightly job has this name.
    """
    if name not in {one.name for one in NIGHTLY}:
        raise JobNotFound(f"No nightly job is called “{name}”.", allowed=[one.name for one in NIGHTLY])
    [job_id] = await add(session, [Wanted(pharmacy_of(session), name)])
    await audit.record(session, "job.started", audit.Subject("job", job_id), after={"name": name})
    return await get_job(session, job_id)


async def schedule(session: AsyncSession, *, time_zone: str) -> list[Scheduled]:
    """The nightly jobs in the order of the night, each with its last run."""
    newest = select(func.max(Job.id)).where(Job.name.in_([one.name for one in NIGHTLY])).group_by(Job.name)
    last = {job.name: job for job in await session.scalars(select(Job).where(Job.id.in_(newest)))}
    return [
        Scheduled(one.name, one.title, f"{one.at:%H:%M}", _next_run(one, time_zone), last.get(one.name))
        for one in NIGHTLY
    ]


def _next_run(one: Nightly, time_zone: str) -> datetime:
    today: date = clock.today(time_zone)
    tonight = clock.instant(today, one.at, time_zone)
    return tonight if tonight > clock.now() else clock.instant(today + _ONE_DAY, one.at, time_zone)
