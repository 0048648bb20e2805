"""Migrations run on one connection: the one handed over by the application, or one opened from the settings."""

import asyncio
from typing import Literal

from alembic import context
from sqlalchemy import Connection

from app.config import Settings
from app.database import migration_engine
from app.migrations import is_described
from app.models import Base
from app.models.base import Money, Quantity, UtcDateTime


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our exact column types as what they are in the database, so that old migrations need no old code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Quantity | Money):
        return "sa.BigInteger()"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_item,
        include_name=is_described,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":  # even the owner of a table sees only what its policy lets through
            connection.exec_driver_sql("SELECT set_config('app.every_pharmacy', 'on', true)")
        context.run_migrations()


async def connect_and_run() -> None:
    engine = migration_engine(Settings().database)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


handed_over = context.config.attributes.get("connection")
if handed_over is None:
    asyncio.run(connect_and_run())
else:
    run(handed_over)
