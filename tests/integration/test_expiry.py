import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.conftest import QueryCount
from tests.factories import imports, medicines, people, sales
from tests.factories.medicines import data

from app.services.expiry_alerts import risks


@pytest.fixture(autouse=True)
def _without_a_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what changed after the last look is looked at again, so that what does not tell of its change shows."""
    monkeypatch.setattr(risks, "SLOWEST_TRANSACTION", timedelta())


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


async def stocked(client: httpx.AsyncClient, days: int, qty: int = 100, **terms: object) -> int:
    """A medicine with one batch that may be sold for so many days more."""
    told = {"stock_qty": qty, "expiry_date": medicines.in_days(days), "unit_cost": "2.00", "price": "3.00"} | terms
    return int((await medicines.add(client, **told))["id"])


async def sold_daily(client: httpx.AsyncClient, name: str, qty: int, *, days: int = 90) -> None:
    """So much sold on each of the days before today, before anybody told the stock."""
    lines = [f"{imports.days_ago(day):%d/%m/%Y},{name},{qty}" for day in range(1, days + 1)]
    await imports.imported(client, imports.csv_of("date,medicine,quantity", *lines), date_order="dmy")


async def test_what_nobody_ever_asked_for_is_unknown(admin: httpx.AsyncClient) -> None:
    await stocked(admin, 40)

    found = await bands(admin)

    assert (await expiring(admin))[0]["expected_unsold_qty"] is None
    assert (found["d60"]["unknown_demand_batches"], found["d60"]["expected_unsold_qty"]) == (1, 0)


async def test_what_sells_daily_leaves_what_its_days_cannot_sell(admin: httpx.AsyncClient) -> None:
    await stocked(admin, 9, name="Steady")
    await sold_daily(admin, "Steady", 4)

    batch = (await expiring(admin))[0]

    assert batch["expected_unsold_qty"] == pytest.approx(60, abs=1)
    assert float(batch["value_at_risk"]) == pytest.approx(2 * batch["expected_unsold_qty"])
    assert batch["unsold_chance"] > 0.99


async def test_what_sells_out_long_before_its_date_has_nothing_to_be_done(admin: httpx.AsyncClient) -> None:
    await stocked(admin, 80, qty=20, name="Steady")
    await sold_daily(admin, "Steady", 4)

    batch = (await expiring(admin))[0]

    assert batch["unsold_chance"] < 0.05
    assert (batch["action"], batch["band"]) == ("sell", "d90")
    assert batch["reason"].startswith("It sells in time")


async def test_a_batch_behind_another_is_at_more_risk(admin: httpx.AsyncClient) -> None:
    medicine_id = await stocked(admin, 40, qty=130, name="Steady")
    await sold_daily(admin, "Steady", 4)
    alone = (await expiring(admin))[0]

    await medicines.receive(admin, medicine_id, 30, expiry_date=medicines.in_days(20))
    ahead, behind = await expiring(admin)

    assert behind["batch_id"] == alone["batch_id"]
    assert ahead["unsold_chance"] < 0.2 < alone["unsold_chance"] < behind["unsold_chance"]
    assert behind["expected_unsold_qty"] > alone["expected_unsold_qty"]


async def test_a_batch_that_the_supplier_takes_back_is_to_be_returned(admin: httpx.AsyncClient) -> None:
    medicine_id = await stocked(admin, 100, qty=2000, name="Steady", supplier_name="Asha Traders")
    await sold_daily(admin, "Steady", 4)
    before = (await expiring(admin))[0]

    terms = {"supplier_name": "Asha Traders", "returns_until_days": 60}
    data(await admin.put(f"/api/catalogue/{medicine_id}/suppliers", json=terms))
    after = (await expiring(admin))[0]
    found = await bands(admin)

    assert (before["action"], after["action"]) == ("check_return", "return")
    assert after["reason"].startswith("1,59")
    assert " of 2,000 will likely expire unsold (over 99 %). Asha Traders takes it back until " in after["reason"]
    assert (found["d180"]["likely_unsold_batches"], found["d90"]["likely_unsold_batches"]) == (1, 0)


async def test_what_another_branch_sells_in_time_is_to_be_moved_there(app: FastAPI, admin: httpx.AsyncClient) -> None:
    branch = await people.open_branch(admin)
    async with await people.in_branch(app, admin, branch["id"]) as other:
        await stocked(other, 400, qty=10, name="Steady")
        await sold_daily(other, "Steady", 4)
        assert (await other.get("/api/reorder/suggestions")).status_code == 200
    await stocked(admin, 107, qty=2000, name="Steady")
    await sold_daily(admin, "Steady", 1)

    batch = (await expiring(admin))[0]

    # Half of what 100 days ask for there, less the ten on its shelf.
    assert batch["action"] == "transfer"
    told = re.fullmatch(r".* Second shop would sell (\d+) in time\..*", batch["reason"])
    assert told is not None
    assert int(told[1]) == pytest.approx(190, abs=20)


async def test_more_of_what_will_expire_is_not_to_be_ordered(admin: httpx.AsyncClient) -> None:
    await stocked(admin, 80, qty=2000, name="Steady", on_order_qty=30)
    await sold_daily(admin, "Steady", 4)

    batch = (await expiring(admin))[0]

    assert batch["action"] == "stop_ordering"
    assert batch["reason"].endswith("Order no more: 30 are on order or suggested.")


async def test_all_of_a_held_batch_is_expected_to_be_left(admin: httpx.AsyncClient) -> None:
    medicine_id = await stocked(admin, 40, name="Steady")
    await sold_daily(admin, "Steady", 4)
    before = (await expiring(admin))[0]["expected_unsold_qty"]

    batch = (await medicines.batches(admin, medicine_id))[0]
    await admin.post(f"/api/batches/{batch['id']}/hold", json={})
    after = (await expiring(admin))[0]

    assert before < 5
    assert (after["expected_unsold_qty"], after["unsold_chance"], after["state"]) == (100, 1, "hold")


async def test_all_of_a_recalled_batch_is_expected_to_be_left(admin: httpx.AsyncClient) -> None:
    await stocked(admin, 40, name="Steady", batch_no="B7")
    await sold_daily(admin, "Steady", 4)
    before = (await expiring(admin))[0]["expected_unsold_qty"]

    await admin.post("/api/recalls", json={"batch_no": "B7", "reason": "Failed dissolution test"})

    assert before < 5
    assert (await expiring(admin))[0]["expected_unsold_qty"] == 100


async def test_what_arrives_is_sold_and_is_corrected_shows_at_once(admin: httpx.AsyncClient) -> None:
    medicine_id = await stocked(admin, 40, qty=10)
    await bands(admin)

    await medicines.receive(admin, medicine_id, 5, expiry_date=medicines.in_days(20))
    await sales.sold(admin, medicine_id, 2)
    late = (await medicines.batches(admin, medicine_id))[1]
    await admin.patch(f"/api/batches/{late['id']}", json={"expiry_date": medicines.in_days(100)})

    found = await bands(admin)
    assert {band: one["qty"] for band, one in found.items() if one["batches"]} == {"d30": 3, "d180": 10}


async def test_a_deleted_medicine_is_no_longer_told_of(admin: httpx.AsyncClient) -> None:
    medicine_id = await stocked(admin, 40)
    assert len(await expiring(admin)) == 1

    await admin.delete(f"/api/inventory/{medicine_id}")

    assert await expiring(admin) == []


async def test_bands_are_told_of_each_supplier(admin: httpx.AsyncClient) -> None:
    await stocked(admin, 20, qty=1, supplier_name="Asha Traders")
    await stocked(admin, -3, qty=5, supplier_name="Bharat Pharma")

    found = data(await admin.get("/api/expiry/bands", params={"by": "supplier"}))["by_supplier"]
    listed = await expiring(admin, supplier_id=found[1]["supplier_id"])

    assert [(one["supplier_name"], one["bands"][0]["qty"]) for one in found] == [
        ("Bharat Pharma", 5),
        ("Asha Traders", 0),
    ]
    assert [one["supplier_name"] for one in listed] == ["Asha Traders"]


async def test_batches_are_listed_by_band_and_sorted(admin: httpx.AsyncClient) -> None:
    few, many = await stocked(admin, 10, qty=1), await stocked(admin, 20, qty=9)
    await stocked(admin, 50)

    listed = await expiring(admin, band="d30", sort="-value")
    first = await expiring(admin, band="d30")

    assert [one["medicine_id"] for one in listed] == [many, few]
    assert [(one["medicine_id"], one["days_left"]) for one in first] == [(few, 10), (many, 20)]
    assert (await admin.get("/api/expiry/batches", params={"sort": "colour"})).status_code == 422


async def test_a_longer_list_costs_no_more_queries(admin: httpx.AsyncClient, query_count: QueryCount) -> None:
    await stocked(admin, 10)
    await expiring(admin)
    with query_count() as for_one:
        await expiring(admin)
    for days in range(11, 20):
        await stocked(admin, days)
    await expiring(admin)
    with query_count() as for_ten:
        await expiring(admin)

    assert len(for_ten) == len(for_one)


async def test_a_neighbour_sees_nothing_of_ours(admin: httpx.AsyncClient, neighbour: httpx.AsyncClient) -> None:
    await stocked(admin, 10)
    await expiring(admin)

    assert await expiring(neighbour) == []
    assert sum(one["batches"] for one in (await bands(neighbour)).values()) == 0
