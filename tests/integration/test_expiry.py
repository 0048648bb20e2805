from typing import Any

import httpx
from tests.factories import medicines
from tests.factories.medicines import data


async def bands(client: httpx.AsyncClient, **wanted: str) -> dict[str, dict[str, Any]]:
    found = data(await client.get("/api/expiry/bands", params=wanted))
    return {one["band"]: one for one in found["bands"]}


async def expiring(client: httpx.AsyncClient, **wanted: object) -> list[dict[str, Any]]:
    answer = await client.get("/api/expiry/batches", params={key: str(value) for key, value in wanted.items()})
    assert answer.status_code == 200, answer.text
    listed: list[dict[str, Any]] = answer.json()["data"]
    return listed


async def test_each_batch_stands_in_the_band_of_the_days_it_has_left(admin: httpx.AsyncClient) -> None:
    for days in (-1, 0, 30, 31, 60, 61, 90, 91, 180, 181):
        await medicines.add(admin, stock_qty=10, expiry_date=medicines.in_days(days), unit_cost="2.00", price="3.00")

    found = await bands(admin)

    assert {band: one["batches"] for band, one in found.items()} == {
        "expired": 1,
        "d30": 2,
        "d60": 2,
        "d90": 2,
        "d180": 2,
    }
    assert (found["d30"]["qty"], found["d30"]["value"], found["d30"]["mrp_value"]) == (20, "40.00", "60.00")
    assert [one["action"] for one in found.values()] == ["destroy", "pull", "discount", "push", "check_return"]
