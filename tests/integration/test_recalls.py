import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from tests.factories import catalogue, medicines, people, sales
from tests.factories.medicines import data

from app.database import Database
from app.models import Recall
from app.models.enums import Role
from app.schemas.inventory import BatchReceive
from app.services import stock
from app.services.rbac import PERMISSIONS, Actor
from app.utils import clock

RECALL = {"batch_no": "b24-17", "medicine_name": "paracetamol", "reason": "Failed dissolution test"}


async def stocked(client: httpx.AsyncClient, **terms: object) -> int:
    told = {"name": "Paracetamol", "stock_qty": 20, "batch_no": "B2417", "expiry_date": medicines.in_days(200)} | terms
    return int((await medicines.add(client, **told))["id"])


async def recalled(client: httpx.AsyncClient, **terms: object) -> dict[str, Any]:
    return data(await client.post("/api/recalls", json=RECALL | terms))


async def state_of(client: httpx.AsyncClient, medicine_id: int) -> str:
    return str((await medicines.batches(client, medicine_id))[0]["state"])


async def test_a_recall_holds_the_batch_in_every_branch_and_lists_the_bills(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    branch = await people.open_branch(admin)
    async with await people.in_branch(app, admin, branch["id"]) as other:
        here, there = await stocked(admin), await stocked(other)
        sale = await sales.sold(admin, here, 3)

        reach = await recalled(admin)

        assert [(one["on_hand_qty"], one["bill_count"]) for one in reach["branches"]] == [(17, 1), (20, 0)]
        assert reach["branches"][0]["bills"][0]["sale_id"] == sale["id"]
        assert (reach["on_hand_qty"], reach["sold_qty"]) == (37, 3)
        assert [await state_of(admin, here), await state_of(other, there)] == ["recalled", "recalled"]
        assert (await sales.sell(other, there, 1)).status_code == 409


async def test_a_preview_changes_nothing(admin: httpx.AsyncClient) -> None:
    medicine_id = await stocked(admin)

    reach = data(await admin.get("/api/recalls/preview", params={"batch_no": "B2417"}))

    assert (reach["recall_id"], reach["on_hand_qty"]) == (None, 20)
    assert await state_of(admin, medicine_id) == "ok"


async def test_lifting_a_recall_gives_each_batch_its_state_back(admin: httpx.AsyncClient) -> None:
    fine, held = await stocked(admin), await stocked(admin, name="Ibuprofen")
    batch = (await medicines.batches(admin, held))[0]
    await admin.post(f"/api/batches/{batch['id']}/hold", json={})
    reach = await recalled(admin, medicine_name=None)

    lifted = data(await admin.post(f"/api/recalls/{reach['recall_id']}/lift", json={"note": "Withdrawn"}))

    assert lifted["lifted_at"]
    assert [await state_of(admin, fine), await state_of(admin, held)] == ["ok", "hold"]


async def test_a_batch_of_two_recalls_stays_held_until_both_are_lifted(admin: httpx.AsyncClient) -> None:
    medicine_id = await stocked(admin)
    first, second = await recalled(admin), await recalled(admin)

    await admin.post(f"/api/recalls/{first['recall_id']}/lift", json={"note": "Withdrawn"})
    after_one = await state_of(admin, medicine_id)
    await admin.post(f"/api/recalls/{second['recall_id']}/lift", json={"note": "Withdrawn"})

    assert [after_one, await state_of(admin, medicine_id)] == ["recalled", "ok"]


async def test_what_arrives_of_a_recalled_number_is_held_and_let_go_with_it(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, name="Paracetamol", stock_qty=0)
    reach = await recalled(admin)

    arrived = await medicines.receive(admin, added["id"], 5, batch_no="B 2417", expiry_date=medicines.in_days(99))
    await admin.post(f"/api/recalls/{reach['recall_id']}/lift", json={"note": "Withdrawn"})

    assert arrived["state"] == "recalled"
    assert await state_of(admin, added["id"]) == "ok"


async def test_a_medicine_that_takes_a_recalled_name_is_held(admin: httpx.AsyncClient) -> None:
    medicine_id = await stocked(admin, name="Paracetmol")
    await recalled(admin)

    renamed = await admin.put(f"/api/inventory/{medicine_id}", json={"name": "Paracetamol"})

    assert (renamed.status_code, await state_of(admin, medicine_id)) == (200, "recalled")


async def test_what_a_merge_brings_under_a_recalled_name_is_held_and_let_go_with_it(admin: httpx.AsyncClient) -> None:
    survivor, merged = await stocked(admin, stock_qty=0, batch_no="C1"), await stocked(admin, name="Paracetmol")
    reach = await recalled(admin)

    merge = await catalogue.merge(admin, survivor, merged)
    held = await state_of(admin, survivor)
    await admin.post(f"/api/recalls/{reach['recall_id']}/lift", json={"note": "Withdrawn"})

    assert (merge.status_code, held, await state_of(admin, survivor)) == (201, "recalled", "ok")


async def test_what_comes_back_to_a_name_recalled_meanwhile_is_held(admin: httpx.AsyncClient) -> None:
    survivor, merged = await stocked(admin, name="Paracetmol", stock_qty=0, batch_no="C1"), await stocked(admin)
    merge = data(await catalogue.merge(admin, survivor, merged))
    await recalled(admin)

    undone = await admin.post(f"/api/catalogue/merges/{merge['id']}/undo")

    assert (undone.status_code, await state_of(admin, merged)) == (200, "recalled")


async def test_what_arrives_under_two_recalls_stays_held_until_both_are_lifted(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, name="Paracetamol", stock_qty=0)
    first, second = await recalled(admin), await recalled(admin)
    await medicines.receive(admin, added["id"], 5, batch_no="B 2417", expiry_date=medicines.in_days(99))

    await admin.post(f"/api/recalls/{first['recall_id']}/lift", json={"note": "Withdrawn"})
    after_one = await state_of(admin, added["id"])
    await admin.post(f"/api/recalls/{second['recall_id']}/lift", json={"note": "Withdrawn"})

    assert [after_one, await state_of(admin, added["id"])] == ["recalled", "ok"]


async def test_a_recalled_batch_is_not_released_but_can_be_destroyed(admin: httpx.AsyncClient) -> None:
    batch = (await medicines.batches(admin, await stocked(admin)))[0]
    await recalled(admin)
    paper = {"lines": [{"batch_id": batch["id"], "qty": 20}], "method": "Incineration", "witness_name": "Meera Iyer"}

    refused = await admin.post(f"/api/batches/{batch['id']}/release", json={"note": "Looks fine"})

    assert (refused.status_code, refused.json()["error"]) == (409, "BATCH_RECALLED")
    assert (await admin.post("/api/expiry/destructions", json=paper)).status_code == 201


async def test_the_bills_of_a_recall_are_listed(admin: httpx.AsyncClient) -> None:
    medicine_id = await stocked(admin)
    made = [await sales.sold(admin, medicine_id, 1) for _ in range(3)]
    reach = await recalled(admin)

    listed = (await admin.get(f"/api/recalls/{reach['recall_id']}/bills", params={"page_size": 2})).json()

    assert [one["sale_id"] for one in listed["data"]] == [made[2]["id"], made[1]["id"]]
    assert listed["meta"]["total_items"] == 3


async def test_a_recall_reaches_no_other_organisation(admin: httpx.AsyncClient, neighbour: httpx.AsyncClient) -> None:
    theirs = await stocked(neighbour)

    reach = await recalled(admin)

    assert len(reach["branches"]) == 1
    assert await state_of(neighbour, theirs) == "ok"
    assert (await neighbour.get(f"/api/recalls/{reach['recall_id']}")).status_code == 404


async def test_a_recall_by_id_reaches_that_medicine_alone_under_its_name_elsewhere(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    branch = await people.open_branch(admin)
    async with await people.in_branch(app, admin, branch["id"]) as other:
        await stocked(other, name="Something else")
        here, there = await stocked(admin), await stocked(other)
        spared = await stocked(admin, name="Ibuprofen")

        await recalled(admin, medicine_name=None, medicine_id=here)

        assert [await state_of(admin, here), await state_of(other, there)] == ["recalled", "recalled"]
        assert await state_of(admin, spared) == "ok"


async def test_a_recall_of_an_unknown_medicine_or_one_named_twice_is_refused(
    admin: httpx.AsyncClient, neighbour: httpx.AsyncClient
) -> None:
    theirs = await stocked(neighbour)

    unknown = await admin.post("/api/recalls", json=RECALL | {"medicine_name": None, "medicine_id": theirs})
    twice = await admin.post("/api/recalls", json=RECALL | {"medicine_id": theirs})

    assert (unknown.status_code, twice.status_code) == (404, 422)
    assert await state_of(neighbour, theirs) == "ok"


async def test_a_recall_asked_for_again_with_its_key_is_one_recall(admin: httpx.AsyncClient) -> None:
    await stocked(admin)
    key = {"idempotency-key": "recall-1"}

    first, second = [data(await admin.post("/api/recalls", json=RECALL, headers=key)) for _ in range(2)]
    other = await admin.post("/api/recalls", json=RECALL | {"reason": "Another reason"}, headers=key)

    assert first == second
    assert other.json()["error"] == "IDEMPOTENCY_KEY_REUSED"
    assert len((await admin.get("/api/recalls")).json()["data"]) == 1


async def test_a_recall_lifted_in_one_branch_only_is_lifted_in_the_rest(
    app: FastAPI, admin: httpx.AsyncClient, database: Database
) -> None:
    branch = await people.open_branch(admin)
    async with await people.in_branch(app, admin, branch["id"]) as other:
        here, there = await stocked(admin), await stocked(other)
        reach = await recalled(admin)
        async with database.transaction(reach["branches"][0]["pharmacy_id"]) as session:
            await session.execute(update(Recall).values(lifted_at=clock.now()))  # as after a failure in between

        lifted = await admin.post(f"/api/recalls/{reach['recall_id']}/lift", json={"note": "Withdrawn"})
        again = await admin.post(f"/api/recalls/{reach['recall_id']}/lift", json={"note": "Withdrawn"})

        assert (lifted.status_code, again.json()["error"]) == (200, "RECALL_LIFTED")
        assert [await state_of(admin, here), await state_of(other, there)] == ["recalled", "ok"]


async def test_a_spoiled_return_of_a_recalled_number_stays_apart_when_the_recall_is_lifted(
    admin: httpx.AsyncClient,
) -> None:
    medicine_id = await stocked(admin)
    sale = await sales.sold(admin, medicine_id, 3)
    reach = await recalled(admin)

    spoiled = data(await admin.post("/api/stock/returns", json={"sale_id": sale["id"], "qty": 3, "saleable": False}))
    await admin.post(f"/api/recalls/{reach['recall_id']}/lift", json={"note": "Withdrawn"})

    assert [one["state"] for one in spoiled["batches"]] == ["recalled"]
    told = data(await admin.get("/api/stock/available", params={"medicine_id": medicine_id}))
    assert (told["available"], told["held"]) == (17, 3)


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)  # on SQLite one comes after the other
async def test_what_is_arriving_while_a_number_is_recalled_is_held_too(
    admin: httpx.AsyncClient, database: Database
) -> None:
    medicine_id = (await medicines.add(admin, name="Paracetamol"))["id"]
    user = data(await admin.get("/api/auth/me"))
    pharmacy_id = user["pharmacy"]["id"]
    actor = Actor(user["id"], pharmacy_id, Role.ADMIN, medicines.ZONE, PERMISSIONS[Role.ADMIN])
    arrived = BatchReceive(qty=5, batch_no="B2417", expiry_date=medicines.in_days(99))
    async with database.transaction(pharmacy_id) as session:
        await stock.receive_batch(session, medicine_id, arrived, actor=actor)
        recalling = asyncio.create_task(recalled(admin))
        await asyncio.wait([recalling], timeout=0.5)  # it would be done by now
    await recalling

    assert await state_of(admin, medicine_id) == "recalled"


async def test_a_batch_that_turns_out_to_have_a_recalled_number_is_held(admin: httpx.AsyncClient) -> None:
    medicine_id = await stocked(admin, batch_no="B2471")
    reach = await recalled(admin)
    batch = (await medicines.batches(admin, medicine_id))[0]

    corrected = data(await admin.patch(f"/api/batches/{batch['id']}", json={"batch_no": "B2417"}))
    await admin.post(f"/api/recalls/{reach['recall_id']}/lift", json={"note": "Withdrawn"})

    assert corrected["state"] == "recalled"
    assert await state_of(admin, medicine_id) == "ok"
