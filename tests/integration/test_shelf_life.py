"""Orders that would expire before they sell, by how long past deliveries kept: limited, or flagged."""

import csv
import io
from typing import Any

import httpx
from tests.conftest import QueryCount
from tests.factories import histories, medicines
from tests.factories.histories import Delivery, Past

import pharmarec_ml
from app.database import Database


async def suggested(client: httpx.AsyncClient, medicine_id: int) -> dict[str, Any]:
    """What is suggested for a medicine."""
    found: dict[str, Any] = medicines.data(await client.get(f"/api/reorder/{medicine_id}"))["suggestion"]
    return found


async def test_a_minimum_that_would_expire_unsold_is_flagged_with_its_money(
    admin: httpx.AsyncClient, database: Database
) -> None:
    """Four a day for 23 days: 3 of delivery and 20 of the 26 that the shortest of four deliveries had left."""
    lives = (200, 26, 300, 250)
    deliveries = [Delivery(1, 99 - n, left=0, expires_in=n + life - 100) for n, life in enumerate(lives)]
    terms = {"moq": 120, "unit_cost": "1.25"}
    added = await histories.add(admin, database, Past([4] * 99, deliveries, terms=terms), name="Short")

    shown = await suggested(admin, added["id"])

    assert shown["inputs"]["arriving_shelf_life_days"] == 26
    assert (shown["suggested_qty"], shown["safe_qty"], shown["at_risk_qty"]) == (120, 92, 28)
    assert (shown["at_risk_value"], shown["reason"]) == ("35.00", "Part may expire before it sells")
    assert pharmarec_ml.recompute(shown["inputs"]) == 120
    [line] = csv.DictReader(io.StringIO((await admin.get("/api/reorder/suggestions.csv")).text))
    assert (line["at_risk_qty"], line["at_risk_value"]) == ("28", "35.00")
    body = {"order_qty": 100}
    edited = medicines.data(await admin.put(f"/api/reorder/suggestions/{shown['id']}", json=body))
    assert (edited["at_risk_qty"], edited["at_risk_value"]) == (8, "10.00")


async def test_two_deliveries_do_not_tell_for_how_long_the_next_one_keeps(
    admin: httpx.AsyncClient, database: Database
) -> None:
    deliveries = [Delivery(1, 9, left=0, expires_in=3), Delivery(1, 8, left=0, expires_in=3), Delivery(1, 7, left=0)]
    added = await histories.add(admin, database, Past([4] * 99, deliveries))

    shown = await suggested(admin, added["id"])

    assert (shown["safe_qty"], shown["at_risk_qty"], shown["at_risk_value"]) == (None, 0, "0.00")
    assert shown["inputs"]["arriving_shelf_life_days"] is None


async def test_a_delivery_that_was_taken_back_does_not_tell_either(admin: httpx.AsyncClient) -> None:
    medicine_id = (await medicines.add(admin, reorder_level=100))["id"]
    for life in (300, 200, 100, 5):
        await medicines.receive(admin, medicine_id, 1, batch_no=f"B{life}", expiry_date=medicines.in_days(life - 1))
    assert (await suggested(admin, medicine_id))["inputs"]["arriving_shelf_life_days"] == 5

    mistyped = (await medicines.movements(admin, medicine_id))[-1]["id"]
    await admin.post(f"/api/stock/movements/{mistyped}/reverse", json={"note": "a mistyped expiry"})

    assert (await suggested(admin, medicine_id))["inputs"]["arriving_shelf_life_days"] == 100


async def test_what_many_medicines_kept_is_asked_for_once(
    admin: httpx.AsyncClient, database: Database, query_count: QueryCount
) -> None:
    for _ in range(30):
        await medicines.add(admin, stock_qty=1, reorder_level=5)

    with query_count() as statements:
        shown = (await admin.get("/api/reorder/suggestions")).json()

    assert shown["meta"]["total_items"] == 30
    assert sum("row_number()" in statement for statement in statements) == 1
