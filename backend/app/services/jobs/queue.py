"""Handing jobs over: rows in the transaction that wants them, done after it is committed."""

from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from app.database import caller_of, insert_ignoring, pharmacy_of
from app.models import Job
from app.utils import clock

NEW_JOBS: Final = "new_jobs"
"""Where a session notes the jobs handed over in it, for whoever starts them once it is committed."""

_NOW: Final = timedelta()


async def later(session: AsyncSession, name: str, *, key: str | None = None, **arguments: object) -> None:
    """Have a job done once this transaction is committed. A job whose `key` was used before is not done again."""
    values = _values(session, name, arguments) | {"key": key}
    new = insert_ignoring(session, Job).values(values).on_conflict_do_nothing().returning(Job.id)
    _note(session, await session.scalar(new), is_due=True)


async def soon(session: AsyncSession, name: str, *, within: timedelta = _NOW, **arguments: object) -> None:
    """Have a job done within a time, once for all who ask for it until it begins."""
    due_at = clock.now() + within
    values = _values(session, name, arguments) | {"key": f"{SOON}{name}", "due_at": due_at}
    new = insert_ignoring(session, Job).values(values)
    sooner = new.on_conflict_do_update(
        index_elements=["pharmacy_id", "key"], set_={"due_at": due_at}, where=Job.due_at > due_at
    )
    _note(session, await session.scalar(sooner.returning(Job.id)), is_due=not within)


SOON: Final = "soon:"
"""How a key begins that is given back when its job begins."""


def _values(session: AsyncSession, name: str, arguments: dict[str, object]) -> dict[str, object]:
    created_by = caller_of(session).user_id
    return {"pharmacy_id": pharmacy_of(session), "name": name, "arguments": arguments, "created_by": created_by}


def _note(session: AsyncSession, job_id: int | None, *, is_due: bool) -> None:
    if job_id is not None and is_due:
        session.info.setdefault(NEW_JOBS, []).append((pharmacy_of(session), job_id))
