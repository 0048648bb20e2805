import httpx
import pytest
from tests.factories import medicines, sales
from tests.factories.medicines import data

NOTE = {"note": "The carton came open"}


async def batch_of(client: httpx.AsyncClient, **terms: object) -> dict[str, int]:
    added = await medicines.add(client, stock_qty=20, batch_no="B-24 17", expiry_date=medicines.in_days(60), **terms)
    return (await medicines.batches(client, added["id"]))[0] | {"medicine_id": added["id"]}


@pytest.mark.parametrize(("action", "state"), [("hold", "hold"), ("quarantine", "quarantine"), ("damaged", "damaged")])
async def test_a_batch_held_back_is_not_sold(admin: httpx.AsyncClient, action: str, state: str) -> None:
    batch = await batch_of(admin)

    held = data(await admin.post(f"/api/batches/{batch['id']}/{action}", json=NOTE))
    refused = await sales.sell(admin, batch["medicine_id"], 1)

    assert (held["state"], held["state_note"]) == (state, NOTE["note"])
    assert (refused.status_code, refused.json()["error"]) == (409, "INSUFFICIENT_STOCK")


async def test_a_released_batch_is_sold_again(admin: httpx.AsyncClient) -> None:
    batch = await batch_of(admin)
    await admin.post(f"/api/batches/{batch['id']}/hold", json=NOTE)

    released = data(await admin.post(f"/api/batches/{batch['id']}/release", json={"note": "Looked at: in order"}))

    assert released["state"] == "ok"
    await sales.sold(admin, batch["medicine_id"], 1)


async def test_releasing_needs_a_note(admin: httpx.AsyncClient) -> None:
    batch = await batch_of(admin)

    assert (await admin.post(f"/api/batches/{batch['id']}/release", json={})).status_code == 422


async def test_batches_are_found_by_number_however_it_is_written(admin: httpx.AsyncClient) -> None:
    batch = await batch_of(admin)
    await batch_of(admin, name="Another")

    found = (await admin.get("/api/batches", params={"q": "b2417", "medicine_id": batch["medicine_id"]})).json()

    assert [one["id"] for one in found["data"]] == [batch["id"]]


async def test_a_corrected_batch_says_what_was_told(admin: httpx.AsyncClient) -> None:
    batch = await batch_of(admin)
    told = {"batch_no": "B99", "expiry_date": medicines.in_days(9), "mrp": "12.50", "unit_cost": "8.00"}

    corrected = data(await admin.patch(f"/api/batches/{batch['id']}", json=told))

    assert {field: corrected[field] for field in told} == told
    assert (corrected["value"], corrected["mrp_value"]) == ("160.00", "250.00")


async def test_correcting_the_first_batch_of_a_medicine_that_has_none_to_sell_says_so(
    admin: httpx.AsyncClient,
) -> None:
    added = await medicines.add(admin, stock_qty=5, batch_no="OLD", expiry_date=medicines.in_days(-1))

    refused = await admin.put(f"/api/inventory/{added['id']}", json={"expiry_date": medicines.in_days(90)})

    assert (refused.status_code, refused.json()["error"]) == (409, "NO_BATCH_TO_CORRECT")


async def test_a_neighbour_finds_no_batch_of_ours(admin: httpx.AsyncClient, neighbour: httpx.AsyncClient) -> None:
    batch = await batch_of(admin)

    assert (await neighbour.get(f"/api/batches/{batch['id']}")).status_code == 404
    assert (await neighbour.post(f"/api/batches/{batch['id']}/hold", json=NOTE)).status_code == 404
    assert (await neighbour.get("/api/batches")).json()["data"] == []
