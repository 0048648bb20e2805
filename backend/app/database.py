"""The engines, the one transaction boundary, and the walls between pharmacies.

A session belongs to one pharmacy: every ORM read is narrowed to it and every new row is given to it. Crossing is
explicit: pass EVERY_PHARMACY, and say why beside it. On PostgreSQL each transaction also runs as a role that row-level
security narrows to the same pharmacy, so a statement that forgets the first wall meets the second.
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
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    ORMExecuteState,
    Session,
    SessionTransaction,
    UOWTransaction,
    with_loader_criteria,
)
from sqlalchemy.types import TypeEngine

from app.config import Settings
from app.exceptions import ConfigurationError, DatabaseError, ExternalServiceError
from app.models.base import Base, PharmacyOwned, Scaled
from app.postgres import narrow, reading_engine, writing_engine
from app.sqlite import sqlite_engine
from app.utils.sealing import Sealer

EVERY_PHARMACY: Final = object()
"""Given in place of a pharmacy's id by the few places that may cross the wall. Grep for it in review.

For some branches of an organisation a frozenset of their ids is given.
"""

_IS_UNBOUND: Final = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user"

_PHARMACY: Final = bindparam("wall_pharmacy_id", type_=BigInteger)


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
            self.writer = sqlite_engine(settings.database, begin="BEGIN IMMEDIATE")
            self.reader = sqlite_engine(settings.database, begin="BEGIN")
        else:
            self.writer, self.reader = writing_engine(settings), reading_engine(settings)

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
            async with self.reader.connect() as connection:  # outside a transaction: it asks for nobody's rows
                alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
                await alone.exec_driver_sql("SELECT 1")
        except (SQLAlchemyError, OSError) as error:  # a time-out is an OSError
            raise DatabaseError("The database does not answer.") from error

    async def check_login(self) -> None:
        """Make sure, in production, that the policies bind whoever signs in to PostgreSQL.

        Raises:
            ConfigurationError: a superuser does, or a role with BYPASSRLS.
            DatabaseError: the database does not answer.
        """
        if self._settings.environment != "production" or self.is_sqlite:
            return
        engine = migration_engine(self._settings.database)  # a login that may not become the role has to be seen too
        try:
            async with engine.connect() as connection:
                is_unbound = await connection.scalar(text(_IS_UNBOUND))
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseError("The database does not answer.") from error
        finally:
            await engine.dispose()
        if is_unbound:
            raise ConfigurationError(
                f"Refusing to start: row-level security does not bind the role {self.url.username} of "
                "PHARMAREC_DATABASE_URL. Give it NOSUPERUSER NOBYPASSRLS, or take another.",
                role=self.url.username,
            )

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
            narrow(cast("Connection", connection.sync_connection), frozenset({pharmacy_id}))
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
        return sqlite_engine(url, begin="BEGIN IMMEDIATE")
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


class Busy(ExternalServiceError):
    """Others were at work on the same for too long. Nothing was changed: a moment later it may well succeed."""

    code = "BUSY"


def is_busy(error: BaseException) -> bool:
    """Whether only others at work were in the way: a deadlock, a lock held too long, no time, no free connection."""
    if isinstance(error, DBAPIError):
        is_locked = getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
        return is_locked or _state_of(error) in _BUSY_STATES
    return isinstance(error, PoolTimeout)


def is_transient(error: BaseException) -> bool:
    """Whether the same may well succeed in a moment: others were at work, or a connection was lost."""
    if isinstance(error, DBAPIError):
        return is_busy(error) or error.connection_invalidated or _state_of(error).startswith(_PASSING_STATES)
    is_network = isinstance(error, OSError) and error.filename is None  # one of a file names it
    return is_network or is_busy(error)


def _state_of(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


_BUSY_STATES: Final = ("40001", "40P01", "55P03", "57014")
"""Of PostgreSQL: serialisation, deadlock, lock not available, cancelled by a time-out."""

_PASSING_STATES: Final = ("08", "53", "57")
"""Of PostgreSQL: connection, resources, shutdown."""


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


@event.listens_for(Session, "after_begin")
def _narrow_session(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if not transaction.nested:
        narrow(connection, _ids_of(session.info["pharmacy_id"]))


def _ids_of(pharmacy_id: object) -> frozenset[int] | None:
    """The pharmacies that a session belongs to; None: every one."""
    if pharmacy_id is EVERY_PHARMACY:
        return None
    return pharmacy_id if isinstance(pharmacy_id, frozenset) else frozenset({cast("int", pharmacy_id)})


@event.listens_for(Session, "do_orm_execute")
def _read_one_pharmacy(execution: ORMExecuteState) -> None:
    pharmacy_id = execution.session.info["pharmacy_id"]
    if pharmacy_id is EVERY_PHARMACY or execution.is_column_load or execution.is_relationship_load:
        return
    execution.statement = execution.statement.options(_only_of(pharmacy_id))


@lru_cache(maxsize=4096)
def _only_of(pharmacy_id: int | frozenset[int]) -> LoaderCriteriaOption:
    if isinstance(pharmacy_id, frozenset):
        several = sorted(pharmacy_id)
        return with_loader_criteria(PharmacyOwned, lambda model: model.pharmacy_id.in_(several), include_aliases=True)
    return with_loader_criteria(PharmacyOwned, lambda model: model.pharmacy_id == pharmacy_id, include_aliases=True)


@event.listens_for(Session, "before_flush")
def _write_one_pharmacy(session: Session, _flush: UOWTransaction, _objects: object) -> None:
    pharmacy_id = session.info["pharmacy_id"]
    allowed = _ids_of(pharmacy_id)
    for row in session.new | session.dirty:
        if isinstance(row, PharmacyOwned) and allowed is not None:
            if isinstance(pharmacy_id, int):
                row.pharmacy_id = row.pharmacy_id or pharmacy_id
            if row.pharmacy_id not in allowed:
                raise PermissionError(f"{row!r} belongs to another pharmacy")
