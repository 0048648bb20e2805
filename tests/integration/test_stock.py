import random
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from tests.factories import medicines, sales
from tests.factories.medicines import in_days

from app.api.platform import Platform
from app.database import EVERY_PHARMACY, Database
from app.models import Batch, StockMovement
from app.models.base import Quantity


async def count(client: httpx.AsyncClient, medicine_id: int, qty: float, **batch: object) -> dict[str, Any]:
    """Tell what was counted; answers the medicine."""
    return medicines.data(await client.put(f"/api/inventory/{medicine_id}", json={"stock_qty": qty, **batch}))


async def on_hand(client: httpx.AsyncClient, medicine_id: int) -> dict[str | None, float]:
    """What each batch holds, by its number, first expired first."""
    return {batch["batch_no"]: batch["on_hand_qty"] for batch in await medicines.batches(client, medicine_id)}


async def three_batches(admin: httpx.AsyncClient) -> int:
    """A medicine with a late, an early and an undated batch of ten, received in that order."""
    medicine_id: int = (await medicines.add(admin))["id"]
    await medicines.receive(admin, medicine_id, 10, batch_no="late", expiry_date=in_days(300))
    await medicines.receive(admin, medicine_id, 10, batch_no="early", expiry_date=in_days(30))
    await medicines.receive(admin, medicine_id, 10, batch_no="undated")
    return medicine_id


async def test_a_medicine_shows_the_batch_that_is_sold_first(admin: httpx.AsyncClient) -> None:
    medicine_id = await three_batches(admin)

    shown = await medicines.get(admin, medicine_id)

    assert (shown["batch_no"], shown["expiry_date"], shown["stock_qty"]) == ("early", in_days(30), 30)
    assert list(await on_hand(admin, medicine_id)) == ["early", "late", "undated"]


async def test_expired_units_are_told_apart_from_usable_ones(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, stock_qty=7, batch_no="old", expiry_date=in_days(-1))
    await medicines.receive(admin, added["id"], 5, batch_no="new", expiry_date=in_days(0))

    shown = await medicines.get(admin, added["id"])

    assert (shown["stock_qty"], shown["expired_qty"], shown["batch_no"]) == (5, 7, "new")
    old, new = await medicines.batches(admin, added["id"])
    assert (old["is_expired"], old["days_left"]) == (True, -1)
    assert (new["is_expired"], new["days_left"]) == (False, 0)


async def test_a_delivery_is_no_longer_on_order(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, on_order_qty=30)

    await medicines.receive(admin, added["id"], 20)
    after_one = (await medicines.get(admin, added["id"]))["on_order_qty"]
    await medicines.receive(admin, added["id"], 20)

    assert (after_one, (await medicines.get(admin, added["id"]))["on_order_qty"]) == (10, 0)


async def test_a_delivery_of_the_same_batch_adds_to_it(admin: httpx.AsyncClient) -> None:
    batch = {"batch_no": "B1", "expiry_date": in_days(100), "unit_cost": "1.10"}
    added = await medicines.add(admin)
    first = await medicines.receive(admin, added["id"], 10, **batch)

    second = await medicines.receive(admin, added["id"], 5, **batch)
    dearer = await medicines.receive(admin, added["id"], 5, **{**batch, "unit_cost": "1.20"})

    assert (second["id"], second["on_hand_qty"]) == (first["id"], 15)
    assert (dearer["id"] != first["id"], dearer["on_hand_qty"]) == (True, 5)


async def test_a_delivery_past_its_date_is_refused(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin)

    answer = await admin.post(
        f"/api/inventory/{added['id']}/batches", json={"qty": 5, "batch_no": "B1", "expiry_date": in_days(-1)}
    )

    assert (answer.status_code, answer.json()["error"]) == (422, "EXPIRED_ON_ARRIVAL")
    assert await medicines.batches(admin, added["id"]) == []
    assert await medicines.movements(admin, added["id"]) == []


async def test_a_count_writes_the_difference_in_the_ledger(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, stock_qty=40, batch_no="B1")

    counted = await count(admin, added["id"], 37)

    assert counted["stock_qty"] == 37
    _, line = await medicines.movements(admin, added["id"])
    assert (line["reason"], line["qty_change"], line["balance_after"]) == ("count", -3, 37)


async def test_a_count_that_changes_nothing_writes_nothing(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, stock_qty=40)

    await count(admin, added["id"], 40)

    assert len(await medicines.movements(admin, added["id"])) == 1


async def test_a_first_count_of_nothing_is_remembered(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin)

    await count(admin, added["id"], 0)

    (line,) = await medicines.movements(admin, added["id"])
    assert (line["reason"], line["qty_change"]) == ("count", 0)


async def test_what_a_count_misses_goes_first_expired_first(admin: httpx.AsyncClient) -> None:
    medicine_id = await three_batches(admin)

    await count(admin, medicine_id, 15)

    assert await on_hand(admin, medicine_id) == {"late": 5, "undated": 10}


async def test_a_surplus_without_a_description_joins_the_batch_sold_last(admin: httpx.AsyncClient) -> None:
    medicine_id = await three_batches(admin)

    await count(admin, medicine_id, 34)

    assert await on_hand(admin, medicine_id) == {"early": 10, "late": 10, "undated": 14}


async def test_a_surplus_with_a_description_is_a_batch_of_its_own(admin: httpx.AsyncClient) -> None:
    medicine_id = await three_batches(admin)

    await count(admin, medicine_id, 34, batch_no="found", expiry_date=in_days(60))

    assert await on_hand(admin, medicine_id) == {"early": 10, "found": 4, "late": 10, "undated": 10}


async def test_a_count_is_of_usable_units(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, stock_qty=7, batch_no="old", expiry_date=in_days(-1))
    await medicines.receive(admin, added["id"], 5, batch_no="new")

    await count(admin, added["id"], 2)

    assert await on_hand(admin, added["id"]) == {"old": 7, "new": 2}


async def test_a_batch_can_be_described_later(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, stock_qty=5)

    changed = await admin.put(f"/api/inventory/{added['id']}", json={"batch_no": "B9", "expiry_date": in_days(50)})

    shown = medicines.data(changed)
    assert (shown["batch_no"], shown["expiry_date"], shown["stock_qty"]) == ("B9", in_days(50), 5)
    assert len(await medicines.movements(admin, added["id"])) == 1


async def test_the_ledger_comes_newest_first_in_pages(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, stock_qty=10, batch_no="B1")
    for counted in (9, 8, 7):
        await count(admin, added["id"], counted)

    page = await admin.get(f"/api/inventory/{added['id']}/movements", params={"page": 2, "page_size": 3})

    assert page.json()["meta"]["total_items"] == 4
    assert [(line["reason"], line["batch_no"]) for line in page.json()["data"]] == [("opening", "B1")]


@pytest.mark.parametrize("change", [update(StockMovement).values(note="changed"), delete(StockMovement)])
async def test_the_database_refuses_to_change_the_ledger(app: FastAPI, admin: httpx.AsyncClient, change: Any) -> None:
    added = await medicines.add(admin, stock_qty=10)
    database: Database = app.state.platform.database

    with pytest.raises(DBAPIError, match=r"append-only|permission denied"):
        async with database.transaction(EVERY_PHARMACY) as session:
            await session.execute(change.execution_options(synchronize_session=False))

    (line,) = await medicines.movements(admin, added["id"])
    assert (line["qty_change"], line["note"]) == (10, None)


async def test_the_database_refuses_stock_below_zero(app: FastAPI, admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, stock_qty=10)
    database: Database = app.state.platform.database

    with pytest.raises(IntegrityError, match=r"on_hand_not_negative|reserved_is_on_hand"):
        async with database.transaction(EVERY_PHARMACY) as session:
            await session.execute(update(Batch).values(on_hand_qty=-Decimal("0.000000001")))

    assert (await medicines.get(admin, added["id"]))["stock_qty"] == 10


async def anything(admin: httpx.AsyncClient, medicine_id: int, dice: random.Random) -> None:
    """Receive, sell, backdate or count by chance; refusals are part of it."""
    qty = dice.randint(1, 120) / 8
    batch = {"batch_no": dice.choice(["A", "B", None]), "expiry_date": dice.choice([None, in_days(0), in_days(40)])}
    match dice.choice(["receive", "sell", "sell", "backdate", "count", "count with a batch"]):
        case "receive":
            await medicines.receive(admin, medicine_id, qty, **batch)
        case "sell":
            await sales.sell(admin, medicine_id, qty)
        case "backdate":
            await sales.sell(admin, medicine_id, qty, sale_date=in_days(-dice.randint(0, 60)))
        case "count":
            await count(admin, medicine_id, qty)
        case _:
            await count(admin, medicine_id, qty, **batch)


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_happens_the_ledger_adds_up(app: FastAPI, admin: httpx.AsyncClient, seed: int) -> None:
    dice = random.Random(seed)
    medicine_id = (await medicines.add(admin, stock_qty=20, expiry_date=in_days(-2), is_divisible=True))["id"]

    for _ in range(40):
        await anything(admin, medicine_id, dice)

    platform: Platform = app.state.platform
    async with platform.database.read(EVERY_PHARMACY) as session:
        batches = list(await session.scalars(select(Batch)))
        lines = list(await session.scalars(select(StockMovement).order_by(StockMovement.sequence)))
    assert len(lines) > 20
    for batch in batches:
        own = [line for line in lines if line.batch_id == batch.id]
        assert [line.sequence for line in own] == list(range(1, batch.movement_count + 1))
        assert [line.balance_after for line in own] == running_sums([line.change_qty for line in own])
        assert own[-1].balance_after == batch.on_hand_qty >= 0


def running_sums(changes: list[Decimal]) -> list[Decimal]:
    return [sum(changes[: n + 1], Decimal(0)) for n in range(len(changes))]


async def test_what_sales_took_is_what_the_shelf_lost(app: FastAPI, admin: httpx.AsyncClient) -> None:
    medicine_id = await three_batches(admin)

    allocated = [(await sales.sold(admin, medicine_id, qty))["allocations"] for qty in (3, 12, 9)]

    platform: Platform = app.state.platform
    total = func.sum(StockMovement.change_qty, type_=Quantity())
    async with platform.database.read(EVERY_PHARMACY) as session:
        taken = await session.scalar(select(total).where(StockMovement.sale_id.is_not(None)))
    assert taken is not None
    assert -taken == sum(part["qty"] for parts in allocated for part in parts) == 24
    assert await on_hand(admin, medicine_id) == {"undated": 6}
    assert date.fromisoformat(allocated[0][0]["expiry_date"]) == date.fromisoformat(in_days(30))
