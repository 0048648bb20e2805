"""Connections to PostgreSQL that row-level security narrows to the pharmacies of their transaction.

Each transaction begins as `pharmarec_app`, which the policies bind, and names its pharmacies: a statement that forgets
the session's wall meets this one.
"""

from functools import lru_cache
from typing import Any, Final
from uuid import uuid4

import asyncpg
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.config import Settings

TIMEOUTS: Final = {
    "statement_timeout": "30s",
    "lock_timeout": "15s",
    "idle_in_transaction_session_timeout": "300s",
}
"""How long PostgreSQL lets a statement run, wait for a lock, and a unit of work say nothing."""


class _Walled(asyncpg.Connection):  # type: ignore[misc]  # it ships no types
    """A connection whose transactions begin, narrowed to what `wall` says, in one round trip.

    All of it is LOCAL to the transaction: a pooler may give the next one another connection. What `wall` said is
    forgotten with the transaction it was said for, and a transaction that was told nothing sees nothing.
    """

    begin = "BEGIN"
    limits = ""
    wall = ""

    def transaction(self, **_asked: object) -> "_Transaction":
        wall, self.wall = self.wall, ""
        return _Transaction(self, f"{self.begin}; SET LOCAL ROLE pharmarec_app; {wall}{self.limits}")


class _WalledReader(_Walled):
    begin = "BEGIN READ ONLY"


class _Transaction:
    """What SQLAlchemy asks of a transaction of asyncpg."""

    def __init__(self, connection: _Walled, begin: str) -> None:
        self._connection = connection
        self._begin = begin

    async def start(self) -> None:
        try:
            await self._connection.execute(self._begin)
        except asyncpg.PostgresError:
            await self._connection.execute("ROLLBACK")  # it may have begun before it failed
            raise

    async def commit(self) -> None:
        await self._connection.execute("COMMIT")

    async def rollback(self) -> None:
        await self._connection.execute("ROLLBACK")


def writing_engine(settings: Settings) -> AsyncEngine:
    return _engine(settings.database, settings, kind=_Walled)


def reading_engine(settings: Settings) -> AsyncEngine:
    return _engine(
        settings.read_database_url or settings.database,
        settings,
        kind=_WalledReader,
        # Few statements, asked very often: planning the medicine list costs as much as running it.
        plan_cache_mode="force_generic_plan",
    )


def narrow(connection: Connection, pharmacy_ids: frozenset[int] | None) -> None:
    """Say whose rows the transaction that is about to begin may see; None: everybody's. SQLite has no such wall."""
    driver = connection.connection.driver_connection
    if isinstance(driver, _Walled):
        driver.wall = _wall_of(pharmacy_ids)


@lru_cache(maxsize=4096)
def _wall_of(pharmacy_ids: frozenset[int] | None) -> str:
    if pharmacy_ids is None:
        return "SET LOCAL app.every_pharmacy = 'on';"
    return f"SET LOCAL app.pharmacies = '{','.join(str(int(one)) for one in sorted(pharmacy_ids))}';"


def _engine(url: str, settings: Settings, *, kind: type[_Walled], **asked: str) -> AsyncEngine:
    arguments: dict[str, Any] = {"timeout": 5, "connection_class": kind}
    if settings.database_pooled:
        # The next transaction may meet another server: nothing prepared lasts, nothing is set but for a transaction.
        limits = "".join(f" SET LOCAL {name} = '{limit}';" for name, limit in TIMEOUTS.items())
        arguments["connection_class"] = type(f"Pooled{kind.__name__}", (kind,), {"limits": limits})
        arguments |= {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
        arguments["prepared_statement_name_func"] = lambda: f"__pharmarec_{uuid4()}__"
    else:
        arguments["server_settings"] = TIMEOUTS | asked
    engine = create_async_engine(
        url,
        pool_size=settings.database_pool_size,
        max_overflow=0,
        pool_timeout=10,
        connect_args=arguments,
    )

    @event.listens_for(engine.sync_engine, "checkin")
    def _forget(connection: Any, _record: object) -> None:
        if connection is not None:  # a broken one is not given back
            connection.driver_connection.wall = ""

    return engine
