"""Handing jobs over: rows in the transaction that wants them, done after it is committed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from app.database import caller_of, insert_ignoring, pharmacy_of
from app.models import Job
from app.utils import clock

SOON: Final = "soon:"
"""How a key begins that is given back when its job begins."""

_NEW: Final = "new_jobs"
_AT_ONCE: Final = timedelta()


@dataclass(frozen=True)
class Wanted:
    """A job that a pharmacy wants done, at once or from an instant on."""

    pharmacy_id: int
    name: str
    arguments: dict[str, object] = field(default_factory=dict)
    key: str | None = None
    due_at: datetime = field(default_factory=clock.now)


async def later(session: AsyncSession, name: str, *, key: str | None = None, **arguments: object) -> None:
    """Have a job done once this transaction is committed. A job whose `key` was used before is not done again."""
    await add(session, [Wanted(pharmacy_of(session), name, arguments, key)])


async def soon(session: AsyncSession, name: str, *, within: timedelta = _AT_ONCE) -> None:
    """Have a job done within a time, once for all who ask for it before it begins."""
    await add_soon(session, [Wanted(pharmacy_of(session), name, due_at=clock.now() + within)])


async def add(session: AsyncSession, wanted: Sequence[Wanted]) -> list[int]:
    """Hand jobs over, each key once; answers the ids of those that are new."""
    new = insert_ignoring(session, Job).on_conflict_do_nothing()
    return await _insert(session, new, wanted)


async def add_soon(session: AsyncSession, wanted: Sequence[Wanted]) -> list[int]:
    """Hand jobs over, each for all of its kind in its pharmacy until it begins; one that waits is only made earlier.

    Answers the ids of those that are new or are due earlier.
    """
    new = insert_ignoring(session, Job)
    sooner = new.on_conflict_do_update(
        index_elements=["pharmacy_id", "key"],
        set_={"due_at": new.excluded.due_at},
        where=Job.due_at > new.excluded.due_at,
    )
    earliest: dict[tuple[int, str], Wanted] = {}
    for one in sorted(wanted, key=lambda each: each.due_at, reverse=True):
        earliest[one.pharmacy_id, one.name] = one
    named = [Wanted(one.pharmacy_id, one.name, {}, SOON + one.name, one.due_at) for one in earliest.values()]
    return await _insert(session, sooner, named)


def hand_over(session: AsyncSession, job: Job) -> None:
    """Note that a job which was closed waits again."""
    session.info.setdefault(_NEW, []).append((job.pharmacy_id, job.id))


def handed_over(session: AsyncSession) -> list[tuple[int, int]]:
    """Pharmacy and id of each job that was handed over in a session and may begin at once. Told only once."""
    told: list[tuple[int, int]] = session.info.pop(_NEW, [])
    return told


async def _insert(session: AsyncSession, statement: Any, wanted: Sequence[Wanted]) -> list[int]:
    if not wanted:
        return []
    created_by = caller_of(session).user_id
    # In one order, so that two who hand over the same keys wait for each other only one way.
    rows = [{**vars(one), "created_by": created_by} for one in sorted(wanted, key=lambda one: one.pharmacy_id)]
    added = list(await session.execute(statement.values(rows).returning(Job.pharmacy_id, Job.id, Job.due_at)))
    at = clock.now()
    session.info.setdefault(_NEW, []).extend((row[0], row[1]) for row in added if row[2] <= at)
    return [row[1] for row in added]
