"""What people do with suggestions: change, accept, dismiss, think again; and what a new computation makes of that."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from tests.factories import histories, medicines, sales
from tests.factories.histories import Delivery, Past
from tests.integration.test_reorder import analysis, listed, suggestion

from app.database import Database
from app.models import ReorderRun, Suggestion


async def decide(client: httpx.AsyncClient, suggestion_id: int, what: str, **body: object) -> httpx.Response:
    return await client.post(f"/api/reorder/suggestions/{suggestion_id}/{what}", json=body)


async def edit(client: httpx.AsyncClient, suggestion_id: int, order_qty: float) -> dict[str, Any]:
    answer = await client.put(f"/api/reorder/suggestions/{suggestion_id}", json={"order_qty": order_qty})
    return medicines.data(answer)


@pytest.fixture
async def medicine(admin: httpx.AsyncClient, database: Database) -> dict[str, Any]:
    """Four a day, five on the shelf."""
    past = Past(demand=[4] * 90, deliveries=[Delivery(5)])
    return await histories.add(admin, database, past, price="2.50", review_days=7)


async def let_days_pass(database: Database, days: int) -> None:
    """Let the last computation and every silence lie further back."""
    async with database.transaction(1) as session:
        for run in await session.scalars(select(ReorderRun)):
            run.computed_for -= timedelta(days=days)
        for one in await session.scalars(select(Suggestion).where(Suggestion.silent_until.is_not(None))):
            assert one.silent_until is not None
            one.silent_until -= timedelta(days=days)


async def test_a_changed_quantity_stays_beside_the_suggested_one(
    admin: httpx.AsyncClient, medicine: dict[str, Any]
) -> None:
    before = await suggestion(admin, medicine["id"])

    after = await edit(admin, before["id"], 17)

    assert (after["order_qty"], after["order_value"]) == (17, "42.50")
    assert after["suggested_qty"] == before["suggested_qty"] != 17
    assert (await analysis(admin))["order_value"] == "42.50"


async def test_a_changed_quantity_survives_the_same_advice_and_not_another(
    admin: httpx.AsyncClient, medicine: dict[str, Any], database: Database
) -> None:
    first = await suggestion(admin, medicine["id"])
    await edit(admin, first["id"], 17)

    await let_days_pass(database, 1)
    same = await suggestion(admin, medicine["id"])
    await sales.sold(admin, medicine["id"], 3)
    other = await suggestion(admin, medicine["id"])

    assert same["computed_at"] > first["computed_at"]
    assert (same["id"], same["order_qty"], same["order_value"]) == (first["id"], 17, "42.50")
    assert (other["id"], other["order_qty"]) == (first["id"], first["suggested_qty"] + 3)


async def test_a_suggestion_nobody_acted_on_is_updated_and_not_issued_again(
    admin: httpx.AsyncClient, medicine: dict[str, Any], database: Database
) -> None:
    first = await listed(admin)

    for _ in range(3):
        await let_days_pass(database, 1)
        again = await listed(admin)

    assert [one["id"] for one in again] == [one["id"] for one in first]
    assert again[0]["computed_at"] > first[0]["computed_at"]


async def test_an_accepted_quantity_is_on_order_until_it_is_received(
    admin: httpx.AsyncClient, medicine: dict[str, Any]
) -> None:
    offered = await suggestion(admin, medicine["id"])

    accepted = medicines.data(await decide(admin, offered["id"], "accept", order_qty=60))
    ordered = await suggestion(admin, medicine["id"])

    assert (accepted["status"], accepted["order_qty"], accepted["order_value"]) == ("accepted", 60, "150.00")
    assert accepted["decided_at"] is not None
    assert (await medicines.get(admin, medicine["id"]))["on_order_qty"] == 60
    assert (ordered["status"], ordered["on_order_qty"], ordered["suggested_qty"]) == ("nothing_to_order", 60, 0)
    assert await listed(admin) == []
    assert [one["id"] for one in await listed(admin, status="accepted")] == [offered["id"]]
    told = await analysis(admin)
    assert (told["accepted_suggestions"], told["accepted_value"]) == (1, "150.00")

    await medicines.receive(admin, medicine["id"], 60)
    received = await suggestion(admin, medicine["id"])

    assert (received["on_order_qty"], received["usable_qty"]) == (0, 65)


async def test_what_has_been_delivered_cannot_be_taken_back(admin: httpx.AsyncClient, medicine: dict[str, Any]) -> None:
    offered = await suggestion(admin, medicine["id"])
    await decide(admin, offered["id"], "accept")
    await medicines.receive(admin, medicine["id"], offered["order_qty"])

    refused = await decide(admin, offered["id"], "reopen")

    assert (refused.status_code, refused.json()["error"]) == (409, "SUGGESTION_ALREADY_DECIDED")
    assert (await medicines.get(admin, medicine["id"]))["on_order_qty"] == 0


async def test_part_of_a_unit_is_not_ordered_of_what_is_sold_whole(
    admin: httpx.AsyncClient, medicine: dict[str, Any]
) -> None:
    offered = await suggestion(admin, medicine["id"])

    refused = await decide(admin, offered["id"], "accept", order_qty=0.5)

    assert (refused.status_code, refused.json()["error"]) == (422, "NOT_DIVISIBLE")


async def test_a_mistyped_cost_does_not_stop_the_list(admin: httpx.AsyncClient) -> None:
    await medicines.add(admin, name="Gold", price="999999999", moq=10_000_000, stock_qty=0, reorder_level=5)

    [listed] = (await admin.get("/api/reorder/suggestions")).json()["data"]

    assert (listed["order_qty"], listed["order_value"]) == (10_000_000, "1000000000.00")


async def test_nothing_cannot_be_accepted(admin: httpx.AsyncClient, medicine: dict[str, Any]) -> None:
    offered = await suggestion(admin, medicine["id"])
    await edit(admin, offered["id"], 0)

    refused = await decide(admin, offered["id"], "accept")

    assert (refused.status_code, refused.json()["error"]) == (409, "NOTHING_TO_ORDER")
    assert (await decide(admin, offered["id"], "accept", order_qty=0)).status_code == 422
    assert (await medicines.get(admin, medicine["id"]))["on_order_qty"] == 0


async def test_a_dismissed_suggestion_is_silent_until_the_next_review(
    admin: httpx.AsyncClient, medicine: dict[str, Any], database: Database
) -> None:
    offered = await suggestion(admin, medicine["id"])

    dismissed = medicines.data(await decide(admin, offered["id"], "dismiss", reason="Enough in the other branch"))
    await sales.sold(admin, medicine["id"], 3)
    at_once = await listed(admin)
    await let_days_pass(database, 6)
    day_before_review = await listed(admin)
    await let_days_pass(database, 1)
    on_review_day = await listed(admin)

    assert (dismissed["status"], dismissed["dismissed_reason"]) == ("dismissed", "Enough in the other branch")
    assert at_once == day_before_review == []
    [again] = on_review_day
    assert again["medicine_id"] == medicine["id"]
    assert (again["id"] != offered["id"], again["usable_qty"]) == (True, 2)
    assert [one["id"] for one in await listed(admin, status="dismissed")] == [offered["id"]]


async def test_a_dismissal_needs_a_reason(admin: httpx.AsyncClient, medicine: dict[str, Any]) -> None:
    offered = await suggestion(admin, medicine["id"])

    for body in ({}, {"reason": ""}, {"reason": "  "}):
        assert (await decide(admin, offered["id"], "dismiss", **body)).status_code == 422

    assert (await suggestion(admin, medicine["id"]))["status"] == "open"


@pytest.mark.parametrize(("what", "body"), [("accept", {"order_qty": 40}), ("dismiss", {"reason": "Enough"})])
async def test_a_decision_taken_back_is_as_if_it_had_not_been(
    admin: httpx.AsyncClient, medicine: dict[str, Any], what: str, body: dict[str, object]
) -> None:
    offered = await suggestion(admin, medicine["id"])
    await decide(admin, offered["id"], what, **body)
    await sales.sold(admin, medicine["id"], 2)
    await listed(admin)

    reopened = medicines.data(await decide(admin, offered["id"], "reopen"))
    [open_again] = await listed(admin)

    assert (reopened["id"], reopened["status"]) == (offered["id"], "open")
    assert (reopened["dismissed_reason"], reopened["decided_at"]) == (None, None)
    assert (await medicines.get(admin, medicine["id"]))["on_order_qty"] == 0
    assert (open_again["id"], open_again["usable_qty"]) == (offered["id"], 3)
    assert open_again["suggested_qty"] == offered["suggested_qty"] + 2


async def test_what_is_decided_cannot_be_decided_again(admin: httpx.AsyncClient, medicine: dict[str, Any]) -> None:
    offered = await suggestion(admin, medicine["id"])
    still_open = await decide(admin, offered["id"], "reopen")

    answers = await asyncio.gather(*(decide(admin, offered["id"], "accept", order_qty=10) for _ in range(4)))
    late = [
        await decide(admin, offered["id"], "dismiss", reason="Too late"),
        await admin.put(f"/api/reorder/suggestions/{offered['id']}", json={"order_qty": 3}),
    ]

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert {answer.json()["error"] for answer in [still_open, *late]} == {"SUGGESTION_ALREADY_DECIDED"}
    assert (await medicines.get(admin, medicine["id"]))["on_order_qty"] == 10


async def test_an_unknown_suggestion_is_not_found(admin: httpx.AsyncClient) -> None:
    answers = [
        await decide(admin, 999, "accept"),
        await decide(admin, 999, "dismiss", reason="Enough"),
        await decide(admin, 999, "reopen"),
        await admin.put("/api/reorder/suggestions/999", json={"order_qty": 3}),
    ]

    assert {(answer.status_code, answer.json()["error"]) for answer in answers} == {(404, "SUGGESTION_NOT_FOUND")}
