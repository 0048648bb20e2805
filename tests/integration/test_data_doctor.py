"""Impossible values: a pharmacy with each planted once, and one with none."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from tests.conftest import QueryCount
from tests.factories import medicines, sales
from tests.factories.medicines import in_days, today

from app.database import EVERY_PHARMACY, Database
from app.models import Batch, Medicine
from app.utils import clock

GOOD = {
    "generic_name": "Paracetamol",
    "strength": "500 mg",
    "form": "tablet",
    "hsn": "30049099",
    "schedule": "OTC",
    "price": "2",
    "mrp": "2.50",
    "unit_cost": "1.25",
}


async def plant(client: httpx.AsyncClient, database: Database) -> dict[str, int]:
    """A pharmacy in which each rule is broken once; answers what each should find."""

    async def bad(name: str, **terms: object) -> int:
        added = await medicines.add(client, **{**GOOD, "name": name, **terms})
        medicine_id: int = added["id"]
        return medicine_id

    async def batch(name: str, **values: object) -> int:
        medicine_id = await bad(name)
        received = await medicines.receive(client, medicine_id, 10, batch_no="B1", expiry_date=in_days(300))
        async with database.transaction(EVERY_PHARMACY) as session:
            await session.execute(update(Batch).where(Batch.id == received["id"]).values(**values))
        batch_id: int = received["id"]
        return batch_id

    planted = {
        "cost_above_mrp": await bad("Cost of a pack", unit_cost="12.50", pack_size=10),
        "price_above_mrp": await bad("Too dear", price="3"),
        "no_price": await bad("For nothing", price="0", stock_qty=5, expiry_date=in_days(300)),
        "no_hsn": await bad("No HSN", hsn=None),
        "malformed_hsn": await bad("Odd HSN", hsn="3004 90"),
        "no_generic": await bad("No generic", generic_name=None),
        "no_schedule": await bad("No schedule", schedule=None),
        "reorder_level_absurd": await bad("Absurd level", reorder_level=1000, stock_qty=90, expiry_date=in_days(300)),
        "pack_size_leapt": await bad("Leap", pack_size=10),
        "order_forgotten": await bad("Forgotten", on_order_qty=40),
        "stock_of_deleted": await bad("Deleted", stock_qty=3, expiry_date=in_days(300)),
        "expired_before_receipt": await batch("Expired on arrival", expires_on=today() - timedelta(days=9)),
        "expires_too_late": await batch("For ever", expires_on=today() + timedelta(days=4000)),
        "no_expiry": await batch("No expiry", expires_on=None),
        "received_in_future": await batch("Not yet", received_on=today() + timedelta(days=9)),
        "batch_without_cost": await batch("No cost", unit_cost=None),
        "batch_cost_above_mrp": await batch("Dear batch", unit_cost=Decimal(9), mrp=Decimal(3)),
    }
    await sales.sold(client, planted["reorder_level_absurd"], 45)
    await client.put(f"/api/inventory/{planted['pack_size_leapt']}", json={"pack_size": 1000})
    await client.delete(f"/api/inventory/{planted['stock_of_deleted']}")
    long_ago = clock.now() - timedelta(days=70)
    forgotten = update(Medicine).where(Medicine.id == planted["order_forgotten"]).values(updated_at=long_ago)
    async with database.transaction(EVERY_PHARMACY) as session:
        await session.execute(forgotten)
    return planted


async def examined(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = (await client.get("/api/data-doctor")).json()["data"]
    return told


async def fix(client: httpx.AsyncClient, rule: str, subject_id: int, value: str | None = None) -> httpx.Response:
    return await client.post("/api/data-doctor/fixes", json={"rule": rule, "subject_id": subject_id, "value": value})


async def test_every_planted_fault_is_found_and_nothing_else(admin: httpx.AsyncClient, database: Database) -> None:
    planted = await plant(admin, database)

    found = {group["rule"]: [item["subject_id"] for item in group["items"]] for group in await examined(admin)}

    assert found == {rule: [subject] for rule, subject in planted.items()}


async def test_a_pharmacy_without_faults_has_no_findings(admin: httpx.AsyncClient, database: Database) -> None:
    for number in range(3):
        added = await medicines.add(admin, **{**GOOD, "name": f"Good {number}"})
        await medicines.receive(admin, added["id"], 10, batch_no="B1", expiry_date=in_days(300))

    assert await examined(admin) == []


VALUES = {
    "no_price": None,
    "no_hsn": None,
    "malformed_hsn": None,
    "no_generic": "Ibuprofen",
    "no_schedule": None,
    "expired_before_receipt": in_days(200),
    "expires_too_late": in_days(200),
    "no_expiry": in_days(200),
    "received_in_future": in_days(0),
}


async def test_one_click_puts_each_right_and_where_nothing_can_be_guessed_a_value_does(
    admin: httpx.AsyncClient, database: Database
) -> None:
    planted = await plant(admin, database)
    kinds = {group["rule"]: group["items"][0]["fix"]["kind"] for group in await examined(admin)}

    answers = {rule: await fix(admin, rule, subject, VALUES.get(rule)) for rule, subject in planted.items()}

    assert {rule: answer.text for rule, answer in answers.items() if answer.status_code != 201} == {}
    assert {rule for rule, kind in kinds.items() if kind == "ask"} == {
        "no_generic", "expired_before_receipt", "expires_too_late", "no_expiry", "received_in_future",
    }  # fmt: skip
    assert await examined(admin) == []
    cost = await medicines.get(admin, planted["cost_above_mrp"])
    assert cost["unit_cost"] == "1.25"
    assert (await medicines.get(admin, planted["pack_size_leapt"]))["pack_size"] == 10
    assert (await medicines.get(admin, planted["reorder_level_absurd"]))["reorder_level"] == 5  # 45 / 90 · (3 + 7)


async def test_a_value_that_would_be_wrong_as_well_is_refused(admin: httpx.AsyncClient) -> None:
    dear = await medicines.add(admin, **{**GOOD, "name": "Too dear", "price": "3"})

    answers = [await fix(admin, "price_above_mrp", dear["id"], value) for value in ("2.75", "cheap", "-1")]

    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(422, "IMPOSSIBLE_FIX")] * 3
    assert (await medicines.get(admin, dear["id"]))["price"] == "3.00"


async def test_where_nothing_is_wrong_nothing_is_fixed(admin: httpx.AsyncClient, neighbour: httpx.AsyncClient) -> None:
    dear = await medicines.add(admin, **{**GOOD, "name": "Too dear", "price": "3"})

    assert (await fix(neighbour, "price_above_mrp", dear["id"])).status_code == 404
    assert (await fix(admin, "no_price", dear["id"])).json()["error"] == "FINDING_NOT_FOUND"
    assert (await fix(admin, "no_rule", dear["id"])).json()["error"] == "UNKNOWN_RULE"


async def test_a_change_of_pack_size_may_be_meant(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, **{**GOOD, "name": "Leap", "pack_size": 10})
    await admin.put(f"/api/inventory/{added['id']}", json={"pack_size": 1000})

    await fix(admin, "pack_size_leapt", added["id"], "1000")

    assert await examined(admin) == []
    assert (await medicines.get(admin, added["id"]))["pack_size"] == 1000


@pytest.mark.parametrize("number", [1, 12])
async def test_examining_costs_the_same_for_one_and_for_many(
    admin: httpx.AsyncClient, query_count: QueryCount, number: int
) -> None:
    for _ in range(number):
        await medicines.add(admin)

    with query_count() as statements:
        groups = await examined(admin)

    assert {group["count"] for group in groups} == {number}
    assert len(statements) <= 40
    page = (await admin.get("/api/data-doctor/no_hsn", params={"page_size": 5})).json()
    assert (len(page["data"]), page["meta"]["total_items"]) == (min(number, 5), number)
