"""Real processes that are killed, asked to stop, or left without Redis: the work is done all the same, once."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from tests.conftest import working
from tests.factories import accounts, background, imports, medicines
from tests.servers import redis
from tests.servers.process import free_port

from app.config import Settings
from app.database import Database
from app.main import create_app
from app.models import Import, Job
from app.services.imports import StagedFile, Wishes, begin

PHARMAREC = Path(sys.executable).with_name("pharmarec")
ROWS = 20_000
FILE = imports.csv_of(
    "date,medicine,quantity",
    *(f"{imports.days_ago(number % 700 + 1)},Medicine {number % 5},{number % 9 + 1}" for number in range(ROWS)),
)
TOTALS = {
    f"Medicine {medicine}": Decimal(sum(number % 9 + 1 for number in range(medicine, ROWS, 5))) for medicine in range(5)
}


@contextmanager
def started(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that does jobs: the worker where there is Redis, the server itself where there is none."""
    command = ["worker"] if settings.redis_url else ["serve", "--port", str(free_port())]
    chosen = {
        "PHARMAREC_DATA_DIR": str(settings.data_dir),
        "PHARMAREC_DATABASE_URL": settings.database_url,
        "PHARMAREC_REDIS_URL": settings.redis_url,
        "PHARMAREC_SECRET_KEY": settings.secret_key.get_secret_value(),
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    process = subprocess.Popen([PHARMAREC, *command], env=kept | chosen, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and those it has started, with no time for anything."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client that is signed in, of an application without a worker."""
    app = create_app(settings)
    async with app.router.lifespan_context(app), accounts.client_of(app) as visitor:
        token = (await accounts.register(visitor))["access_token"]
        async with accounts.client_of(app, token) as client:
            yield client


async def handed_over(database: Database, settings: Settings) -> None:
    """An import that waits in a pharmacy of its own."""
    settings.uploads_dir.mkdir(parents=True, exist_ok=True)
    staged = StagedFile(settings.uploads_dir / "staged", "sales.csv")
    staged.path.write_bytes(FILE)
    await begin(database, staged, Wishes(medicines.today()), pharmacy_id=1, actor_id=None)


async def halfway(database: Database) -> int:
    """Wait until some rows are stored and some are not; answers how many."""
    async with asyncio.timeout(60):
        while True:
            async with database.read(1) as session:
                done = await session.scalar(select(Import.rows_done)) or 0
            if 0 < done < ROWS:
                return done
            await asyncio.sleep(0.02)


async def a_minute_later(database: Database) -> None:
    async with database.transaction(1) as session:
        job = (await session.scalars(select(Job).where(Job.name == "import_sales"))).one()
        assert job.heartbeat_at is not None
        job.heartbeat_at -= timedelta(seconds=61)


async def test_what_a_killed_process_was_doing_is_done_by_the_next(settings: Settings, database: Database) -> None:
    async with served(settings) as client:
        await handed_over(database, settings)
        with started(settings) as process:
            done_before = await halfway(database)
            kill(process)
        [left] = await background.all_jobs(database)
        if settings.redis_url:  # the server itself goes on at once; of several workers another may only be slow
            await a_minute_later(database)

        with started(settings):
            [job] = await background.ended(database, seconds=60)
        told = medicines.data(await client.get("/api/imports/1"))

    assert (left.status, left.attempts) == ("running", 1)
    assert (job.status, job.attempts) == ("done", 2)
    assert (told["status"], told["added"], told["already_there"]) == ("done", ROWS, 0)
    assert 0 < done_before < ROWS
    assert await imports.sums(database) == TOTALS


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_worker_that_is_asked_to_stop_gives_back_what_it_was_doing(
    settings: Settings, database: Database
) -> None:
    async with served(settings):
        await handed_over(database, settings)
        with started(settings) as process:
            await halfway(database)
            process.send_signal(signal.SIGTERM)
            ended = await asyncio.to_thread(process.wait, 20)

    [job] = await background.all_jobs(database)
    assert ended == 0
    assert (job.status, job.attempts) in {("queued", 0), ("done", 1)}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_without_redis_jobs_are_found_by_looking(settings: Settings, database: Database) -> None:
    with ExitStack() as lifetime:
        url = lifetime.enter_context(redis.running())
        awake = settings.model_copy(update={"redis_url": url, "schedule": True})
        async with working(awake), served(awake) as client:
            lifetime.close()  # Redis ends

            done = await imports.imported(client, imports.csv_of("date,medicine,quantity", "2026-11-01,Crocin,2"))

    assert (done["status"], done["added"]) == ("done", 1)
