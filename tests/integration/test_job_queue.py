"""A job is done once, tried again where that may help, and otherwise put where a person sees it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from tests.factories import background, medicines

from app.config import Settings
from app.database import Caller, Database, WriteSession
from app.exceptions import DuplicateResourceError
from app.jobs import registry
from app.jobs.registry import Kind, Need
from app.jobs.worker import Jobs
from app.models import AuditEntry, Job
from app.services import jobs
from app.utils import clock

PHARMACY = 1


class Refused(DuplicateResourceError):
    code = "SHOP_IS_CLOSED"


class Work:
    """A job that does what a test wants, and remembers what it was asked."""

    def __init__(self, *mishaps: Exception) -> None:
        self.mishaps = list(mishaps)
        self.asked: list[dict[str, object]] = []

    async def __call__(self, _database: Database, **asked: object) -> dict[str, object]:
        self.asked.append(asked)
        if self.mishaps:
            raise self.mishaps.pop(0)
        return {"times": len(self.asked)}


Install = Callable[..., None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Have "work" be a job of this application."""

    def install(work: object, *needs: Need) -> None:
        monkeypatch.setattr(registry, "JOBS", registry.JOBS)
        monkeypatch.setitem(registry.JOBS, "work", Kind(work, needs=needs))  # type: ignore[arg-type]

    return install


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited before each further attempt; nobody really waits."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("stamina._core._smart_sleep", wait)
    return waited


async def hand_over(database: Database, *, key: str | None = None, **arguments: Any) -> None:
    async with database.transaction(PHARMACY, by=Caller(1, "web")) as session:
        await jobs.later(session, "work", key=key, **arguments)


async def test_a_job_is_done_with_its_arguments_after_the_commit(
    admin: httpx.AsyncClient, settings: Settings, database: Database, install: Install
) -> None:
    work = Work()
    install(work, "time_zone")
    await hand_over(database, medicine_id=7)

    await background.do_newest(settings, database, "work")

    [job] = await background.ended(database, "work")
    assert work.asked == [{"pharmacy_id": PHARMACY, "medicine_id": 7, "time_zone": medicines.ZONE}]
    assert (job.status, job.result, job.attempts, job.created_by) == ("done", {"times": 1}, 1, 1)


async def test_a_key_is_used_once(admin: httpx.AsyncClient, database: Database) -> None:
    await asyncio.gather(*(hand_over(database, key="classify:2026-11-24") for _ in range(3)))
    await hand_over(database, key="classify:2026-11-25")

    assert len(await background.all_jobs(database, "work")) == 2


async def test_two_workers_do_a_job_once(
    admin: httpx.AsyncClient, settings: Settings, database: Database, install: Install
) -> None:
    work = Work()
    install(work)
    for _ in range(5):
        await hand_over(database)

    async with background.looking(settings), background.looking(settings):
        done = await background.ended(database, "work")

    assert len(work.asked) == len(done) == 5
    assert {(job.status, job.attempts) for job in done} == {("done", 1)}


@pytest.mark.parametrize("mishap", [ConnectionResetError("gone"), TimeoutError()], ids=["lost connection", "time-out"])
async def test_what_passes_is_tried_again_after_0_1_2_and_4_seconds(
    admin: httpx.AsyncClient,
    settings: Settings,
    database: Database,
    install: Install,
    waits: list[float],
    mishap: Exception,
) -> None:
    work = Work(mishap, mishap, mishap, mishap)
    install(work)
    await hand_over(database)

    await background.do_newest(settings, database, "work")

    [job] = await background.ended(database, "work")
    assert waits == [0.0, 1.0, 2.0, 4.0]
    assert (job.status, job.attempts, job.result) == ("done", 5, {"times": 5})


async def test_the_fifth_failure_is_the_last_and_the_job_can_be_replayed(
    admin: httpx.AsyncClient, settings: Settings, database: Database, install: Install, waits: list[float]
) -> None:
    work = Work(*[ConnectionResetError("gone")] * 5)
    install(work)
    await hand_over(database)
    job_id = (await background.newest(database, "work")).id

    await background.do_newest(settings, database, "work")
    dead = medicines.data(await admin.get(f"/api/admin/jobs/{job_id}"))
    replayed = medicines.data(await admin.post(f"/api/admin/jobs/{job_id}/replay"))
    [job] = await background.ended(database, "work")

    assert (dead["status"], dead["attempts"], dead["error_code"]) == ("dead", 5, "INTERNAL_ERROR")
    assert dead["error"].endswith(".")
    assert (replayed["status"], replayed["attempts"], replayed["error"]) == ("queued", 0, None)
    assert (job.status, job.result, job.error) == ("done", {"times": 6}, None)
    async with database.read(PHARMACY) as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "job.replayed"))).one()
    assert (entry.subject_kind, entry.subject_id) == ("job", job_id)


@pytest.mark.parametrize(
    ("mishap", "code"),
    [(Refused("The shop is closed."), "SHOP_IS_CLOSED"), (ZeroDivisionError("a bug"), "INTERNAL_ERROR")],
    ids=["refusal", "bug"],
)
async def test_what_does_not_pass_is_not_tried_again(
    admin: httpx.AsyncClient, settings: Settings, database: Database, install: Install, mishap: Exception, code: str
) -> None:
    work = Work(mishap)
    install(work)
    await hand_over(database)

    await background.do_newest(settings, database, "work")

    [job] = await background.ended(database, "work")
    assert (job.status, job.attempts, job.error_code, len(work.asked)) == ("dead", 1, code, 1)
    assert "a bug" not in str(job.error)


async def test_a_job_that_ended_its_process_five_times_is_given_up(
    admin: httpx.AsyncClient, settings: Settings, database: Database, install: Install
) -> None:
    work = Work()
    install(work)
    await hand_over(database)
    async with database.transaction(PHARMACY) as session:
        (await session.scalars(select(Job).where(Job.name == "work"))).one().attempts = 5

    await background.do_newest(settings, database, "work")

    [job] = await background.ended(database, "work")
    assert (job.status, job.error_code, work.asked) == ("dead", "JOB_UNFINISHABLE", [])


async def test_a_job_without_a_sign_of_life_goes_to_somebody_else(admin: httpx.AsyncClient, database: Database) -> None:
    await hand_over(database)
    async with database.transaction(PHARMACY) as session:
        first = await jobs.claim(session, (await background.newest(database, "work")).id)
    assert first is not None
    async with database.transaction(PHARMACY) as session:
        too_early = await jobs.take_back(session, silent_since=clock.now() - timedelta(seconds=60), alive=[])
        taken = await jobs.take_back(session, silent_since=clock.now() + timedelta(seconds=60), alive=[])
        second = await jobs.claim(session, first.id)
        await jobs.finish(session, first, {"by": "the first"}, attempts=1)  # it was only slow

    [job] = await background.all_jobs(database, "work")
    assert second is not None
    assert (too_early, taken, job.status, job.attempts, job.result) == ([], [first.id], "running", 2, None)


async def test_a_process_that_ends_gives_back_what_it_cannot_end(
    admin: httpx.AsyncClient,
    settings: Settings,
    database: Database,
    install: Install,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = asyncio.Event()

    async def endless(_database: Database, **_: object) -> dict[str, object]:
        begun.set()
        await asyncio.sleep(3_600)
        return {}

    install(endless)
    monkeypatch.setattr("app.jobs.worker.GOODBYE_SECONDS", 0.1)
    await hand_over(database)
    worker = Jobs(settings, database)
    doing = asyncio.create_task(worker.do(PHARMACY, (await background.newest(database, "work")).id))
    await begun.wait()

    await worker.close()
    await doing

    [job] = await background.all_jobs(database, "work")
    assert (job.status, job.attempts, job.heartbeat_at) == ("queued", 0, None)


async def once_it_tells(client: httpx.AsyncClient, job_id: int) -> dict[str, Any]:
    """A job as it is shown once it says how far it is."""
    async with asyncio.timeout(10):
        while True:
            told = medicines.data(await client.get(f"/api/admin/jobs/{job_id}"))
            if told["progress_total"]:
                return told
            await asyncio.sleep(0.02)


async def test_how_far_a_job_is_can_be_seen(
    admin: httpx.AsyncClient,
    settings: Settings,
    database: Database,
    install: Install,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_end = asyncio.Event()

    async def halfway(_database: Database, *, progress: Callable[[int, int], None], **_: object) -> dict[str, object]:
        progress(50, 100)
        await may_end.wait()
        return {}

    install(halfway, "progress")
    monkeypatch.setattr("app.jobs.performance.BEAT_SECONDS", 0.02)
    await hand_over(database)
    job_id = (await background.newest(database, "work")).id
    worker = Jobs(settings, database)
    doing = asyncio.create_task(worker.do(PHARMACY, job_id))
    told = await once_it_tells(admin, job_id)
    may_end.set()
    await doing

    assert (told["status"], told["progress_done"], told["progress_total"]) == ("running", 50, 100)
    await worker.close()


async def test_jobs_are_listed_by_status_and_name_and_only_ones_own(
    admin: httpx.AsyncClient, neighbour: httpx.AsyncClient, database: Database
) -> None:
    for number in range(3):
        await hand_over(database, number=number)

    listed = (await admin.get("/api/admin/jobs", params={"status": "queued", "name": "work", "page_size": 2})).json()
    theirs = (await neighbour.get("/api/admin/jobs")).json()
    none = (await admin.get("/api/admin/jobs", params={"status": "dead"})).json()

    assert [one["arguments"]["number"] for one in listed["data"]] == [2, 1]
    assert listed["meta"]["total_items"] == 3
    assert theirs["data"] == none["data"] == []
    assert (await neighbour.get(f"/api/admin/jobs/{listed['data'][0]['id']}")).status_code == 404


async def test_a_job_that_waits_is_not_replayed(admin: httpx.AsyncClient, database: Database) -> None:
    await hand_over(database)
    job_id = (await background.newest(database, "work")).id

    answer = await admin.post(f"/api/admin/jobs/{job_id}/replay")

    assert (answer.status_code, answer.json()["error"]) == (409, "JOB_NOT_DEAD")


async def test_a_process_that_ends_still_tells_of_what_its_last_job_handed_over(
    admin: httpx.AsyncClient,
    database: Database,
    settings: Settings,
    install: Install,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    has_begun, is_told = asyncio.Event(), asyncio.Event()

    async def work(database: Database, **_asked: object) -> dict[str, object]:
        has_begun.set()
        await asyncio.sleep(0.2)
        await hand_over(database)
        return {}

    async def kick(_message: object) -> None:
        await asyncio.sleep(0.5)
        is_told.set()

    install(work)
    await hand_over(database)
    worker = Jobs(settings, database)
    monkeypatch.setattr(worker.broker, "kick", kick)
    doing = asyncio.create_task(worker.do(PHARMACY, (await background.newest(database, "work")).id))
    await has_begun.wait()

    await worker.close()

    assert is_told.is_set()
    await doing


async def test_a_process_that_ends_waits_for_the_job_that_it_is_taking(
    admin: httpx.AsyncClient,
    database: Database,
    settings: Settings,
    install: Install,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    is_taking, claim = asyncio.Event(), jobs.claim

    async def claim_slowly(session: WriteSession, job_id: int) -> Job | None:
        is_taking.set()
        await asyncio.sleep(0.2)
        return await claim(session, job_id)

    install(Work())
    await hand_over(database)
    worker = Jobs(settings, database)
    monkeypatch.setattr(jobs, "claim", claim_slowly)
    doing = asyncio.create_task(worker.do(PHARMACY, (await background.newest(database, "work")).id))
    await is_taking.wait()

    await worker.close()

    [job] = await background.all_jobs(database, "work")
    assert job.status == "done"
    await doing
