"""Pharmacies with a log, and the hand of somebody who changes it behind the application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import delete, event, insert, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.config import Settings
from app.database import EVERY_PHARMACY, Database, migration_engine
from app.models import AuditCheckpoint, AuditEntry, AuditLeaf, Base, StockMovement
from app.services import audit, pharmacies
from app.services.audit import Subject, Trust, Verdict

MODELS: tuple[type[Base], ...] = (AuditEntry, AuditLeaf, AuditCheckpoint)

Stored = dict[type[Base], list[dict[str, Any]]]


async def open_pharmacy(database: Database) -> int:
    """A pharmacy with nothing in its log; answers its id."""
    async with database.transaction(EVERY_PHARMACY) as session:
        opened = await pharmacies.open_pharmacy(session, name="Rao Medical", currency="INR", time_zone="Asia/Kolkata")
        return opened.id


async def write(database: Database, pharmacy_id: int, *, entries: int, first: int = 1) -> None:
    """Note so many changes, each of another medicine."""
    async with database.transaction(pharmacy_id) as session:
        for number in range(first, first + entries):
            subject = Subject("medicine", number)
            await audit.record(session, "medicine.changed", subject, before={"price": "1.00"}, after={"price": "2.00"})


async def sealed(database: Database, *, entries: int) -> int:
    """A pharmacy whose log holds so many sealed entries; answers its id."""
    pharmacy_id = await open_pharmacy(database)
    await write(database, pharmacy_id, entries=entries)
    await audit.seal(database, pharmacy_id=pharmacy_id)
    return pharmacy_id


async def checkpoint(database: Database, pharmacy_id: int, settings: Settings) -> str:
    """The present checkpoint as it is exported."""
    async with database.read(pharmacy_id) as session:
        return str((await audit.latest_checkpoint(session, audit_key=settings.audit_key))["checkpoint"])


def trust_in(settings: Settings) -> Trust:
    """What the application itself holds a log against."""
    return Trust([audit.signing_key(settings.audit_key).public_key()], settings.audit_key)


async def verdict(settings: Settings, pharmacy_id: int, trust: Trust | None = None) -> Verdict:
    """What a verifier says that knows nothing of the application that wrote."""
    database = Database(settings)
    try:
        return await audit.verify(database, pharmacy_id=pharmacy_id, trust=trust or trust_in(settings))
    finally:
        await database.close()


@asynccontextmanager
async def behind(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """A connection of somebody who may do everything to the database, triggers and walls out of the way."""
    url = make_url(settings.database)
    if url.get_backend_name() == "postgresql":
        url = url.set(username="postgres", password="postgres")
    engine = migration_engine(url.render_as_string(hide_password=False))
    if url.get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", lambda made, _: made.execute("PRAGMA foreign_keys = OFF"))
    try:
        async with engine.begin() as connection:
            await _let_go(connection)
            yield connection
    finally:
        await engine.dispose()


async def tamper(settings: Settings, *statements: str, **values: object) -> None:
    """Change the log, or the ledger, behind the application."""
    async with behind(settings) as connection:
        for statement in statements:
            used = {name: value for name, value in values.items() if f":{name}" in statement}
            await connection.execute(text(statement), used)


async def stored(settings: Settings) -> Stored:
    """All rows of the log, as they are."""
    async with behind(settings) as connection:
        queries = {model: select(*model.__mapper__.columns) for model in MODELS}
        return {model: [row._asdict() for row in await connection.execute(one)] for model, one in queries.items()}


async def put_back(settings: Settings, kept: Stored) -> None:
    """Make the log again what it was."""
    async with behind(settings) as connection:
        for model, rows in kept.items():
            await connection.execute(delete(model))
            await connection.execute(insert(model), rows)


async def _let_go(connection: AsyncConnection) -> None:
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    guarded: tuple[type[Base], ...] = (*MODELS, StockMovement)
    for model in guarded:
        for verb in ("update", "delete"):
            await connection.execute(text(f"DROP TRIGGER IF EXISTS {model.__tablename__}_no_{verb}"))
