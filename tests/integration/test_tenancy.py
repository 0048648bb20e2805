"""The wall between pharmacies: whatever one of them holds, another sees and changes nothing of it."""

import asyncio
from typing import Any

import httpx
import pytest

from app.config import Settings
from app.main import create_app

NOBODYS = {"/health", "/health/live", "/health/ready", "/version"}
NEEDED_QUERY = {"/api/inventory/search": {"q": "walled"}}
BODIES: dict[str, dict[str, object]] = {
    "put /api/inventory/{medicine_id}": {"price": "0.01", "stock_qty": 1},
    "post /api/inventory/{medicine_id}/batches": {"qty": 1},
    "put /api/reorder/suggestions/{suggestion_id}": {"order_qty": 1},
    "post /api/reorder/suggestions/{suggestion_id}/accept": {},
    "post /api/reorder/suggestions/{suggestion_id}/dismiss": {"reason": "Enough on the shelf"},
}
OF_THE_MOMENT = {"request_id", "started_at", "uptime_seconds", "computed_at"}
SALES = "date,medicine,quantity\n" + "".join(f"{day:02}/10/2026,Walled Tablets,{day % 5 + 1}\n" for day in range(1, 29))


def operations(*verbs: str) -> list[tuple[str, str]]:
    """Verb and path of every operation that belongs to a pharmacy."""
    paths = create_app(Settings(_env_file=None, environment="test")).openapi()["paths"]
    return [(verb, path) for path, found in paths.items() for verb in found if verb in verbs and path not in NOBODYS]


async def open_pharmacy(api: httpx.AsyncClient, name: str) -> dict[str, str]:
    """Register a pharmacy; the header that signs its owner in."""
    account = {
        "email": f"{name}@example.com",
        "password": "a-long-enough-password",
        "full_name": "Owner",
        "pharmacy_name": name,
    }
    answer = await api.post("/api/auth/register", json=account)
    return {"Authorization": f"Bearer {answer.json()['data']['access_token']}"}


async def fill(api: httpx.AsyncClient, owner: dict[str, str]) -> dict[str, int]:
    """Give a pharmacy one of everything; the ids by the name of their path parameter."""
    medicine = {"name": "Walled Tablets", "stock_qty": 50, "price": "2.00", "expiry_date": "2027-06-30"}
    added = await api.post("/api/inventory", json=medicine, headers=owner)
    medicine_id = added.json()["data"]["id"]
    await api.post("/api/sales", json={"medicine_id": medicine_id, "qty_sold": 1}, headers=owner)
    file = {"file": ("till.csv", SALES.encode(), "text/csv")}
    started = await api.post("/api/imports/sales", files=file, data={"date_order": "dmy"}, headers=owner)
    assert started.status_code == 202, started.text
    import_id = started.json()["data"]["id"]
    suggestion_id = await wait_for_suggestion(api, owner, import_id)
    return {"medicine_id": medicine_id, "import_id": import_id, "suggestion_id": suggestion_id}


async def wait_for_suggestion(api: httpx.AsyncClient, owner: dict[str, str], import_id: int) -> int:
    for _ in range(100):
        imported = await api.get(f"/api/imports/{import_id}", headers=owner)
        assert imported.json()["data"]["status"] != "failed", imported.text
        for status in ("open", "nothing_to_order"):
            listed = await api.get("/api/reorder/suggestions", params={"status": status}, headers=owner)
            if imported.json()["data"]["status"] == "done" and listed.json()["data"]:
                return int(listed.json()["data"][0]["id"])
        await asyncio.sleep(0.1)
    pytest.fail(f"no suggestion came of the import: {imported.text}")


async def see(api: httpx.AsyncClient, who: dict[str, str], ids: dict[str, int]) -> dict[str, tuple[int, Any]]:
    """What every reading operation answers to somebody, without what changes by itself."""
    seen = {}
    for _verb, path in operations("get"):
        answer = await api.get(path.format(**ids), params=NEEDED_QUERY.get(path, {}), headers=who)
        is_json = answer.headers["content-type"].startswith("application/json")
        seen[path] = (answer.status_code, lasting(answer.json()) if is_json else answer.text)
    return seen


def lasting(value: object) -> object:
    if isinstance(value, dict):
        return {key: lasting(one) for key, one in value.items() if key not in OF_THE_MOMENT}
    return [lasting(one) for one in value] if isinstance(value, list) else value


async def test_a_pharmacy_sees_nothing_of_another(api: httpx.AsyncClient) -> None:
    one, two = await open_pharmacy(api, "one"), await open_pharmacy(api, "two")
    nothing = dict.fromkeys(("medicine_id", "import_id", "suggestion_id"), 10**9)
    before = await see(api, two, nothing)

    ids = await fill(api, one)

    own = await see(api, one, ids)
    assert {path: status for path, (status, _) in own.items() if status != 200} == {}, "the owner sees all of it"
    after = await see(api, two, ids)
    changed = {path: after[path] for path in after if told(*after[path]) != told(*before[path])}
    assert changed == {}, "With the other pharmacy filled, each answer is what it was when everything was empty."


def told(status: int, body: Any) -> object:
    """What an answer gives away; a refusal repeats the id that was asked for."""
    return (status, body["error"]) if status == 404 else (status, body)


async def test_a_pharmacy_changes_nothing_of_another(api: httpx.AsyncClient) -> None:
    one, two = await open_pharmacy(api, "one"), await open_pharmacy(api, "two")
    ids = await fill(api, one)
    before = await see(api, one, ids)

    answers = {
        f"{verb} {path}": await api.request(verb, path.format(**ids), json=BODIES.get(f"{verb} {path}"), headers=two)
        for verb, path in operations("put", "post", "delete")
        if "{" in path
    }

    assert len(answers) >= len(BODIES)
    assert {name: each.text for name, each in answers.items() if each.status_code != 404} == {}
    assert await see(api, one, ids) == before
