"""The wall between pharmacies inside a session, and the one transaction."""

import asyncio
import gc
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from app.database import EVERY_PHARMACY, Database, WriteSession, pharmacy_of
from app.models import Medicine, Pharmacy
from app.services import pharmacies

SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*) FROM n"
"""About a second of work on either database."""


async def open_two(database: Database) -> tuple[int, int]:
    """Two pharmacies with a medicine each, called after its pharmacy."""
    async with database.transaction(EVERY_PHARMACY) as session:
        ids = [
            (await pharmacies.open_pharmacy(session, name=name, currency="INR", time_zone="Asia/Kolkata")).id
            for name in ("one", "two")
        ]
        session.add_all(
            Medicine(pharmacy_id=pharmacy_id, name=name, name_key=name)
            for pharmacy_id, name in zip(ids, ("one", "two"), strict=True)
        )
    return ids[0], ids[1]


async def test_every_way_of_reading_sees_one_pharmacy(database: Database) -> None:
    one, _ = await open_two(database)
    other = aliased(Medicine)
    inner = select(Medicine.name).subquery()

    async with database.read(one) as session:
        seen = {
            "rows": [each.name for each in await session.scalars(select(Medicine))],
            "columns": list(await session.scalars(select(Medicine.name))),
            "an alias": list(await session.scalars(select(other.name))),
            "a subquery": list(await session.scalars(select(inner.c.name))),
            "a count": await session.scalar(select(func.count(Medicine.id))),
            "a scalar subquery": await session.scalar(select(select(func.count(Medicine.id)).scalar_subquery())),
            "an exists": await session.scalar(select(select(Medicine).where(Medicine.name == "two").exists())),
            "a key": await session.get(Medicine, 2),
        }

    assert seen == {
        "rows": ["one"],
        "columns": ["one"],
        "an alias": ["one"],
        "a subquery": ["one"],
        "a count": 1,
        "a scalar subquery": 1,
        "an exists": False,
        "a key": None,
    }


async def test_an_update_reaches_one_pharmacy(database: Database) -> None:
    one, _ = await open_two(database)

    async with database.transaction(one) as session:
        await session.execute(update(Medicine).values(category="changed"))

    async with database.read(EVERY_PHARMACY) as session:
        categories = dict((await session.execute(select(Medicine.name, Medicine.category))).all())
    assert categories == {"one": "changed", "two": None}


async def test_two_pharmacies_in_turn_never_meet_in_a_cached_query(database: Database) -> None:
    one, two = await open_two(database)

    seen = []
    for pharmacy_id in (one, two, one, two):
        async with database.read(pharmacy_id) as session:
            seen += list(await session.scalars(select(Medicine.name)))

    assert seen == ["one", "two", "one", "two"]


async def test_a_row_of_another_pharmacy_is_never_written(database: Database) -> None:
    one, two = await open_two(database)

    with pytest.raises(PermissionError, match="another pharmacy"):
        async with database.transaction(one) as session:
            session.add(Medicine(pharmacy_id=two, name="slipped in", name_key="slipped in"))


async def test_a_new_row_belongs_to_the_pharmacy_of_its_session(database: Database) -> None:
    one, _ = await open_two(database)

    async with database.transaction(one) as session:
        added = Medicine(name="new", name_key="new")
        session.add(added)

    assert added.pharmacy_id == one


async def test_a_session_without_a_pharmacy_does_nothing(database: Database) -> None:
    async with WriteSession(database.writer) as session:
        with pytest.raises(KeyError, match="pharmacy_id"):
            await session.scalars(select(Medicine))

    async with database.read(EVERY_PHARMACY) as session:
        with pytest.raises(AssertionError, match="no single pharmacy"):
            pharmacy_of(session)


async def open_and_fail(database: Database) -> None:
    async with database.transaction(EVERY_PHARMACY) as session:
        await pharmacies.open_pharmacy(session, name="never", currency="INR", time_zone="Asia/Kolkata")
        raise RuntimeError


async def test_a_unit_of_work_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError):
        await open_and_fail(database)

    async with database.read(EVERY_PHARMACY) as session:
        assert await session.scalar(select(func.count(Pharmacy.id))) == 0


async def test_the_database_knows_its_references(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.transaction(EVERY_PHARMACY) as session:
            session.add(Medicine(pharmacy_id=10**9, name="orphan", name_key="orphan"))


async def test_nothing_of_another_pharmacy_can_be_named_in_a_request(
    admin: httpx.AsyncClient, neighbour: httpx.AsyncClient
) -> None:
    added = await admin.post("/api/inventory", json={"name": "Aspirin", "stock_qty": 5, "price": "1"})
    medicine_id = added.json()["data"]["id"]
    await admin.post("/api/sales", json={"medicine_id": medicine_id, "qty_sold": 1})

    sale = await neighbour.post("/api/sales", json={"medicine_id": medicine_id, "qty_sold": 1})
    history = await neighbour.get("/api/sales", params={"medicine_id": medicine_id})
    revenue = await neighbour.get("/api/sales/daily-revenue", params={"medicine_id": medicine_id})

    assert (sale.status_code, sale.json()["error"]) == (404, "MEDICINE_NOT_FOUND")
    assert history.json()["meta"]["total_items"] == 0
    assert {day["revenue"] for day in revenue.json()["data"]} == {"0.00"}


@pytest.fixture
def _nothing_is_collected() -> Iterator[None]:
    """As in a process that serves: what a cut off statement left behind stays in memory."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_nothing_is_collected")
async def test_work_that_is_cut_off_lets_others_write_at_once(database: Database) -> None:
    one, _ = await open_two(database)

    async def work() -> None:
        async with database.transaction(one) as session:
            await session.execute(update(Medicine).values(category="half done"))
            await session.execute(text(SLOW))

    working = asyncio.create_task(work())
    await asyncio.sleep(0.2)
    working.cancel()
    await asyncio.wait([working])

    async with asyncio.timeout(5):
        async with database.transaction(one) as session:
            await session.execute(update(Medicine).values(form="tablet"))
            medicine = (await session.scalars(select(Medicine))).one()
    assert working.cancelled()
    assert (medicine.category, medicine.form) == (None, "tablet")
