"""Orders follow how long suppliers took to deliver, and the days on which they do."""

from datetime import time, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from tests.factories import histories, medicines
from tests.factories.histories import Delivery, Past
from tests.integration.test_reorder import suggestion
from tests.integration.test_reorder_decisions import decide, let_days_pass

import pharmarec_ml
from app.database import Database
from app.models import Suggestion
from app.services import reorder_engine
from app.utils import clock

EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
TOOK = (2, 9, 4, 5, 3)
ORDERED_DAYS_AGO = (80, 60, 45, 30, 20)
SUPPLIER = "City Distributors"


async def supplier(client: httpx.AsyncClient) -> dict[str, Any]:
    (one,) = (await client.get("/api/suppliers")).json()["data"]
    found: dict[str, Any] = one
    return found


async def set_calendar(client: httpx.AsyncClient, **calendar: object) -> dict[str, Any]:
    path = f"/api/suppliers/{(await supplier(client))['id']}"
    return medicines.data(await client.put(path, json=calendar))


async def bought_before(client: httpx.AsyncClient, database: Database) -> int:
    """A medicine of four a day that was ordered and received five times; its id."""
    came = [Delivery(10, ago - took, left=0) for ago, took in zip(ORDERED_DAYS_AGO, TOOK, strict=True)]
    past = Past(demand=[4] * 90, deliveries=[*came, Delivery(5)])
    medicine_id: int = (await histories.add(client, database, past, supplier_name=SUPPLIER))["id"]
    for ago in ORDERED_DAYS_AGO:
        one = await suggestion(client, medicine_id)
        medicines.data(await decide(client, one["id"], "accept", order_qty=10))
        at = clock.at_noon(medicines.today() - timedelta(days=ago), medicines.ZONE)
        async with database.transaction(1) as session:
            await session.execute(update(Suggestion).where(Suggestion.id == one["id"]).values(decided_at=at))
    return medicine_id


async def test_orders_allow_for_how_long_the_last_deliveries_took(admin: httpx.AsyncClient, database: Database) -> None:
    medicine_id = await bought_before(admin, database)
    before = await suggestion(admin, medicine_id)

    await let_days_pass(database, 1)
    after = await suggestion(admin, medicine_id)

    shown = await supplier(admin)
    assert (shown["took_days"], shown["counts_deliveries"]) == (list(TOOK), True)
    assert shown["measured_on"] == medicines.today().isoformat()
    assert "The supplier took 2 to 9 days over the last 5 deliveries." in after["explanation"]
    assert after["inputs"]["took_days"] == list(TOOK)
    assert (after["lead_time_days"], before["lead_time_days"]) == (5, 3)  # 23 / 5, rounded up
    assert after["order_up_to"] > before["order_up_to"]
    assert pharmarec_ml.recompute(after["inputs"]) == after["suggested_qty"]


async def test_four_deliveries_tell_too_little(admin: httpx.AsyncClient, database: Database) -> None:
    medicine_id = await bought_before(admin, database)
    async with database.transaction(1) as session:
        late = select(Suggestion.id).order_by(Suggestion.decided_at.desc()).limit(1).scalar_subquery()
        await session.execute(update(Suggestion).where(Suggestion.id == late).values(status="dismissed"))

    await let_days_pass(database, 1)
    after = await suggestion(admin, medicine_id)

    assert (await supplier(admin))["counts_deliveries"] is False
    assert after["lead_time_days"] == 3
    assert "The supplier took" not in after["explanation"]


async def test_a_calendar_changes_what_is_ordered_from_its_supplier_at_once(
    admin: httpx.AsyncClient, database: Database
) -> None:
    past = Past(demand=[4] * 90, deliveries=[Delivery(5)])
    medicine_id = (await histories.add(admin, database, past, supplier_name=SUPPLIER, review_days=7))["id"]
    other = (await histories.add(admin, database, past, review_days=7))["id"]
    before = await suggestion(admin, medicine_id)
    tomorrow = medicines.today() + timedelta(days=1)

    told = await set_calendar(admin, order_weekdays=[tomorrow.isoweekday()], delivery_weekdays=EVERY_DAY)
    after = await suggestion(admin, medicine_id)

    assert (told["order_weekdays"], told["delivery_weekdays"]) == ([tomorrow.isoweekday()], EVERY_DAY)
    assert (after["lead_time_days"], after["review_days"]) == (before["lead_time_days"] + 1, 7)
    assert after["inputs"]["order_on"] == tomorrow.isoformat()
    assert after["order_up_to"] > before["order_up_to"]
    assert (await suggestion(admin, other))["order_up_to"] == before["order_up_to"]
    assert pharmarec_ml.recompute(after["inputs"]) == after["suggested_qty"]

    await set_calendar(admin, order_weekdays=EVERY_DAY)
    daily = await suggestion(admin, medicine_id)
    assert (daily["lead_time_days"], daily["review_days"]) == (before["lead_time_days"], 1)
    assert daily["order_up_to"] < before["order_up_to"]


async def test_passing_the_cut_off_computes_anew(
    admin: httpx.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = Past(demand=[4] * 90, deliveries=[Delivery(5)])
    medicine_id = (await histories.add(admin, database, past, supplier_name=SUPPLIER))["id"]
    await suggestion(admin, medicine_id)
    await set_calendar(admin, cut_off="14:00")
    tomorrow = medicines.today() + timedelta(days=1)
    wall = {"now": clock.instant(tomorrow, time(13, 59), medicines.ZONE)}
    monkeypatch.setattr(clock, "now", lambda: wall["now"])

    async def look() -> tuple[int, str]:
        looked_at = await reorder_engine.refresh(database, pharmacy_id=1, time_zone=medicines.ZONE)
        async with database.read(1) as session:
            one = await session.scalar(select(Suggestion).where(Suggestion.medicine_id == medicine_id))
            assert one is not None
            return looked_at, str(one.inputs["order_on"])

    _, early = await look()
    wall["now"] += timedelta(hours=2)
    looked_at, late = await look()
    wall["now"] += timedelta(minutes=2)
    then, _ = await look()

    assert early == tomorrow.isoformat()
    assert (looked_at, late) == (1, (tomorrow + timedelta(days=1)).isoformat())
    assert then == 0


async def test_a_calendar_is_noted_and_belongs_to_one_pharmacy(admin: httpx.AsyncClient, database: Database) -> None:
    await medicines.add(admin, supplier_name=SUPPLIER)
    await set_calendar(admin, cut_off="09:30", holidays=["2026-12-25", "2026-12-25"])

    assert ((await supplier(admin))["cut_off"], (await supplier(admin))["holidays"]) == ("09:30", ["2026-12-25"])
    entry = (await admin.get("/api/admin/audit", params={"subject_kind": "supplier"})).json()["data"][0]
    assert (entry["action"], entry["after"]["cut_off"]) == ("supplier.calendar_set", "09:30")
    missing = await admin.put("/api/suppliers/999999", json={})
    assert (missing.status_code, missing.json()["error"]) == (404, "SUPPLIER_NOT_FOUND")
    assert (await admin.put("/api/suppliers/1", json={"order_weekdays": [8]})).status_code == 422
    assert (await admin.put("/api/suppliers/1", json={"cut_off": "24:00"})).status_code == 422
