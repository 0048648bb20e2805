from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from tests.factories import medicines, people, sales
from tests.factories.medicines import data

from app.api.platform import Platform
from app.database import EVERY_PHARMACY
from app.models import Batch
from app.utils import clock

URL = "/api/reorder/dead-stock"


@pytest.fixture
async def long_ago(app: FastAPI, admin: httpx.AsyncClient) -> httpx.AsyncClient:
    """A pharmacy with two medicines that arrived a year ago, one of which sold today."""
    terms = {"stock_qty": 10, "price": "9.00", "unit_cost": "8.00", "expiry_date": medicines.in_days(300)}
    await medicines.add(admin, name="Forgotten", **terms)
    sold = await medicines.add(admin, name="Sold", **terms)
    await sales.sold(admin, sold["id"], 1)
    platform: Platform = app.state.platform
    async with platform.database.transaction(EVERY_PHARMACY) as session:
        await session.execute(update(Batch).values(received_on=clock.today("Asia/Kolkata") - timedelta(days=365)))
    return admin


async def listed(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get(URL)
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def suggested(client: httpx.AsyncClient) -> set[str]:
    names = set()
    for status in ("open", "nothing_to_order"):
        rows = (await client.get("/api/reorder/suggestions", params={"status": status})).json()["data"]
        names |= {row["medicine_name"] for row in rows}
    return names


async def test_what_nobody_buys_is_listed_with_the_money_it_binds(long_ago: httpx.AsyncClient) -> None:
    found = await listed(long_ago)

    [row] = found["data"]
    assert (row["medicine_name"], row["value"], row["action"]) == ("Forgotten", "80.00", "stop")
    assert found["summary"]["value"] == "80.00"


async def test_what_has_just_arrived_has_not_had_the_time_to_sell(admin: httpx.AsyncClient) -> None:
    await medicines.add(admin, name="New", stock_qty=10, unit_cost="8.00")

    assert (await listed(admin))["data"] == []


async def test_a_medicine_on_the_exit_list_is_not_ordered_until_it_is_taken_back(long_ago: httpx.AsyncClient) -> None:
    medicine_id = (await listed(long_ago))["data"][0]["medicine_id"]
    before = await suggested(long_ago)

    data(await long_ago.post(f"{URL}/{medicine_id}/stop", json={"note": "Out of fashion"}))
    stopped = (await suggested(long_ago), (await listed(long_ago))["data"][0])
    data(await long_ago.post(f"{URL}/{medicine_id}/resume"))

    assert before == {"Forgotten", "Sold"}
    assert stopped[0] == {"Sold"}
    assert (stopped[1]["stopped_note"], stopped[1]["action"]) == ("Out of fashion", "sell_down")
    assert await suggested(long_ago) == {"Forgotten", "Sold"}


async def test_stopping_twice_is_refused(long_ago: httpx.AsyncClient) -> None:
    medicine_id = (await listed(long_ago))["data"][0]["medicine_id"]
    data(await long_ago.post(f"{URL}/{medicine_id}/stop", json={}))

    again = await long_ago.post(f"{URL}/{medicine_id}/stop", json={})

    assert again.json()["error"] == "ALREADY_STOPPED"


async def test_an_open_return_window_comes_first(long_ago: httpx.AsyncClient) -> None:
    medicine_id = (await listed(long_ago))["data"][0]["medicine_id"]
    data(await long_ago.put(f"/api/inventory/{medicine_id}", json={"supplier_name": "Medline"}))
    terms = {"supplier_name": "Medline", "returns_until_days": 90}
    data(await long_ago.put(f"/api/catalogue/{medicine_id}/suppliers", json=terms))

    [row] = (await listed(long_ago))["data"]

    assert (row["action"], row["act_by"]) == ("return", medicines.in_days(210))


async def test_a_branch_that_sells_it_is_named(app: FastAPI, long_ago: httpx.AsyncClient) -> None:
    opened = await people.open_branch(long_ago)
    async with await people.in_branch(app, long_ago, opened["id"]) as other:
        there = await medicines.add(other, name="Forgotten", stock_qty=40)
        for _ in range(10):
            await sales.sold(other, there["id"], 2)
        await suggested(other)

        [row] = (await listed(long_ago))["data"]

    assert (row["action"], row["act_where"]) == ("transfer", "Second shop")


async def test_the_list_as_csv(long_ago: httpx.AsyncClient) -> None:
    lines = (await long_ago.get(f"{URL}.csv")).text.splitlines()

    assert lines[1].startswith("Forgotten,10,80")
