"""How sure one wants to be not to run out: as somebody chose, else as the classes say."""

from typing import Any

import httpx
from fastapi import FastAPI
from tests.factories import histories, medicines
from tests.factories.histories import Delivery, Past
from tests.factories.medicines import data

from app.api.platform import Platform
from app.database import Database
from app.services import classification


def level(shown: dict[str, Any]) -> tuple[float, str]:
    """The service level that is shown of a medicine or a suggestion, and who says so."""
    return shown["service_level"], shown["service_level_from"]


async def suggested(client: httpx.AsyncClient, medicine_id: int) -> dict[str, Any]:
    """What is suggested for a medicine."""
    found: dict[str, Any] = data(await client.get(f"/api/reorder/{medicine_id}"))["suggestion"]
    return found


async def test_need_decides_until_somebody_does(admin: httpx.AsyncClient, database: Database) -> None:
    past = Past([4] * 120, [Delivery(0)])
    added = await histories.add(admin, database, past, ven="V")
    path = f"/api/inventory/{added['id']}"

    vital = await suggested(admin, added["id"])
    chosen = data(await admin.put(path, json={"service_level": 0.8}))
    lowered = await suggested(admin, added["id"])
    left_to_classes = data(await admin.put(path, json={"service_level": None}))

    assert level(added) == level(vital) == level(left_to_classes) == (0.98, "ven")
    assert vital["inputs"]["service_level"] == 0.98
    assert level(chosen) == level(lowered) == (0.8, "owner")
    assert lowered["inputs"]["service_level"] == 0.8
    assert vital["suggested_qty"] > lowered["suggested_qty"]
    assert (await suggested(admin, added["id"]))["suggested_qty"] == vital["suggested_qty"]


async def test_the_list_of_medicines_tells_the_same_level(admin: httpx.AsyncClient) -> None:
    await medicines.add(admin, name="a")
    await medicines.add(admin, name="b", ven="N")
    await medicines.add(admin, name="c", ven="V", service_level=0.999)
    await medicines.add(admin, name="d", service_level=0.95)

    listed = (await admin.get("/api/inventory")).json()["data"]

    assert [level(one) for one in listed] == [(0.95, "default"), (0.92, "ven"), (0.999, "owner"), (0.95, "owner")]


async def test_an_order_follows_when_the_value_class_changes(
    app: FastAPI, admin: httpx.AsyncClient, database: Database
) -> None:
    dear = await histories.add(admin, database, Past(), name="Dear", unit_cost="100")
    cheap = await histories.add(admin, database, Past(), name="Cheap", unit_cost="1")
    kept = await histories.add(admin, database, Past(), name="Kept", unit_cost="1", service_level=0.97)
    before = [await suggested(admin, one["id"]) for one in (dear, cheap, kept)]
    platform: Platform = app.state.platform
    pharmacy_id = data(await admin.get("/api/auth/me"))["pharmacy"]["id"]

    await classification.run(platform.database, pharmacy_id=pharmacy_id, time_zone=medicines.ZONE)

    after = [await suggested(admin, one["id"]) for one in (dear, cheap, kept)]
    assert [level(one) for one in before] == [(0.95, "default"), (0.95, "default"), (0.97, "owner")]
    assert [level(one) for one in after] == [(0.95, "abc"), (0.93, "abc"), (0.97, "owner")]
    assert [one["inputs"]["service_level"] for one in after] == [0.95, 0.93, 0.97]
