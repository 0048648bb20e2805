"""Corrections, returns, reversals, reservations, closed books and the proof, through the API."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from tests.factories import accounts, imports, medicines, sales
from tests.factories.medicines import data, in_days

from app.api.platform import Platform
from app.database import EVERY_PHARMACY, Database
from app.models import Batch, Pharmacy, Receipt, StockMovement
from app.models.enums import Role
from app.services import stock


@pytest.fixture
async def manager(app: FastAPI, admin: httpx.AsyncClient) -> Any:
    """A client of a second person in the admin's pharmacy."""
    pharmacy_id = data(await admin.get("/api/auth/me"))["pharmacy"]["id"]
    async with accounts.client_of(app, await accounts.employ(app, Role.MANAGER, pharmacy_id=pharmacy_id)) as client:
        yield client


def database_of(app: FastAPI) -> Database:
    platform: Platform = app.state.platform
    return platform.database


async def limit(app: FastAPI, amount: int) -> None:
    """Let corrections worth more need a second person."""
    async with database_of(app).transaction(EVERY_PHARMACY) as session:
        await session.execute(update(Pharmacy).values(approval_limit=amount))


async def shelf(client: httpx.AsyncClient, qty: float = 10, **batch: object) -> tuple[int, int]:
    """A medicine of price 2 with one batch; answers the ids of both."""
    medicine_id = (await medicines.add(client, price="2"))["id"]
    return medicine_id, (await medicines.receive(client, medicine_id, qty, batch_no="B1", **batch))["id"]


async def adjust(
    client: httpx.AsyncClient, batch_id: int, change: float, reason: str, **told: object
) -> httpx.Response:
    body = {"batch_id": batch_id, "change_qty": change, "reason_code": reason, **told}
    return await client.post("/api/stock/adjustments", json=body)


async def available(client: httpx.AsyncClient, medicine_id: int) -> dict[str, float]:
    told = data(await client.get("/api/stock/available", params={"medicine_id": medicine_id}))
    return {part: qty for part, qty in told.items() if part != "medicine_id" and qty}


async def give_back(client: httpx.AsyncClient, sale_id: int, qty: float, *, saleable: bool = True) -> httpx.Response:
    return await client.post("/api/stock/returns", json={"sale_id": sale_id, "qty": qty, "saleable": saleable})


async def reverse(client: httpx.AsyncClient, movement_id: int) -> httpx.Response:
    return await client.post(f"/api/stock/movements/{movement_id}/reverse", json={"note": "typed twice"})


async def close_through(client: httpx.AsyncClient, days: int) -> httpx.Response:
    return await client.post("/api/stock/periods", json={"closed_through": in_days(days)})


async def full_name(client: httpx.AsyncClient) -> object:
    return data(await client.get("/api/auth/me"))["full_name"]


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


async def test_a_large_correction_cannot_be_made_in_small_parts(app: FastAPI, admin: httpx.AsyncClient) -> None:
    await limit(app, 10)
    medicine_id, batch_id = await shelf(admin, 20)
    other_batch = (await medicines.receive(admin, medicine_id, 5, batch_no="B2"))["id"]
    _, unrelated = await shelf(admin, 20)

    parts = [data(await adjust(admin, batch, -2, "theft"))["status"] for batch in (batch_id, other_batch, batch_id)]
    elsewhere = data(await adjust(admin, unrelated, -2, "theft"))["status"]

    assert (parts, elsewhere) == (["posted", "posted", "pending"], "posted")
    assert await available(admin, medicine_id) == {"on_hand": 21, "available": 21}


async def test_a_count_far_from_the_books_is_no_way_round_a_second_person(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    await limit(app, 10)
    medicine_id, _ = await shelf(admin, 20)

    far = await admin.put(f"/api/inventory/{medicine_id}", json={"stock_qty": 14})
    near = await admin.put(f"/api/inventory/{medicine_id}", json={"stock_qty": 15})

    assert refused(far) == (403, "SECOND_PERSON_NEEDED")
    assert (near.status_code, data(near)["stock_qty"]) == (200, 15)


async def test_a_correction_is_posted_with_its_reason_and_worth(admin: httpx.AsyncClient) -> None:
    medicine_id, batch_id = await shelf(admin, unit_cost="1.25")

    posted = data(await adjust(admin, batch_id, -3, "breakage", note="dropped"))

    assert (posted["status"], posted["classification"], posted["value_amount"]) == ("posted", "loss", "3.75")
    assert await available(admin, medicine_id) == {"on_hand": 7, "available": 7}
    assert (await medicines.movements(admin, medicine_id))[-1]["reason"] == "adjustment"


async def test_a_correction_goes_the_way_of_its_reason(admin: httpx.AsyncClient) -> None:
    _, batch_id = await shelf(admin)

    answers = [await adjust(admin, batch_id, *wrong) for wrong in ((1, "theft"), (-1, "found"), (0, "wrong_entry"))]

    assert {refused(answer) for answer in answers} == {(422, "WRONG_DIRECTION")}


async def test_a_dear_correction_waits_for_a_second_person(
    app: FastAPI, admin: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    medicine_id, batch_id = await shelf(admin)
    await limit(app, 5)

    pending = data(await adjust(admin, batch_id, -3, "theft"))
    before = await available(admin, medicine_id)
    own = await admin.post(f"/api/stock/adjustments/{pending['id']}/approve", json={})
    posted = data(await manager.post(f"/api/stock/adjustments/{pending['id']}/approve", json={"note": "seen"}))

    assert (pending["status"], before) == ("pending", {"on_hand": 10, "available": 10})
    assert refused(own) == (403, "SECOND_PERSON_NEEDED")
    assert (posted["status"], posted["decision_note"]) == ("posted", "seen")
    assert (posted["requested_by_name"], posted["decided_by_name"]) == (
        await full_name(admin),
        await full_name(manager),
    )
    assert await available(admin, medicine_id) == {"on_hand": 7, "available": 7}


async def test_a_rejected_correction_moves_nothing(
    app: FastAPI, admin: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    medicine_id, batch_id = await shelf(admin)
    await limit(app, 5)
    pending = data(await adjust(admin, batch_id, -3, "theft"))

    await manager.post(f"/api/stock/adjustments/{pending['id']}/reject", json={})
    later = await manager.post(f"/api/stock/adjustments/{pending['id']}/approve", json={})

    assert refused(later) == (409, "ADJUSTMENT_DECIDED")
    assert await available(admin, medicine_id) == {"on_hand": 10, "available": 10}


async def test_of_many_approvals_at_once_one_posts(
    app: FastAPI, admin: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    medicine_id, batch_id = await shelf(admin)
    await limit(app, 5)
    path = f"/api/stock/adjustments/{data(await adjust(admin, batch_id, -3, 'theft'))['id']}/approve"

    answers = await asyncio.gather(*(manager.post(path, json={}) for _ in range(6)))

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 5}
    assert await available(admin, medicine_id) == {"on_hand": 7, "available": 7}


async def test_of_many_reversals_at_once_one_is_written(admin: httpx.AsyncClient) -> None:
    medicine_id, batch_id = await shelf(admin)
    await adjust(admin, batch_id, -3, "theft")
    line = (await medicines.movements(admin, medicine_id))[-1]

    answers = await asyncio.gather(*(reverse(admin, line["id"]) for _ in range(6)))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 5}
    assert await available(admin, medicine_id) == {"on_hand": 10, "available": 10}


async def test_a_reversal_stays(admin: httpx.AsyncClient) -> None:
    medicine_id, batch_id = await shelf(admin)
    await adjust(admin, batch_id, -3, "theft")
    reversal = data(await reverse(admin, (await medicines.movements(admin, medicine_id))[-1]["id"]))

    assert refused(await reverse(admin, reversal["id"])) == (409, "NOT_REVERSIBLE")


async def test_the_ledger_says_who_moved_what_and_what_was_taken_back(admin: httpx.AsyncClient) -> None:
    medicine_id, batch_id = await shelf(admin)
    await adjust(admin, batch_id, -3, "theft")
    await reverse(admin, (await medicines.movements(admin, medicine_id))[-1]["id"])

    _, line, reversal = await medicines.movements(admin, medicine_id)

    assert (line["actor_name"], line["reason_code"], line["reverses_id"]) == (await full_name(admin), "theft", None)
    assert (line["reversed_by_id"], reversal["reverses_id"]) == (reversal["id"], line["id"])


async def test_a_receipt_that_was_sold_from_is_not_reversed(admin: httpx.AsyncClient) -> None:
    medicine_id, _ = await shelf(admin)
    await sales.sold(admin, medicine_id, 1)

    answer = await reverse(admin, (await medicines.movements(admin, medicine_id))[0]["id"])

    assert refused(answer) == (409, "INSUFFICIENT_STOCK")


async def test_a_reversed_sale_has_come_back(admin: httpx.AsyncClient) -> None:
    medicine_id, _ = await shelf(admin)
    sale = await sales.sold(admin, medicine_id, 4)

    await reverse(admin, (await medicines.movements(admin, medicine_id))[-1]["id"])

    assert await available(admin, medicine_id) == {"on_hand": 10, "available": 10}
    assert refused(await give_back(admin, sale["id"], 1)) == (409, "MORE_THAN_SOLD")


async def test_a_return_goes_back_to_its_batch_and_never_exceeds_the_sale(admin: httpx.AsyncClient) -> None:
    medicine_id, batch_id = await shelf(admin)
    sale = await sales.sold(admin, medicine_id, 4)

    returned = data(await give_back(admin, sale["id"], 3))
    too_much = await give_back(admin, sale["id"], 2)

    assert returned["batches"] == [{"batch_id": batch_id, "batch_no": "B1", "qty": 3, "state": "ok"}]
    assert refused(too_much) == (409, "MORE_THAN_SOLD")
    assert await available(admin, medicine_id) == {"on_hand": 9, "available": 9}


async def test_what_was_sold_last_comes_back_first(admin: httpx.AsyncClient) -> None:
    medicine_id, late_id = await shelf(admin, expiry_date=in_days(300))
    await medicines.receive(admin, medicine_id, 2, batch_no="B2", expiry_date=in_days(30))
    sale = await sales.sold(admin, medicine_id, 8)

    returned = data(await give_back(admin, sale["id"], 6))

    assert [(one["batch_id"], one["qty"]) for one in returned["batches"]] == [(late_id, 6)]


async def test_what_cannot_be_sold_again_goes_into_quarantine(admin: httpx.AsyncClient) -> None:
    medicine_id, _ = await shelf(admin)
    sale = await sales.sold(admin, medicine_id, 4)

    returned = data(await give_back(admin, sale["id"], 4, saleable=False))

    assert [(one["batch_no"], one["state"]) for one in returned["batches"]] == [("B1", "quarantine")]
    assert await available(admin, medicine_id) == {"on_hand": 10, "held": 4, "available": 6}


async def test_returns_at_the_same_moment_never_exceed_the_sale(admin: httpx.AsyncClient) -> None:
    medicine_id, _ = await shelf(admin)
    sale = await sales.sold(admin, medicine_id, 4)

    answers = await asyncio.gather(*(give_back(admin, sale["id"], 2) for _ in range(6)))

    assert Counter(answer.status_code for answer in answers) == {201: 2, 409: 4}
    assert await available(admin, medicine_id) == {"on_hand": 10, "available": 10}


async def test_reserved_units_are_not_sold_until_released(admin: httpx.AsyncClient) -> None:
    medicine_id, _ = await shelf(admin)
    body = {"medicine_id": medicine_id, "qty": 8, "reference": "Mrs Rao"}
    (kept,) = data(await admin.post("/api/stock/reservations", json=body))["reservations"]

    before, told = await sales.sell(admin, medicine_id, 3), await available(admin, medicine_id)
    released = await admin.delete(f"/api/stock/reservations/{kept['id']}")
    again = await admin.delete(f"/api/stock/reservations/{kept['id']}")

    assert refused(before) == (409, "INSUFFICIENT_STOCK")
    assert told == {"on_hand": 10, "reserved": 8, "available": 2}
    assert (released.status_code, refused(again)) == (200, (409, "RESERVATION_RELEASED"))
    assert (await sales.sell(admin, medicine_id, 3)).status_code == 201


async def test_reserving_and_selling_at_once_never_gives_more_than_there_is(admin: httpx.AsyncClient) -> None:
    medicine_id, _ = await shelf(admin)
    body = {"medicine_id": medicine_id, "qty": 1, "reference": "Mrs Rao"}

    answers = await asyncio.gather(
        *(sales.sell(admin, medicine_id, 1) for _ in range(10)),
        *(admin.post("/api/stock/reservations", json=body) for _ in range(10)),
    )

    told = await available(admin, medicine_id)
    assert Counter(answer.status_code for answer in answers) == {201: 10, 409: 10}
    assert told.get("on_hand", 0) == told.get("reserved", 0)


async def test_closed_books_take_a_sale_only_from_who_may_and_says_why(
    admin: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    medicine_id, _ = await shelf(admin)
    assert (await close_through(admin, -2)).status_code == 201

    late = {"sale_date": in_days(-2)}
    by_manager = await sales.sell(manager, medicine_id, 1, notes="found a slip", **late)
    in_silence = await sales.sell(admin, medicine_id, 1, **late)
    with_reason = await sales.sell(admin, medicine_id, 1, notes="found a slip", **late)
    after_it = await sales.sell(manager, medicine_id, 1, sale_date=in_days(-1))

    assert refused(by_manager) == refused(in_silence) == (409, "PERIOD_CLOSED")
    assert (with_reason.status_code, after_it.status_code) == (201, 201)


async def test_only_days_that_are_over_are_closed_and_only_once(admin: httpx.AsyncClient) -> None:
    assert refused(await close_through(admin, 0)) == (422, "PERIOD_NOT_OVER")
    assert (await close_through(admin, -1)).status_code == 201
    assert refused(await close_through(admin, -3)) == (409, "PERIOD_CLOSED_ALREADY")


async def test_an_import_shows_rows_of_closed_books_and_stores_the_others(admin: httpx.AsyncClient) -> None:
    await close_through(admin, -5)
    rows = (f"{imports.days_ago(days)},Dolo,{days}" for days in (6, 4))

    done = await imports.imported(admin, imports.csv_of("date,medicine,quantity", *rows))

    assert (done["added"], done["discrepancies"], done["already_there"]) == (1, 1, 0)
    (problem,) = await imports.problems(admin, done["id"])
    assert problem["kind"] == "closed_period"


async def test_batches_of_an_invoice_share_its_receipt(app: FastAPI, admin: httpx.AsyncClient) -> None:
    paper: dict[str, Any] = {
        "supplier_name": "Sri Distributors",
        "invoice_no": "INV-7",
        "invoice_date": in_days(-1),
        "mrp": "3",
    }

    _, first = await shelf(admin, **paper)
    _, second = await shelf(admin, **paper)

    async with database_of(app).read(EVERY_PHARMACY) as session:
        wanted = select(StockMovement.receipt_id).where(StockMovement.batch_id.in_([first, second]))
        receipts = list(await session.scalars(wanted))
        receipt = await session.get(Receipt, receipts[0])
    assert len(receipts) == 2
    assert receipts[0] == receipts[1]
    assert receipt is not None
    assert (receipt.invoice_no, str(receipt.invoice_date)) == ("INV-7", in_days(-1))


async def test_the_proof_names_the_batch_that_says_something_else_than_its_lines(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    _, batch_id = await shelf(admin)
    pharmacy_id = data(await admin.get("/api/auth/me"))["pharmacy"]["id"]
    sound = await stock.prove(database_of(app), pharmacy_id=pharmacy_id)
    async with database_of(app).transaction(pharmacy_id) as session:
        await session.execute(update(Batch).where(Batch.id == batch_id).values(on_hand_qty=11))

    await stock.prove(database_of(app), pharmacy_id=pharmacy_id)

    assert sound["divergences"] == []
    (found,) = data(await admin.get("/api/stock/proof"))["divergences"]
    assert (found["batch_id"], found["kind"], found["expected"], found["found"]) == (batch_id, "on_hand", "10", "11")


async def test_a_correction_is_not_of_tomorrow(admin: httpx.AsyncClient) -> None:
    _, batch_id = await shelf(admin)

    answer = await adjust(admin, batch_id, -1, "theft", occurred_at=f"{in_days(1)}T23:00:00Z")

    assert refused(answer) == (422, "IMPOSSIBLE_INSTANT")
