"""The engines, the one transaction boundary, and the wall between pharmacies.

A session belongs to one pharmacy: every ORM read is narrowed to it and every new row is given to it. Crossing is
explicit: pass EVERY_PHARMACY, and say why beside it.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    CursorResult,
    Dialect,
    Executable,
    Insert,
    NullPool,
    Row,
    Select,
    Update,
    bindparam,
    event,
    insert,
    literal_column,
    make_url,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.types import TypeEngine

from app.config import Settings
from app.exceptions import DatabaseError
from app.models.base import Base, PharmacyOwned, Scaled
from app.utils.sealing import Sealer

EVERY_PHARMACY: Final = object()
"""Given in place of a pharmacy's id by the few places that may cross the wall. Grep for it in review."""

_PHARMACY: Final = bindparam("wall_pharmacy_id", type_=BigInteger)

STATEMENT_TIMEOUT_MS: Final = 30_000


@dataclass(frozen=True)
class Caller:
    """Who asks for a change, and through what: "web", "api", "cli", "import", "agent", "job"."""

    user_id: int | None
    channel: str


SYSTEM: Final = Caller(None, "job")
"""Nobody asked: the schedule did."""


class ReadSession(AsyncSession):
    """A session that only reads; in production it may read from a replica."""


class WriteSession(AsyncSession):
    """A session inside a transaction that commits when its unit of work ends."""


class Database:
    """The engines of one installation. Make one for each process and `close` it at the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.url = make_url(settings.database)
        self.turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        """For work of a pharmacy that this process need not do twice at the same time."""
        self.after_commit: list[Callable[[WriteSession], None]] = []
        """Told of each session that has committed. They must not wait and not fail."""
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            assert self.url.database, "a SQLite database is a file"
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self.writer = _sqlite_engine(settings.database, begin="BEGIN IMMEDIATE")
            self.reader = _sqlite_engine(settings.database, begin="BEGIN")
        else:
            pool = settings.database_pool_size
            self.writer = _postgresql_engine(settings.database, pool)
            self.reader = _postgresql_engine(
                settings.read_database_url or settings.database,
                pool,
                isolation_level="AUTOCOMMIT",
                # Few statements, asked very often: planning the medicine list costs as much as running it.
                plan_cache_mode="force_generic_plan",
            )

    @asynccontextmanager
    async def transaction(self, pharmacy_id: object, *, by: Caller = SYSTEM) -> AsyncIterator[WriteSession]:
        """One unit of work: commits when the block ends, rolls back when it raises."""
        info = {
            "pharmacy_id": pharmacy_id,
            "caller": by,
            "audit_key": self.audit_key,
            "sealer": self._settings.sealer,
        }
        async with WriteSession(self.writer, expire_on_commit=False, info=info) as session, session.begin():
            yield session
        for told in self.after_commit:
            told(session)

    @asynccontextmanager
    async def read(self, pharmacy_id: object) -> AsyncIterator[ReadSession]:
        """A session to read from. Nothing added to it is ever stored."""
        info = {"pharmacy_id": pharmacy_id, "sealer": self._settings.sealer}
        async with ReadSession(self.reader, expire_on_commit=False, autoflush=False, info=info) as session:
            yield session

    @property
    def engines(self) -> tuple[AsyncEngine, AsyncEngine]:
        """The writer's and the reader's engine, for what watches them."""
        return self.writer, self.reader

    @property
    def audit_key(self) -> str:
        """The secret that the audit log is written under."""
        return self._settings.audit_key

    async def ping(self) -> None:
        """Ask the database for an answer.

        Raises:
            DatabaseError: none came.
        """
        try:
            async with self.reader.connect() as connection:
                await connection.exec_driver_sql("SELECT 1")
        except (SQLAlchemyError, OSError) as error:  # a time-out is an OSError
            raise DatabaseError("The database does not answer.") from error

    async def close(self) -> None:
        await self.writer.dispose()
        await self.reader.dispose()


class _WrittenOut:
    """A statement that is written out once, with the wall built in, for the few that have to be fast.

    An ordinary statement is taken apart at each execution to find its compiled form again; that costs more than
    running it. Text has nothing to take apart. Values are told by name when it runs.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]] | Update) -> None:
        if isinstance(statement, Update):
            self._statement: Select[*tuple[Any, ...]] | Update = statement.where(
                statement.table.c.pharmacy_id == _PHARMACY
            )
        else:
            self._statement = statement.options(
                with_loader_criteria(PharmacyOwned, lambda model: model.pharmacy_id == _PHARMACY, include_aliases=True)
            )
        self._texts: dict[str, tuple[Executable, dict[str, Any]]] = {}

    async def _run(
        self, connection: AsyncConnection, pharmacy_id: int, values: dict[str, Any]
    ) -> CursorResult[*tuple[Any, ...]]:
        dialect = connection.dialect.name
        if dialect not in self._texts:
            self._texts[dialect] = self._written_for(dialect)
        text, constants = self._texts[dialect]
        return await connection.execute(text, constants | values | {_PHARMACY.key: pharmacy_id})

    def _written_for(self, dialect: str) -> tuple[Executable, dict[str, Any]]:
        written = self._statement.compile(dialect=_NAMED[dialect])
        binds = [bindparam(name, type_=bound.type) for bound, name in written.bind_names.items()]
        told = text(str(written).replace("::", " ::")).bindparams(*binds)  # a name is none with a cast behind it
        columns = [
            literal_column(str(one.key), self._read_as(one.type)).label(one.key)
            for one in self._statement.exported_columns
        ]
        return told.columns(*columns) if columns else told, dict(written.params)

    def _read_as(self, type_: TypeEngine[Any]) -> TypeEngine[Any]:
        return type_


class Prepared(_WrittenOut):
    """A SELECT that is read on a connection of its own. Quantities and money come as the whole numbers stored."""

    async def rows(
        self, database: Database, pharmacy_id: int, values: dict[str, object]
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        """The rows of a pharmacy for these values: a session would cost as much again."""
        async with database.reader.connect() as connection:
            return (await self._run(connection, pharmacy_id, values)).all()

    def _read_as(self, type_: TypeEngine[Any]) -> TypeEngine[Any]:
        return BigInteger() if isinstance(type_, Scaled) else type_


class PreparedStep(_WrittenOut):
    """A SELECT of columns or an UPDATE within a unit of work. It tells no loaded model of what it changes."""

    async def run(self, session: AsyncSession, **values: object) -> CursorResult[*tuple[Any, ...]]:
        """Execute it for the session's pharmacy, after what the session still has to store."""
        if session.new or session.dirty or session.deleted:
            await session.flush()
        return await self._run(await session.connection(), pharmacy_of(session), values)


async def add_row(session: AsyncSession, model: type[Base], **values: object) -> int:
    """Store a row of the session's pharmacy at once and answer its id.

    For the few tables that every change writes to: to make a model of a row costs more than to store it.
    """
    connection = await session.connection()
    return int(await connection.scalar(_adding(model), {"pharmacy_id": pharmacy_of(session), **values}) or 0)


@lru_cache(maxsize=64)
def _adding(model: type[Base]) -> Insert:
    return insert(model).returning(model.id)  # type: ignore[attr-defined]  # each has one


_NAMED: Final = {
    name: cast("Callable[..., Dialect]", dialect)(paramstyle="named")  # the libraries leave these untyped
    for name, dialect in {"sqlite": SQLiteDialect, "postgresql": PGDialect}.items()
}


def migration_engine(url: str) -> AsyncEngine:
    """An engine for migrations: no pool, no statement timeout, and on SQLite one immediate transaction."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url, begin="BEGIN IMMEDIATE")
    return create_async_engine(url, poolclass=NullPool)


def pharmacy_of(session: AsyncSession) -> int:
    """The pharmacy a session belongs to."""
    pharmacy_id = session.info["pharmacy_id"]
    assert isinstance(pharmacy_id, int), "this session belongs to no single pharmacy"
    return pharmacy_id


def caller_of(session: AsyncSession) -> Caller:
    """Who changes what this session changes."""
    caller: Caller = session.info["caller"]
    return caller


def audit_key_of(session: AsyncSession) -> str:
    """The secret that the audit log is written under."""
    key: str = session.info["audit_key"]
    return key


def is_transient(error: BaseException) -> bool:
    """Whether the same may well succeed in a moment: a lost connection, a deadlock, a lock that was held too long."""
    if isinstance(error, DBAPIError):
        state = str(getattr(error.orig, "sqlstate", None) or "")
        is_busy = getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
        return error.connection_invalidated or is_busy or state.startswith(_PASSING_STATES)
    is_network = isinstance(error, OSError) and error.filename is None  # one of a file names it
    return is_network or isinstance(error, PoolTimeout)


_PASSING_STATES: Final = ("08", "40001", "40P01", "53", "55P03", "57")
"""Of PostgreSQL: connection, serialisation, deadlock, resources, lock not available, shutdown or cancelled."""


def sealer_of(session: AsyncSession) -> Sealer:
    """What seals and opens personal data."""
    sealer: Sealer = session.info["sealer"]
    return sealer


async def add_row_unless_there(session: AsyncSession, model: type[Base], **values: object) -> bool:
    """As `add_row`, where no row has the same key; answers whether it was added.

    Waits for whoever is adding the same row at this moment.
    """
    connection = await session.connection()
    adding = _adding_unless_there(model, connection.dialect.name)
    added = await connection.execute(adding, {"pharmacy_id": pharmacy_of(session), **values})
    return added.rowcount > 0


@lru_cache(maxsize=64)
def _adding_unless_there(model: type[Base], dialect: str) -> Insert:
    kind = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return kind(model).on_conflict_do_nothing()


def insert_ignoring(session: AsyncSession, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT for the session's dialect that has `on_conflict_do_nothing`."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model)
    return postgresql.insert(model)


def _postgresql_engine(
    url: str, pool_size: int, *, isolation_level: Any = "READ COMMITTED", **server_settings: str
) -> AsyncEngine:
    asked = {"statement_timeout": str(STATEMENT_TIMEOUT_MS), **server_settings}
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        isolation_level=isolation_level,
        connect_args={"timeout": 5, "server_settings": asked},
    )


def _sqlite_engine(url: str, *, begin: str) -> AsyncEngine:
    engine = create_async_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # The driver's own transactions begin late and deferred; ours begin when the unit of work does.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=30000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


@event.listens_for(Session, "do_orm_execute")
def _read_one_pharmacy(execution: ORMExecuteState) -> None:
    pharmacy_id = execution.session.info["pharmacy_id"]
    if pharmacy_id is EVERY_PHARMACY or execution.is_column_load or execution.is_relationship_load:
        return
    execution.statement = execution.statement.options(_only_of(pharmacy_id))


@lru_cache(maxsize=4096)
def _only_of(pharmacy_id: int) -> LoaderCriteriaOption:
    return with_loader_criteria(PharmacyOwned, lambda model: model.pharmacy_id == pharmacy_id, include_aliases=True)


@event.listens_for(Session, "before_flush")
def _write_one_pharmacy(session: Session, _flush: UOWTransaction, _objects: object) -> None:
    pharmacy_id = session.info["pharmacy_id"]
    for row in session.new | session.dirty:
        if isinstance(row, PharmacyOwned) and pharmacy_id is not EVERY_PHARMACY:
            row.pharmacy_id = row.pharmacy_id or pharmacy_id
            if row.pharmacy_id != pharmacy_id:
                raise PermissionError(f"{row!r} belongs to another pharmacy")
