"""Work that nobody waits for: through Redis where there are workers, in the process itself where there are none."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from tests.conftest import working
from tests.factories import accounts, background, imports, medicines
from tests.factories.imports import csv_of, days_ago

from app.config import Settings
from app.database import Database
from app.jobs.worker import Jobs
from app.main import create_app

FILE = csv_of("date,medicine,quantity", *(f"{days_ago(n)},Crocin,2" for n in range(1, 30)))


async def begun(client: httpx.AsyncClient) -> int:
    import_id: int = medicines.data(await imports.send(client, FILE))["id"]
    return import_id


async def wait_for_a_suggestion(database: Database) -> None:
    for _ in range(500):
        if (await imports.rows_stored(database))["suggestions"]:
            return
        await asyncio.sleep(0.02)
    pytest.fail("no suggestion came")


async def test_an_import_is_done_whoever_does_it(admin: httpx.AsyncClient, settings: Settings) -> None:
    done = await imports.finished(admin, await begun(admin))

    assert (done["status"], done["added"]) == ("done", 29)
    diagnosed = medicines.data(await admin.get("/diagnostics"))
    assert diagnosed["jobs"] == ("Redis" if settings.redis_url else "this process")


async def test_a_refresh_brings_the_suggestions_up_to_date(admin: httpx.AsyncClient, database: Database) -> None:
    await imports.imported(admin, FILE)

    started = await admin.post("/api/reorder/refresh")

    assert (started.status_code, started.json()["data"]) == (202, {"started": True})
    await wait_for_a_suggestion(database)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_was_handed_over_before_any_worker_started_is_done_once(
    settings: Settings, database: Database
) -> None:
    app: FastAPI = create_app(settings)
    async with app.router.lifespan_context(app), accounts.client_of(app) as visitor:
        token = (await accounts.register(visitor))["access_token"]
        async with accounts.client_of(app, token) as client:
            await medicines.add(client, name="Crocin")
            await client.post("/api/reorder/refresh")
            import_id = await begun(client)
            await asyncio.sleep(0.3)
            waiting = medicines.data(await client.get(f"/api/imports/{import_id}"))
            async with working(settings), working(settings):
                done = await imports.finished(client, import_id)
                await wait_for_a_suggestion(database)

    assert (waiting["status"], waiting["message"]) == ("queued", "Waiting for its turn.")
    assert (done["status"], done["added"], done["already_there"]) == ("done", 29, 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_without_redis_a_start_takes_up_what_the_last_one_left(settings: Settings) -> None:
    first = create_app(settings)
    async with first.router.lifespan_context(first), accounts.client_of(first) as visitor:
        token = (await accounts.register(visitor))["access_token"]
        first.state.platform.database.after_commit.clear()  # the process ends before it hears of the job
        async with accounts.client_of(first, token) as client:
            import_id = await begun(client)

    second = create_app(settings)
    async with second.router.lifespan_context(second), accounts.client_of(second, token) as client:
        done = await imports.finished(client, import_id)

    assert (done["status"], done["added"]) == ("done", 29)
    assert imports.files(settings) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_job_handed_over_twice_is_done_once(
    admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    import_id = await begun(admin)
    await imports.finished(admin, import_id)
    jobs = Jobs(settings, database)

    await jobs.do(1, (await background.newest(database)).id)
    await jobs.close()
    await imports.imported(admin, FILE, filename="again.csv")

    again = medicines.data(await admin.get(f"/api/imports/{import_id}"))
    assert (again["status"], again["added"], again["already_there"]) == ("done", 29, 0)
