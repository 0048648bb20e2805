"""Bringing a database to the schema this version needs."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.config import CHECKOUT, Settings
from app.database import migration_engine

_SHIPPED: Final = Path(__file__).parent / "alembic"


def config() -> Config:
    """Alembic's configuration: the scripts beside the sources, or those shipped in the wheel."""
    made = Config()
    made.set_main_option("script_location", str(_SHIPPED if _SHIPPED.exists() else CHECKOUT / "alembic"))
    return made


def is_described(name: str | None, kind: str, _parents: object) -> bool:
    """Whether the models describe what has this name: tables and indexes that only serve the search, they do not."""
    return kind not in ("table", "index") or not (name or "").startswith("search_")


async def upgrade(settings: Settings, revision: str = "head") -> None:
    """Bring the database to a revision; does nothing when it is there already."""
    await _on_connection(settings, lambda connection: _run(connection, command.upgrade, revision))


async def downgrade(settings: Settings, revision: str) -> None:
    """Take the database back to an earlier revision; "base" is the empty database."""
    await _on_connection(settings, lambda connection: _run(connection, command.downgrade, revision))


async def is_current(settings: Settings) -> bool:
    """Whether the database has every migration of this version."""
    wanted = ScriptDirectory.from_config(config()).get_current_head()
    found: list[str | None] = []
    await _on_connection(
        settings, lambda connection: found.append(MigrationContext.configure(connection).get_current_revision())
    )
    return found == [wanted]


def _run(connection: Connection, step: Callable[[Config, str], None], revision: str) -> None:
    made = config()
    made.attributes["connection"] = connection
    step(made, revision)


async def _on_connection(settings: Settings, work: Callable[[Connection], None]) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = migration_engine(settings.database)
    async with engine.begin() as connection:
        await connection.run_sync(work)
    await engine.dispose()
