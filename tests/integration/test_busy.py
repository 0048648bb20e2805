"""What a caller is told whose request met others at work."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError
from tests.factories import medicines

from app import postgres
from app.config import Settings
from app.database import EVERY_PHARMACY, Database, is_busy
from app.models import Medicine

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL waits for little; asked for before the database is opened."""
    monkeypatch.setitem(postgres.TIMEOUTS, "lock_timeout", "200ms")
    monkeypatch.setitem(postgres.TIMEOUTS, "statement_timeout", "400ms")


async def hurry_sqlite(database: Database) -> None:
    """From the next connection on SQLite waits for little too."""

    @event.listens_for(database.writer.sync_engine, "connect")
    def _hurry(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=200")

    await database.writer.dispose()


async def test_a_request_that_meets_a_long_lock_is_told_to_come_again(
    impatient: None, app: FastAPI, admin: httpx.AsyncClient, settings: Settings
) -> None:
    medicine = await medicines.add(admin)
    path = f"/api/inventory/{medicine['id']}"
    if app.state.platform.database.is_sqlite:
        await hurry_sqlite(app.state.platform.database)
    other = Database(settings)

    async with other.transaction(EVERY_PHARMACY) as session:
        await session.execute(update(Medicine).values(category="locked"))
        refused = await admin.put(path, json={"category": "changed"})
    await other.close()
    afterwards = await admin.put(path, json={"category": "changed"})

    assert (refused.status_code, refused.json()["error"]) == (503, "BUSY")
    assert (refused.headers["retry-after"], refused.json()["details"]) == ("1", {"retry_after_seconds": 1})
    assert afterwards.status_code == 200


@on_postgresql
async def test_a_statement_that_takes_too_long_was_busy(impatient: None, database: Database) -> None:
    with pytest.raises(DBAPIError, match="statement timeout") as failed:
        async with database.transaction(EVERY_PHARMACY) as session:
            await session.execute(text("SELECT pg_sleep(5)"))

    assert is_busy(failed.value)


@on_postgresql
async def test_two_changes_that_wait_for_each_other_were_busy(admin: httpx.AsyncClient, database: Database) -> None:
    both = [(await medicines.add(admin, name=name))["id"] for name in ("Aspirin", "Paracetamol")]
    have_one = asyncio.Barrier(2)

    async def lock(first: int, second: int) -> None:
        async with database.transaction(EVERY_PHARMACY) as session:
            await session.execute(select(Medicine.id).where(Medicine.id == first).with_for_update())
            await have_one.wait()
            await session.execute(select(Medicine.id).where(Medicine.id == second).with_for_update())

    ends = await asyncio.gather(lock(*both), lock(*reversed(both)), return_exceptions=True)

    (deadlocked,) = [end for end in ends if end is not None]
    assert "deadlock" in str(deadlocked)
    assert is_busy(deadlocked)


async def test_what_is_simply_wrong_was_not_busy(database: Database) -> None:
    with pytest.raises(DBAPIError) as failed:
        async with database.transaction(EVERY_PHARMACY) as session:
            await session.execute(text("SELECT nothing FROM nowhere"))

    assert not is_busy(failed.value)
    assert not is_busy(OperationalError("SELECT 1", None, ConnectionRefusedError(111, "refused")))
