"""What the roles may do, pharmacy by pharmacy."""

import httpx
import pytest
from fastapi import FastAPI
from tests.factories import people

from app.models.enums import Role
from app.services.rbac import PERMISSIONS, permissions_of


async def test_a_pharmacy_grants_and_withdraws_permissions(app: FastAPI, admin: httpx.AsyncClient) -> None:
    colleague = await people.join(app, admin)
    assert (await colleague.client.post("/api/inventory", json={"name": "One"})).status_code == 403

    change = {"staff": {"granted": ["inventory.write"], "withdrawn": ["sales.read"]}}
    told = people.rows(await admin.put("/api/people/roles", json=change))

    staff = next(one for one in told if one["role"] == "staff")
    assert "inventory.write" in staff["permissions"]
    assert "sales.read" not in staff["permissions"]
    await people.wait_until_known()
    assert (await colleague.client.post("/api/inventory", json={"name": "One"})).status_code == 201
    assert (await colleague.client.get("/api/sales")).status_code == 403
    assert (await people.me(colleague.client))["permissions"] == staff["permissions"]


async def test_whoever_may_not_count_tells_no_stock(app: FastAPI, admin: httpx.AsyncClient) -> None:
    colleague = await people.join(app, admin, role="manager")
    await admin.put("/api/people/roles", json={"manager": {"withdrawn": ["stock.count"]}})
    await people.wait_until_known()
    added = await colleague.client.post("/api/inventory", json={"name": "One"})
    path = f"/api/inventory/{added.json()['data']['id']}"

    answers = [
        await colleague.client.post("/api/inventory", json={"name": "Two", "stock_qty": 5}),
        await colleague.client.put(path, json={"stock_qty": 5}),
        await colleague.client.put(path, json={"price": "2.00"}),
    ]

    assert [one.status_code for one in answers] == [403, 403, 200]


async def test_the_neighbours_roles_stay_as_they_are(
    app: FastAPI, admin: httpx.AsyncClient, neighbour: httpx.AsyncClient
) -> None:
    before = people.rows(await neighbour.get("/api/people/roles"))

    await admin.put("/api/people/roles", json={"staff": {"withdrawn": ["sales.read"]}})

    assert people.rows(await neighbour.get("/api/people/roles")) == before


@pytest.mark.parametrize(
    "change",
    [
        {"staff": {"granted": ["people.manage"]}},
        {"manager": {"granted": ["branches.manage"]}},
        {"manager": {"withdrawn": ["account.self"]}},
        {"manager": {"granted": ["no.such"]}},
    ],
)
async def test_some_permissions_are_never_given_or_taken(admin: httpx.AsyncClient, change: dict[str, object]) -> None:
    answer = await admin.put("/api/people/roles", json=change)

    assert (answer.status_code, answer.json()["error"]) == (422, "NOT_GRANTABLE")


@pytest.mark.parametrize("role", Role)
def test_what_is_stored_wrongly_gives_nobody_more(role: Role) -> None:
    stored = {one.value: {"granted": ["people.manage", "nonsense"], "withdrawn": ["account.self"]} for one in Role}

    assert permissions_of(role, stored) == PERMISSIONS[role]
