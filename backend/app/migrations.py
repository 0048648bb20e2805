"""Bringing a database to the schema this version needs."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.config import CHECKOUT, Settings
from app.database import migration_engine
from app.exceptions import ConfigurationError

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
    """Bring the database to a revision; does nothing when it is there already.

    Raises:
        ConfigurationError: on PostgreSQL a role is missing that this login may not make.
    """
    await _on_connection(settings, lambda connection: _upgrade(connection, revision))


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


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        _require_roles(connection)
    _run(connection, command.upgrade, revision)


def _require_roles(connection: Connection) -> None:
    beyond_reach = connection.scalars(text(_ROLES_BEYOND_REACH)).all()
    if beyond_reach:
        raise ConfigurationError(
            f"The role of PHARMAREC_DATABASE_URL may neither make nor become {' and '.join(beyond_reach)}. "
            "Run infra/postgres/roles.sql once as a superuser; its first lines say how.",
            roles=beyond_reach,
        )


_ROLES_BEYOND_REACH: Final = """
    SELECT wanted FROM unnest(ARRAY['pharmarec_app', 'pharmarec_search']) AS wanted
    LEFT JOIN pg_roles made ON made.rolname = wanted
    CROSS JOIN pg_roles login
    WHERE login.rolname = session_user AND NOT login.rolsuper AND CASE
        WHEN made.oid IS NULL THEN NOT login.rolcreaterole
        ELSE NOT pg_has_role(login.oid, made.oid, 'MEMBER')
    END
"""


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
