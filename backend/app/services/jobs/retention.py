"""Deleting jobs that nobody looks at any more."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Job
from app.models.enums import JobStatus


async def forget(session: AsyncSession, status: JobStatus, *, before: datetime) -> int:
    """Delete the jobs of a status that ended before an instant; answers how many."""
    gone = delete(Job).where(Job.status == status, Job.finished_at < before).returning(Job.id)
    return len((await session.scalars(gone)).all())
