"""What stock cost is shown to those who may see it, and written nowhere for the others."""

from collections.abc import Mapping
from decimal import Decimal

import httpx
from fastapi import FastAPI
from tests.factories import imports, medicines, people, sales
from tests.factories.medicines import data

PLANTED = "7.7731"
"""The cost of one unit: no other figure looks like it."""

MANY_PLANTED = ("77.731", "310.924", "31.0924", "388.655")
"""What ten, forty, four and fifty units cost."""

NEEDED_QUERY: Mapping[str, Mapping[str, str]] = {
    "/api/inventory/search": {"q": "planted"},
    "/api/reorder/budget": {"budget": "100"},
}


async def fill(admin: httpx.AsyncClient) -> dict[str, int]:
    """A medicine and a batch at the planted cost, sold for a month, so that there is something to order of it."""
    terms = {"name": "Planted", "unit_cost": PLANTED, "price": "12.00", "pack_size": 10}
    medicine_id = (await medicines.add(admin, **terms))["id"]
    expiring = {"unit_cost": PLANTED, "batch_no": "P-1", "expiry_date": medicines.in_days(20)}
    batch = await medicines.receive(admin, medicine_id, 50, **expiring)
    await sales.sold(admin, medicine_id, 10)
    lines = [f"{imports.days_ago(day):%d/%m/%Y},Planted,{day % 5 + 3}" for day in range(1, 40)]
    imported = await imports.imported(admin, imports.csv_of("date,medicine,quantity", *lines), date_order="dmy")
    suggested = (await admin.get("/api/reorder/suggestions")).json()["data"]
    return {
        "medicine_id": medicine_id,
        "batch_id": batch["id"],
        "import_id": imported["id"],
        "suggestion_id": suggested[0]["id"],
    }


async def read_all(app: FastAPI, client: httpx.AsyncClient, ids: Mapping[str, int]) -> dict[str, str]:
    """The bytes of every answer to a GET of the API whose ids are known, as text."""
    read = {}
    for path, verbs in app.openapi()["paths"].items():
        names = [one["name"] for one in verbs.get("get", {}).get("parameters", []) if one["in"] == "path"]
        if "get" in verbs and all(name in ids for name in names):
            answer = await client.get(path.format(**ids), params=NEEDED_QUERY.get(path))
            read[path] = answer.text
    return read


def telling(read: Mapping[str, str]) -> set[str]:
    """The paths whose answers tell a planted cost."""
    return {path for path, text in read.items() if any(figure in text for figure in (PLANTED, *MANY_PLANTED))}


async def test_staff_read_no_cost_anywhere(app: FastAPI, admin: httpx.AsyncClient) -> None:
    staff = await people.join(app, admin)
    ids = await fill(admin)

    read = await read_all(app, staff.client, ids)

    assert len(read) >= 30
    assert telling(read) == set()
    shown = telling(await read_all(app, admin, ids))
    assert {"/api/inventory", "/api/inventory/{medicine_id}", "/api/reorder/suggestions.csv"} <= shown


async def test_the_money_at_risk_is_a_cost(app: FastAPI, admin: httpx.AsyncClient) -> None:
    staff = await people.join(app, admin)
    medicine_id = (await fill(admin))["medicine_id"]
    for _ in range(2):
        await medicines.receive(admin, medicine_id, 1, expiry_date=medicines.in_days(20))
    await admin.put(f"/api/inventory/{medicine_id}", json={"moq": 5000})

    lists = [await client.get("/api/reorder/suggestions") for client in (admin, staff.client)]

    shown, hidden = (answer.json()["data"][0] for answer in lists)
    assert shown["at_risk_qty"] == hidden["at_risk_qty"] == 5000 - shown["safe_qty"] > 4000
    assert Decimal(shown["at_risk_value"]) == round(Decimal(PLANTED) * shown["at_risk_qty"], 2)
    assert hidden["at_risk_value"] is None
    exported = [(await client.get("/api/reorder/suggestions.csv")).text for client in (admin, staff.client)]
    assert [shown["at_risk_value"] in text for text in exported] == [True, False]


async def test_an_answer_to_a_change_tells_no_cost_either(app: FastAPI, admin: httpx.AsyncClient) -> None:
    staff = await people.join(app, admin)
    await admin.put("/api/people/roles", json={"staff": {"granted": ["inventory.write"]}})
    ids = await fill(admin)
    await people.wait_until_known()

    changed = await staff.client.put(f"/api/inventory/{ids['medicine_id']}", json={"price": "13.00"})

    assert changed.is_success
    assert data(changed)["unit_cost"] is None
    assert data(await admin.get(f"/api/inventory/{ids['medicine_id']}"))["unit_cost"] == PLANTED


async def test_a_role_may_be_given_the_costs(app: FastAPI, admin: httpx.AsyncClient) -> None:
    staff = await people.join(app, admin)
    medicine = await medicines.add(admin, unit_cost=PLANTED)
    assert data(await staff.client.get(f"/api/inventory/{medicine['id']}"))["unit_cost"] is None

    await admin.put("/api/people/roles", json={"staff": {"granted": ["costs.read"]}})
    await people.wait_until_known()

    assert data(await staff.client.get(f"/api/inventory/{medicine['id']}"))["unit_cost"] == PLANTED
    listed = (await staff.client.get("/api/inventory")).json()["data"]
    assert [one["unit_cost"] for one in listed] == [PLANTED]


async def test_the_order_of_a_list_tells_no_cost(app: FastAPI, admin: httpx.AsyncClient) -> None:
    staff = await people.join(app, admin)

    by_cost = (
        ("/api/reorder/suggestions", "-order_value"),
        ("/api/expiry/batches", "-value"),
        ("/api/expiry/batches", "value_at_risk"),
    )
    told = {
        client: [(await client.get(path, params={"sort": sort})).status_code for path, sort in by_cost]
        for client in (admin, staff.client)
    }

    assert told == {admin: [200] * 3, staff.client: [422] * 3}


async def test_a_history_tells_no_cost_to_who_may_not_see_it(app: FastAPI, admin: httpx.AsyncClient) -> None:
    staff = await people.join(app, admin)
    await admin.put("/api/people/roles", json={"staff": {"granted": ["history.read", "audit.read"]}})
    ids = await fill(admin)
    await people.wait_until_known()
    paths = ("/api/admin/audit", f"/api/admin/audit/history/medicine/{ids['medicine_id']}")

    read = {path: (await staff.client.get(path)).text for path in paths}

    assert all("medicine.added" in text for text in read.values())
    assert telling(read) == set()
    assert telling({path: (await admin.get(path)).text for path in paths}) == set(paths)
