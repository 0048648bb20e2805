"""One transaction over two branches, in which each step belongs to one of them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Caller, Database, WriteSession
from app.services import pharmacies


@asynccontextmanager
async def over_both(database: Database, one: int, other: int, *, by: Caller) -> AsyncIterator[WriteSession]:
    """A transaction over two branches that holds the turn of both, taken in id order."""
    async with database.transaction(frozenset({one, other}), by=by) as session:
        await session.connection()  # begins while it still belongs to both: PostgreSQL's wall is set here
        for pharmacy_id in sorted((one, other)):
            with as_branch(session, pharmacy_id):
                await pharmacies.take_turn(session)
        yield session


@contextmanager
def as_branch(session: AsyncSession, pharmacy_id: int) -> Iterator[None]:
    """For a while a session of several branches belongs to one of them.

    What is added meanwhile has to be flushed meanwhile: it is stored in the name of the branch.
    """
    branches = session.info["pharmacy_id"]
    assert isinstance(branches, frozenset), "this session does not belong to several branches"
    assert pharmacy_id in branches, "this branch is none of the session's"
    session.info["pharmacy_id"] = pharmacy_id
    try:
        yield
    finally:
        session.info["pharmacy_id"] = branches
