from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.api.deps import ActorDep, PageParams, ReadSessionDep, RowId, WriteSessionDep, may
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.background import JobFilter, JobRead, ScheduledRead
from app.services import jobs

router = APIRouter(prefix="/admin/jobs", tags=["jobs"])

MANAGES = [may("jobs.manage")]


@router.get("", dependencies=MANAGES, response_model=Paginated[JobRead])
async def list_jobs(wanted: Annotated[JobFilter, Query()], page: PageParams, session: ReadSessionDep) -> object:
    """What is done in the background, newest first."""
    return paginated(await jobs.list_jobs(session, wanted=wanted, page=page))


@router.get("/schedule", dependencies=MANAGES, response_model=Success[list[ScheduledRead]])
async def show_schedule(actor: ActorDep, session: ReadSessionDep) -> object:
    """What is done every night, and what became of it the last time."""
    return success(await jobs.schedule(session, time_zone=actor.time_zone))


@router.get("/{job_id}", dependencies=MANAGES, response_model=Success[JobRead], responses=errors(jobs.JobNotFound))
async def get_job(job_id: RowId, session: ReadSessionDep) -> object:
    """How far a job is, and what it came to."""
    return success(await jobs.get_job(session, job_id))


@router.post(
    "/{job_id}/replay",
    status_code=202,
    dependencies=MANAGES,
    response_model=Success[JobRead],
    responses=errors(jobs.JobNotFound, jobs.JobNotDead),
)
async def replay_job(job_id: RowId, session: WriteSessionDep) -> object:
    """Have a dead job done again."""
    return success(await jobs.replay(session, job_id), "It waits for its turn again.")


@router.post(
    "/run/{job_name}",
    status_code=202,
    dependencies=MANAGES,
    response_model=Success[JobRead],
    responses=errors(jobs.JobNotFound),
)
async def run_job(job_name: Annotated[str, Path(max_length=40)], session: WriteSessionDep) -> object:
    """Have a nightly job done now."""
    return success(await jobs.run_now(session, job_name), "It has been started.")
