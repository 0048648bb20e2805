from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from app import migrations
from app.config import Settings
from app.database import migration_engine
from app.models import Base

WRITTEN = list(Path(str(migrations.config().get_main_option("script_location"))).glob("versions/*.py"))


async def ask(settings: Settings, question: "type[Tables] | type[Differences]") -> list[str]:
    """Ask the database something about its schema."""
    engine = migration_engine(settings.database)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(question.answer)
    finally:
        await engine.dispose()


class Tables:
    """The names of the tables."""

    @staticmethod
    def answer(connection: Connection) -> list[str]:
        return sorted(inspect(connection).get_table_names())


class Differences:
    """What a new migration would have to change for the database to be as the models say."""

    @staticmethod
    def answer(connection: Connection) -> list[str]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": migrations.is_described}
        )
        return [str(each) for each in compare_metadata(context, Base.metadata)]


async def test_the_migrations_make_what_the_models_say(settings: Settings) -> None:
    assert await ask(settings, Differences) == []


async def test_the_database_can_be_taken_back_to_nothing_and_up_again(settings: Settings) -> None:
    tables = await ask(settings, Tables)

    await migrations.downgrade(settings, "base")
    after_down, was_current = await ask(settings, Tables), await migrations.is_current(settings)
    await migrations.upgrade(settings)

    assert (after_down, was_current) == (["alembic_version"], False)
    assert await ask(settings, Tables) == tables
    assert await migrations.is_current(settings)
    assert await ask(settings, Differences) == []


async def test_upgrading_twice_changes_nothing(settings: Settings) -> None:
    tables = await ask(settings, Tables)

    await migrations.upgrade(settings)

    assert await ask(settings, Tables) == tables


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_there_is_one_line_of_migrations(settings: Settings) -> None:
    scripts = ScriptDirectory.from_config(migrations.config())

    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
    assert len(list(scripts.walk_revisions())) == len(WRITTEN)
