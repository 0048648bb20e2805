import asyncio
from typing import Any

import httpx
from tests.factories import medicines
from tests.factories.medicines import data

PATH = "/api/expiry/destructions"


async def batch_of(client: httpx.AsyncClient, **terms: object) -> dict[str, Any]:
    told = {"stock_qty": 20, "batch_no": "B1", "expiry_date": medicines.in_days(-3), "unit_cost": "2.50"} | terms
    added = await medicines.add(client, **told)
    return (await medicines.batches(client, added["id"]))[0] | {"medicine_id": added["id"]}


def paper(*lines: tuple[dict[str, Any], float]) -> dict[str, Any]:
    written = [{"batch_id": batch["id"], "qty": qty} for batch, qty in lines]
    return {"lines": written, "method": "Incineration", "witness_name": "Meera Iyer"}


async def test_expired_and_held_batches_are_destroyed_and_their_value_written_off(admin: httpx.AsyncClient) -> None:
    expired = await batch_of(admin)
    held = await batch_of(admin, expiry_date=medicines.in_days(90), unit_cost="1.00")
    await admin.post(f"/api/batches/{held['id']}/hold", json={})

    destroyed = data(await admin.post(PATH, json=paper((expired, 20), (held, 5))))

    assert (destroyed["number"], destroyed["value"]) == (1, "55.00")
    assert [(line["qty"], line["value"]) for line in destroyed["lines"]] == [(20, "50.00"), (5, "5.00")]
    left = [data(await admin.get(f"/api/batches/{batch['id']}"))["on_hand_qty"] for batch in (expired, held)]
    assert left == [0, 15]
    last = (await medicines.movements(admin, expired["medicine_id"]))[-1]
    assert (last["reason"], last["qty_change"]) == ("destruction", -20)


async def test_one_batch_that_holds_too_little_saves_them_all(admin: httpx.AsyncClient) -> None:
    first, second = await batch_of(admin), await batch_of(admin)

    refused = await admin.post(PATH, json=paper((first, 5), (second, 21)))

    assert (refused.status_code, refused.json()["error"]) == (409, "INSUFFICIENT_STOCK")
    assert data(await admin.get(f"/api/batches/{first['id']}"))["on_hand_qty"] == 20
    assert (await admin.get(PATH)).json()["data"] == []


async def test_destructions_at_the_same_time_are_numbered_without_gaps(admin: httpx.AsyncClient) -> None:
    batch = await batch_of(admin)

    made = await asyncio.gather(*(admin.post(PATH, json=paper((batch, 1))) for _ in range(5)))

    assert sorted(data(answer)["number"] for answer in made) == [1, 2, 3, 4, 5]


async def test_the_certificate_is_a_pdf_whatever_letters_the_names_are_in(admin: httpx.AsyncClient) -> None:
    batch = await batch_of(admin, name="पैरासिटामोल <b>500</b> & Ünïcode")
    destroyed = data(await admin.post(PATH, json=paper((batch, 2))))

    answer = await admin.get(f"{PATH}/{destroyed['id']}/certificate")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer.content.rstrip().endswith(b"%%EOF")


async def test_a_destruction_keeps_what_it_said(admin: httpx.AsyncClient) -> None:
    batch = await batch_of(admin)
    destroyed = data(await admin.post(PATH, json=paper((batch, 2))))

    await admin.patch(f"/api/batches/{batch['id']}", json={"batch_no": "OTHER", "unit_cost": "9.00"})

    line = data(await admin.get(f"{PATH}/{destroyed['id']}"))["lines"][0]
    assert (line["batch_no"], line["unit_cost"]) == ("B1", "2.50")


async def test_a_neighbour_neither_sees_nor_destroys_ours(
    admin: httpx.AsyncClient, neighbour: httpx.AsyncClient
) -> None:
    batch = await batch_of(admin)
    destroyed = data(await admin.post(PATH, json=paper((batch, 2))))

    assert (await neighbour.get(f"{PATH}/{destroyed['id']}")).status_code == 404
    assert (await neighbour.get(f"{PATH}/{destroyed['id']}/certificate")).status_code == 404
    assert (await neighbour.post(PATH, json=paper((batch, 1)))).status_code == 404
