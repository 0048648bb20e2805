"""What a database says when the same may succeed in a moment, and what it says when it will not."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from app.database import Database, is_transient
from app.exceptions import DuplicateResourceError
from app.models import Pharmacy, User


async def failure(work: Callable[[], Awaitable[None]]) -> DBAPIError:
    with pytest.raises(DBAPIError) as failed:
        await work()
    return failed.value


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_locked_database_passes(admin: httpx.AsyncClient, database: Database, database_url: str) -> None:
    impatient = create_async_engine(database_url, connect_args={"timeout": 0})

    async def write() -> None:
        async with impatient.begin() as connection:
            await connection.execute(update(Pharmacy).values(phone="1"))

    async with database.transaction(1) as session:
        await session.execute(update(Pharmacy).values(phone="2"))
        locked = await failure(write)
    await impatient.dispose()

    assert is_transient(locked)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_lock_held_too_long_passes(admin: httpx.AsyncClient, database: Database, database_url: str) -> None:
    impatient = create_async_engine(database_url, connect_args={"server_settings": {"lock_timeout": "50"}})

    async def lock() -> None:
        async with impatient.begin() as connection:
            await connection.execute(select(Pharmacy.id).with_for_update())

    async with database.transaction(1) as session:
        await session.execute(select(Pharmacy.id).with_for_update())
        locked = await failure(lock)
    await impatient.dispose()

    assert is_transient(locked)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_lost_connection_passes(admin: httpx.AsyncClient, database: Database) -> None:
    async def ask_on_a_dead_line() -> None:
        async with database.writer.connect() as connection:
            raw = await connection.get_raw_connection()
            raw.driver_connection.terminate()  # type: ignore[union-attr]
            await connection.execute(select(Pharmacy.id))

    assert is_transient(await failure(ask_on_a_dead_line))


async def test_what_the_database_refuses_does_not_pass(admin: httpx.AsyncClient, database: Database) -> None:
    async def register_twice() -> None:
        async with database.transaction(1) as session:
            earlier = (await session.scalars(select(User))).one()
            session.add(User(email=earlier.email, password_hash="x", full_name="Twin"))

    assert not is_transient(await failure(register_twice))


def test_a_missing_file_and_a_refusal_do_not_pass() -> None:
    assert not is_transient(FileNotFoundError(2, "No such file", "sales.csv"))
    assert not is_transient(DuplicateResourceError("It is there."))
    assert is_transient(ConnectionRefusedError(111, "refused"))
