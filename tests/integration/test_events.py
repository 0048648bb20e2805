"""Events are told once what they tell of is committed, and none is lost."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select
from tests.factories import background, imports, medicines

from app.config import Settings
from app.database import EVERY_PHARMACY, Database
from app.jobs.relay import BATCH, relay
from app.models import Event
from app.services import jobs, outbox
from app.utils import clock

PHARMACY = 1


async def publish(database: Database, event: str, *, times: int = 1) -> None:
    async with database.transaction(PHARMACY) as session:
        for number in range(times):
            await outbox.publish(session, event, number=number)


async def untold(database: Database) -> int:
    async with database.read(EVERY_PHARMACY) as session:
        return await session.scalar(select(func.count(Event.id)).where(Event.published_at.is_(None))) or 0


async def test_nothing_is_told_of_what_was_rolled_back(admin: httpx.AsyncClient, database: Database) -> None:
    async def fail() -> None:
        async with database.transaction(PHARMACY) as session:
            await outbox.publish(session, "import.finished", import_id=7)
            await jobs.later(session, "refresh_reorder")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert await untold(database) == 0
    assert await background.all_jobs(database, "refresh_reorder") == []


async def test_a_sale_tells_of_itself(admin: httpx.AsyncClient, database: Database) -> None:
    medicine = await medicines.add(admin, stock_qty=5)
    sold = await admin.post("/api/sales", json={"medicine_id": medicine["id"], "qty_sold": 2})

    async with database.read(PHARMACY) as session:
        told = (await session.scalars(select(Event).where(Event.event == "sale.recorded"))).one()

    assert told.payload == {"sale_id": medicines.data(sold)["id"], "medicine_id": medicine["id"]}


async def test_a_refused_sale_tells_of_nothing(admin: httpx.AsyncClient, database: Database) -> None:
    medicine = await medicines.add(admin, stock_qty=5)

    refused = await admin.post("/api/sales", json={"medicine_id": medicine["id"], "qty_sold": 6})

    assert refused.status_code == 409
    async with database.read(PHARMACY) as session:
        assert (await session.scalars(select(Event).where(Event.event == "sale.recorded"))).all() == []


async def test_a_finished_import_has_the_order_list_computed(admin: httpx.AsyncClient, database: Database) -> None:
    await imports.imported(admin, imports.csv_of("date,medicine,quantity", f"{imports.days_ago(1)},Crocin,2"))

    await relay(database)
    again = await relay(database)

    [job] = await background.all_jobs(database, "refresh_reorder")
    assert again == 0
    assert job.key == f"event:{(await newest_event(database)).id}:refresh_reorder"
    assert job.arguments == {"import_id": 1}


async def newest_event(database: Database) -> Event:
    async with database.read(EVERY_PHARMACY) as session:
        return (await session.scalars(select(Event).order_by(Event.id.desc()))).all()[0]


async def test_many_sales_are_one_refresh_within_five_minutes(admin: httpx.AsyncClient, database: Database) -> None:
    before = clock.now()
    for _ in range(3):
        await publish(database, "sale.recorded", times=4)
        await relay(database)

    [job] = await background.all_jobs(database, "refresh_reorder")
    assert timedelta(0) <= job.due_at - before - timedelta(minutes=5) < timedelta(seconds=30)


async def test_asking_for_the_list_makes_a_refresh_that_waits_earlier(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await publish(database, "sale.recorded")
    await relay(database)

    await admin.post("/api/reorder/refresh")

    [job] = await background.ended(database, "refresh_reorder")
    assert (job.status, job.key) == ("done", None)


async def test_with_many_publishers_at_once_every_event_is_told_once(
    admin: httpx.AsyncClient, database: Database
) -> None:
    publishers, relays = 8, 3
    is_over = asyncio.Event()
    told: list[int] = []

    async def keep_relaying() -> None:
        while not is_over.is_set() or await untold(database):
            told.append(await relay(database))
            await asyncio.sleep(0.01)

    async def keep_publishing() -> None:
        for _ in range(5):
            await publish(database, "import.finished", times=3)

    relaying = [asyncio.create_task(keep_relaying()) for _ in range(relays)]
    await asyncio.gather(*(keep_publishing() for _ in range(publishers)))
    is_over.set()
    await asyncio.gather(*relaying)

    handed_over = [job.key for job in await background.all_jobs(database, "refresh_reorder")]
    assert sum(told) == publishers * 5 * 3
    assert len(handed_over) == len(set(handed_over)) == publishers * 5 * 3


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer: ids commit in order
async def test_an_event_that_commits_late_is_told_too(admin: httpx.AsyncClient, database: Database) -> None:
    async with database.transaction(PHARMACY) as slow:
        await outbox.publish(slow, "import.finished")
        await slow.flush()  # takes the lower id
        await publish(database, "import.finished", times=2)
        first = await relay(database)

    assert (first, await relay(database)) == (2, 1)


async def test_more_than_a_batch_is_told_in_several(admin: httpx.AsyncClient, database: Database) -> None:
    await publish(database, "sale.recorded", times=BATCH + 3)

    assert [await relay(database), await relay(database), await relay(database)] == [BATCH, 3, 0]


async def test_a_look_finds_events(admin: httpx.AsyncClient, settings: Settings, database: Database) -> None:
    await publish(database, "import.finished")

    async with background.looking(settings):
        ended = await background.ended(database, "refresh_reorder")

    assert f"event:{(await newest_event(database)).id}:refresh_reorder" in {job.key for job in ended}
    assert {job.status for job in ended} == {"done"}
