"""Nightly jobs are queued once a business day, by the clock on each pharmacy's own wall."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event, select
from tests.factories import background

from app.config import Settings
from app.database import EVERY_PHARMACY, Database
from app.jobs.registry import JOBS
from app.jobs.schedule import Schedule
from app.models import Job, Pharmacy
from app.services import jobs
from app.utils import clock

SetClock = Callable[[str], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Make it another time, told in UTC."""

    def set_to(told: str) -> None:
        instant = datetime.fromisoformat(told).replace(tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: instant)

    return set_to


async def open_in(database: Database, *zones: str) -> None:
    async with database.transaction(EVERY_PHARMACY) as session:
        session.add_all(Pharmacy(name=zone, currency="INR", time_zone=zone) for zone in zones)


async def planned(database: Database, name: str = "refresh_reorder") -> list[tuple[int, str | None]]:
    async with database.read(EVERY_PHARMACY) as session:
        query = select(Job.pharmacy_id, Job.key).where(Job.name == name).order_by(Job.pharmacy_id, Job.key)
        return [(row[0], row[1]) for row in await session.execute(query)]


def night_of(day: str) -> str:
    return f"nightly:refresh_reorder:{day}"


def test_every_nightly_job_is_one_that_can_be_done() -> None:
    assert {one.name for one in jobs.NIGHTLY} <= set(JOBS)


async def test_each_time_zone_has_its_own_night(database: Database, set_clock: SetClock) -> None:
    await open_in(database, "Asia/Kolkata", "Europe/Berlin")
    schedule = Schedule(database)

    set_clock("2026-11-23T20:29:00")  # 01:59 in Kolkata; 21:29 of the day before in Berlin, whose night is long over
    await schedule.look()
    before = await planned(database)
    set_clock("2026-11-23T21:29:00")  # 02:59 in Kolkata
    await schedule.look()
    in_kolkata = await planned(database)
    set_clock("2026-11-24T01:59:00")  # 02:59 in Berlin
    await schedule.look()

    last_nights = [(1, night_of("2026-11-23")), (2, night_of("2026-11-23"))]
    assert before == last_nights
    assert in_kolkata == sorted([*last_nights, (1, night_of("2026-11-24"))])
    assert await planned(database) == sorted([*in_kolkata, (2, night_of("2026-11-24"))])


async def test_a_night_is_planned_once_by_however_many_workers(database: Database, set_clock: SetClock) -> None:
    await open_in(database, "Asia/Kolkata", "Asia/Kolkata")
    set_clock("2026-11-23T21:29:00")

    await asyncio.gather(*(Schedule(database).look() for _ in range(4)))

    assert await planned(database) == [
        (1, "nightly:refresh_reorder:2026-11-24"),
        (2, "nightly:refresh_reorder:2026-11-24"),
    ]


@pytest.mark.parametrize(
    ("night", "day"),
    [("2026-03-29T00:00:00", "2026-03-29"), ("2026-10-25T00:00:00", "2026-10-25")],
    ids=["the clock skips from 2 to 3", "the hour from 2 to 3 comes twice"],
)
async def test_a_night_of_a_changed_clock_is_one_night(
    database: Database, set_clock: SetClock, night: str, day: str
) -> None:
    await open_in(database, "Europe/Berlin")
    for quarters in range(-4, 4 * 26):  # from before the change to the next night, with a restart at every look
        instant = datetime.fromisoformat(night) + timedelta(minutes=15 * quarters)
        set_clock(instant.isoformat())
        await Schedule(database).look()

    found = [key for _, key in await planned(database)]

    assert found.count(night_of(day)) == 1
    assert len(found) == len(set(found)) <= 3


async def test_a_computer_that_was_off_at_night_does_it_when_it_is_started(
    admin: httpx.AsyncClient, settings: Settings, database: Database
) -> None:
    async with background.looking(settings):
        done = await background.ended(database, "prune")

    assert {job.status for job in done} == {"done"}


async def test_a_look_asks_one_thing_however_many_pharmacies_there_are(database: Database, set_clock: SetClock) -> None:
    await open_in(database, *["Asia/Kolkata"] * 50)
    set_clock("2026-11-23T21:29:00")
    schedule = Schedule(database)
    await schedule.look()
    asked: list[str] = []
    for engine in database.engines:
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    await schedule.look()

    assert len([one for one in asked if one != "BEGIN"]) == 1


async def test_an_administrator_sees_what_runs_when_and_starts_it_by_hand(
    admin: httpx.AsyncClient, database: Database
) -> None:
    started = await admin.post("/api/admin/jobs/run/prune")
    await background.ended(database, "prune")

    shown = (await admin.get("/api/admin/jobs/schedule")).json()["data"]

    assert started.status_code == 202
    pruning = next(one for one in shown if one["name"] == "prune")
    assert pruning["runs_at"] == "02:50"
    assert pruning["last"]["id"] == started.json()["data"]["id"]
    assert pruning["last"]["status"] == "done"
    assert set(pruning["last"]["result"]) == {"events", "jobs", "request_keys", "files"}
    assert {one["last"] is None for one in shown if one["name"] != "prune"} == {True}


async def test_only_nightly_jobs_are_started_by_hand(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/api/admin/jobs/run/import_sales")

    assert (answer.status_code, answer.json()["error"]) == (404, "JOB_NOT_FOUND")


async def test_pruning_keeps_what_is_young_and_what_another_pharmacy_has(
    app: FastAPI, admin: httpx.AsyncClient, neighbour: httpx.AsyncClient, settings: Settings, database: Database
) -> None:
    settings.uploads_dir.mkdir(parents=True, exist_ok=True)
    young = settings.uploads_dir / "young"
    young.touch()
    for client in (admin, neighbour):
        await client.post("/api/admin/jobs/run/prune")
    done = await background.ended(database, "prune")

    assert [job.pharmacy_id for job in done] == [1, 2]
    assert [job.result for job in done] == [{"events": 0, "jobs": 0, "request_keys": 0, "files": 0}] * 2
    assert young.exists()
