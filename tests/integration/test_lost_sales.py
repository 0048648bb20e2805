"""Demand that no sale tells of: what was asked for and not there, noted at the till."""

from datetime import timedelta
from typing import Any

import httpx
from tests.factories import histories, medicines
from tests.factories.histories import Delivery, Past
from tests.factories.medicines import data, today

from app.database import Database

ONE_A_DAY = (1,) * 60


async def note(client: httpx.AsyncClient, medicine_id: int, qty: str | int, **told: object) -> dict[str, Any]:
    answer = await client.post("/api/sales/lost", json={"medicine_id": medicine_id, "qty": qty, **told})
    assert answer.status_code == 201, answer.text
    return data(answer)


async def notes(client: httpx.AsyncClient, **wanted: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get("/api/sales/lost", params=wanted)).json()["data"]
    return found


async def advice(client: httpx.AsyncClient, medicine_id: int) -> dict[str, Any]:
    return data(await client.get(f"/api/reorder/{medicine_id}"))


async def test_what_was_asked_for_in_vain_is_noted_and_takes_no_stock(admin: httpx.AsyncClient) -> None:
    item = await medicines.add(admin, stock_qty=3)

    noted = await note(admin, item["id"], 2, note="Mrs Rao, comes back on Friday")

    assert noted["medicine_name"] == item["name"]
    assert (noted["qty"], noted["asked_on"], noted["actor_name"]) == (2, str(today()), "Asha Rao")
    assert await notes(admin, medicine_id=item["id"]) == [noted]
    assert data(await admin.get(f"/api/inventory/{item['id']}"))["stock_qty"] == 3


async def test_a_note_sent_twice_is_noted_once(admin: httpx.AsyncClient) -> None:
    item = await medicines.add(admin)
    body, once = {"medicine_id": item["id"], "qty": 1}, {"Idempotency-Key": "asked-once"}

    first = await admin.post("/api/sales/lost", json=body, headers=once)
    again = await admin.post("/api/sales/lost", json=body, headers=once)

    assert data(first) == data(again)
    assert len(await notes(admin)) == 1


async def test_what_cannot_be_asked_for_is_refused(admin: httpx.AsyncClient) -> None:
    item = await medicines.add(admin)
    tomorrow = str(today() + timedelta(days=1))

    async def refusal(**told: object) -> str:
        answer = await admin.post("/api/sales/lost", json={"medicine_id": item["id"], "qty": 1, **told})
        code: str = answer.json()["error"]
        return code

    assert await refusal(asked_on=tomorrow) == "IMPOSSIBLE_SALE_DATE"
    assert await refusal(qty="0.5") == "NOT_DIVISIBLE"
    assert await refusal(medicine_id=999) == "MEDICINE_NOT_FOUND"
    assert await refusal(pack="crate") == "UNKNOWN_PACK"


async def test_notes_of_a_stretch_without_stock_are_ordered_for(admin: httpx.AsyncClient, database: Database) -> None:
    """Sixty days at one a day, the last ten without stock, on which twenty were asked for."""
    past = Past(demand=(*ONE_A_DAY[:50], *(0,) * 10), deliveries=[Delivery(qty=50, days_ago=12, left=0)])
    item = await histories.add(admin, database, past)
    other = await histories.add(admin, database, Past(demand=ONE_A_DAY), name="Still selling")
    before = await advice(admin, item["id"])

    lost = [await note(admin, item["id"], 5, asked_on=str(today() - timedelta(days=ago))) for ago in (2, 4, 6, 8)]
    after = await advice(admin, item["id"])
    for one in lost:
        assert (await admin.delete(f"/api/sales/lost/{one['id']}")).is_success
    taken_back = await advice(admin, item["id"])

    assert before["suggestion"]["inputs"]["censored_days"] == 10
    assert after["suggestion"]["inputs"]["censored_days"] == 0
    assert after["suggestion"]["order_qty"] > before["suggestion"]["order_qty"]
    assert after["history"][-1]["units"] == 15
    assert taken_back["suggestion"]["inputs"]["demand_per_day"] == before["suggestion"]["inputs"]["demand_per_day"]
    assert (await admin.delete(f"/api/sales/lost/{lost[0]['id']}")).json()["error"] == "LOST_SALE_NOT_FOUND"
    assert await notes(admin, medicine_id=other["id"]) == []


async def test_what_came_back_is_taken_off_the_day_it_was_sold(admin: httpx.AsyncClient, database: Database) -> None:
    item = await histories.add(admin, database, Past(demand=ONE_A_DAY, deliveries=[Delivery(qty=20)]))
    yesterday = str(today() - timedelta(days=1))
    terms = {"medicine_id": item["id"], "qty_sold": 4, "sale_date": yesterday}
    sale = data(await admin.post("/api/sales", json=terms))
    before = (await advice(admin, item["id"]))["history"][-1]["units"]

    returned = {"sale_id": sale["id"], "qty": 4, "saleable": True}
    assert (await admin.post("/api/stock/returns", json=returned)).is_success

    assert (await advice(admin, item["id"]))["history"][-1]["units"] == before - 4


async def test_a_clinics_single_purchase_is_flagged(admin: httpx.AsyncClient, database: Database) -> None:
    item = await histories.add(admin, database, Past(demand=(*ONE_A_DAY, 60, 1)))

    found = await advice(admin, item["id"])

    day = str(today() - timedelta(days=2))
    assert found["bulk_days"] == [{"day": day, "units": 60, "limit": 7}]
    assert found["suggestion"]["inputs"]["bulk_days"] == found["bulk_days"]
    assert f"60 on {day} is far beyond its other days" in found["suggestion"]["explanation"]
