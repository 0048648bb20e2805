"""The order list under a budget."""

from decimal import Decimal
from typing import Any

import httpx
from fastapi import FastAPI
from tests.factories import histories, people
from tests.factories.histories import Past

from app.database import Database


async def within(client: httpx.AsyncClient, budget: object, **wanted: str | int) -> dict[str, Any]:
    answer = await client.get("/api/reorder/budget", params={"budget": str(budget), **wanted})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def shelves(client: httpx.AsyncClient, database: Database) -> None:
    """Three medicines that sell four a day in packs of ten: of good margin, of poor margin, and a vital one."""
    terms = {"pack_size": 10, "unit_cost": "1.00", "supplier_name": "City Distributors"}
    past = Past(demand=[4] * 90, terms=terms)
    await histories.add(client, database, past, name="Good", price="2.00")
    await histories.add(client, database, past, name="Poor", price="1.05")
    await histories.add(client, database, past, name="Vital", price="1.90", ven="V", supplier_name="Other")


async def test_a_budget_buys_whole_packs_and_says_what_the_cut_costs(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await shelves(admin, database)

    found = await within(admin, 100)

    lines = {line["medicine_name"]: line for line in found["data"]}
    summary = found["summary"]
    assert sum(Decimal(line["bought_value"]) for line in lines.values()) == Decimal(summary["spent"]) <= 100
    assert Decimal(summary["spent"]) > 90
    assert lines["Vital"]["bought_qty"] >= lines["Good"]["bought_qty"] > lines["Poor"]["bought_qty"] == 0
    assert lines["Vital"]["is_vital"]
    assert all(line["bought_qty"] % 10 == 0 for line in lines.values())
    assert lines["Poor"]["lost_units"] > 30
    assert Decimal(summary["lost_margin"]) == sum(Decimal(line["lost_margin"]) for line in lines.values())
    assert (summary["budget"], summary["cut_count"]) == ("100.00", 3)


async def test_enough_money_buys_the_list_as_people_changed_it(admin: httpx.AsyncClient, database: Database) -> None:
    await shelves(admin, database)
    listed = people.rows(await admin.get("/api/reorder/suggestions"))
    await admin.put(f"/api/reorder/suggestions/{listed[0]['id']}", json={"order_qty": 17})

    found = await within(admin, 10_000)

    assert all(line["bought_qty"] == line["order_qty"] for line in found["data"])
    assert {line["suggestion_id"]: line["order_qty"] for line in found["data"]}[listed[0]["id"]] == 17
    assert (found["summary"]["cut_count"], found["summary"]["lost_margin"]) == (0, "0.00")
    assert found["summary"]["spent"] == found["summary"]["full_value"]


async def test_a_budget_may_be_for_one_supplier_and_comes_in_pages(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await shelves(admin, database)

    found = await within(admin, 50, supplier_name="City Distributors", page_size=1)

    assert found["meta"]["total_items"] == 2
    assert [line["medicine_name"] for line in found["data"]] == ["Poor"]  # its cut costs most
    assert (await within(admin, 0))["summary"]["spent"] == "0.00"
    assert (await admin.get("/api/reorder/budget")).status_code == 422
    assert (await admin.get("/api/reorder/budget", params={"budget": "-1"})).status_code == 422


async def test_who_may_not_see_costs_may_not_ask_what_money_buys(app: FastAPI, admin: httpx.AsyncClient) -> None:
    staff = await people.join(app, admin)

    answer = await staff.client.get("/api/reorder/budget", params={"budget": "5"})
    await staff.client.aclose()

    assert answer.status_code == 403
