from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.factories import medicines, people, sales
from tests.factories.medicines import data

URL = "/api/reorder/transfers"


@dataclass(frozen=True)
class Branches:
    """Two branches with the same medicine: `north` has a year of it, `south` sells it and has none."""

    north: httpx.AsyncClient
    south: httpx.AsyncClient
    north_id: int
    south_id: int
    north_medicine: int
    south_medicine: int


@pytest.fixture
async def branches(app: FastAPI, admin: httpx.AsyncClient) -> AsyncIterator[Branches]:
    opened = await people.open_branch(admin)
    terms = {"name": "Amoxil 500", "price": "9.00", "unit_cost": "8.00", "lead_time_days": 3, "review_days": 7}
    async with await people.in_branch(app, admin, opened["id"]) as south:
        dated = {"batch_no": "A1", "expiry_date": medicines.in_days(400)}
        there = await medicines.add(admin, **terms, stock_qty=200, pack_size=10, **dated)
        here = await medicines.add(south, **terms, stock_qty=40, pack_size=10)
        for _ in range(20):
            await sales.sold(south, here["id"], 2)
        north_id = (await people.me(admin))["pharmacy"]["id"]
        yield Branches(admin, south, north_id, opened["id"], there["id"], here["id"])


async def listed(client: httpx.AsyncClient) -> dict[str, Any]:
    await client.get("/api/reorder/suggestions")
    return data(await client.get(URL))


def asking(proposal: dict[str, Any]) -> dict[str, Any]:
    lots = [{"batch_id": lot["batch_id"], "qty": lot["qty"]} for lot in proposal["lots"]]
    fields = ("medicine_id", "other_pharmacy_id", "is_outgoing")
    return {"lots": lots} | {field: proposal[field] for field in fields}


async def proposed(branches: Branches) -> dict[str, Any]:
    """What south is told to get from north."""
    await branches.north.get("/api/reorder/suggestions")
    proposal: dict[str, Any]
    [proposal] = (await listed(branches.south))["proposals"]
    return proposal


async def on_hand(client: httpx.AsyncClient, medicine_id: int) -> float:
    return float(sum(batch["on_hand_qty"] for batch in await medicines.batches(client, medicine_id)))


async def test_what_a_branch_would_order_is_proposed_from_the_branch_that_has_it(branches: Branches) -> None:
    proposal = await proposed(branches)

    assert (proposal["medicine_id"], proposal["other_pharmacy_id"]) == (branches.south_medicine, branches.north_id)
    assert proposal["is_outgoing"] is False
    assert proposal["qty"] > 0
    assert proposal["qty"] % 10 == 0
    assert (await listed(branches.north))["proposals"][0]["is_outgoing"] is True


async def test_a_transfer_is_asked_for_sent_and_received(branches: Branches) -> None:
    proposal = await proposed(branches)
    qty = proposal["qty"]

    data(await branches.south.post(URL, json=asking(proposal)))
    [asked] = (await listed(branches.north))["under_way"]
    ordered = data(await branches.south.get(f"/api/inventory/{branches.south_medicine}"))["on_order_qty"]
    data(await branches.north.post(f"{URL}/{asked['id']}/send"))
    [sent] = (await listed(branches.south))["under_way"]
    data(await branches.south.post(f"{URL}/{sent['id']}/receive"))

    assert (asked["status"], sent["status"], ordered) == ("asked", "sent", qty)
    assert await on_hand(branches.north, branches.north_medicine) == 200 - qty
    [arrived] = await medicines.batches(branches.south, branches.south_medicine)
    assert (arrived["on_hand_qty"], arrived["batch_no"]) == (qty, "A1")
    after = data(await branches.south.get(f"/api/inventory/{branches.south_medicine}"))
    assert after["on_order_qty"] == 0
    assert (await listed(branches.south))["under_way"] == []


async def test_what_is_asked_for_is_not_proposed_again(branches: Branches) -> None:
    proposal = await proposed(branches)

    data(await branches.south.post(URL, json=asking(proposal)))

    assert (await listed(branches.south))["proposals"] == []


async def test_what_is_promised_to_one_branch_is_not_proposed_for_another_move(branches: Branches) -> None:
    proposal = await proposed(branches)
    [lot] = proposal["lots"]
    body = asking(proposal) | {"lots": [{"batch_id": lot["batch_id"], "qty": 195}]}

    data(await branches.south.post(URL, json=body))

    found = (await listed(branches.south))["proposals"] + (await listed(branches.north))["proposals"]
    assert sum(one["qty"] for one in found) <= 5


async def test_the_same_key_is_the_same_transfer(branches: Branches) -> None:
    body = asking(await proposed(branches))
    headers = {"idempotency-key": "once"}

    first = data(await branches.south.post(URL, json=body, headers=headers))
    again = data(await branches.south.post(URL, json=body, headers=headers))

    assert first == again
    assert len((await listed(branches.south))["under_way"]) == 1


async def test_a_transfer_called_off_is_on_order_no_more_and_cannot_be_sent(branches: Branches) -> None:
    data(await branches.south.post(URL, json=asking(await proposed(branches))))
    [asked] = (await listed(branches.north))["under_way"]

    data(await branches.north.post(f"{URL}/{asked['id']}/cancel"))
    late = await branches.north.post(f"{URL}/{asked['id']}/send")

    assert late.json()["error"] == "TRANSFER_NOT_ITS_TURN"
    medicine = data(await branches.south.get(f"/api/inventory/{branches.south_medicine}"))
    assert medicine["on_order_qty"] == 0
    assert await on_hand(branches.north, branches.north_medicine) == 200


async def test_a_batch_sold_meanwhile_is_not_sent(branches: Branches) -> None:
    data(await branches.south.post(URL, json=asking(await proposed(branches))))
    [asked] = (await listed(branches.north))["under_way"]
    await sales.sold(branches.north, branches.north_medicine, 195)

    refused = await branches.north.post(f"{URL}/{asked['id']}/send")

    assert refused.status_code == 409
    assert await on_hand(branches.north, branches.north_medicine) == 5
    assert (await listed(branches.south))["under_way"][0]["status"] == "asked"


async def test_a_transfer_is_sent_by_the_one_branch_and_received_by_the_other(branches: Branches) -> None:
    data(await branches.south.post(URL, json=asking(await proposed(branches))))
    [asked] = (await listed(branches.south))["under_way"]

    own_send = await branches.south.post(f"{URL}/{asked['id']}/send")
    too_early = await branches.south.post(f"{URL}/{asked['id']}/receive")

    assert (own_send.status_code, too_early.status_code) == (404, 409)


async def test_nothing_is_asked_of_another_organisation(branches: Branches, neighbour: httpx.AsyncClient) -> None:
    body = asking(await proposed(branches))
    elsewhere = (await people.me(neighbour))["pharmacy"]["id"]

    refused = await branches.south.post(URL, json=body | {"other_pharmacy_id": elsewhere})

    assert refused.json()["error"] == "NO_SUCH_BRANCH"


async def test_with_one_branch_there_is_nothing_to_move(neighbour: httpx.AsyncClient) -> None:
    assert data(await neighbour.get(URL)) == {"branch_count": 1, "proposals": [], "under_way": []}
