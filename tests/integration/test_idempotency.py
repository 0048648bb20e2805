import asyncio

import httpx
import pytest
from tests.factories import medicines


async def post(client: httpx.AsyncClient, path: str, body: dict[str, object], key: str) -> httpx.Response:
    return await client.post(path, json=body, headers={"Idempotency-Key": key})


async def stock_of(client: httpx.AsyncClient, medicine_id: int) -> float:
    stock: float = (await medicines.get(client, medicine_id))["stock_qty"]
    return stock


async def test_a_repeated_sale_is_answered_the_same_bytes(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=10, price="1.10", is_divisible=True)
    sale: dict[str, object] = {"medicine_id": medicine["id"], "qty_sold": 3.67}

    first = await post(admin, "/api/sales", sale, "till-1")
    again = await post(admin, "/api/sales", sale, "till-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert await stock_of(admin, medicine["id"]) == 6.33


async def test_the_first_answer_is_that_of_a_request_without_a_key(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=10, price="1.10", batch_no="B1", expiry_date="2099-01-31")
    sale: dict[str, object] = {"medicine_id": medicine["id"], "qty_sold": 2}

    keyed = (await post(admin, "/api/sales", sale, "till-1")).json()["data"]
    plain = medicines.data(await admin.post("/api/sales", json=sale))

    of_the_moment = ("id", "created_at", "sold_at")
    assert {**keyed, **dict.fromkeys(of_the_moment)} == {**plain, **dict.fromkeys(of_the_moment)}


async def test_a_key_is_not_good_for_another_request(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=10)
    await post(admin, "/api/sales", {"medicine_id": medicine["id"], "qty_sold": 1}, "till-1")

    other_body = await post(admin, "/api/sales", {"medicine_id": medicine["id"], "qty_sold": 2}, "till-1")
    other_path = await post(admin, f"/api/inventory/{medicine['id']}/batches", {"qty": 2}, "till-1")

    for refused in (other_body, other_path):
        assert (refused.status_code, refused.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert await stock_of(admin, medicine["id"]) == 9


async def test_the_same_key_at_the_same_moment_has_one_effect(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=10)
    sale: dict[str, object] = {"medicine_id": medicine["id"], "qty_sold": 1}

    answers = await asyncio.gather(*(post(admin, "/api/sales", sale, "till-1") for _ in range(12)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await stock_of(admin, medicine["id"]) == 9


async def test_what_was_refused_may_be_tried_again_with_its_key(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin)
    sale: dict[str, object] = {"medicine_id": medicine["id"], "qty_sold": 1}
    refused = await post(admin, "/api/sales", sale, "till-1")
    await medicines.receive(admin, medicine["id"], 1)

    again = await post(admin, "/api/sales", sale, "till-1")

    assert (refused.status_code, again.status_code) == (409, 201)


@pytest.mark.parametrize("path", ["/api/inventory", "/api/inventory/{id}/batches"])
async def test_medicines_and_deliveries_are_added_once_too(admin: httpx.AsyncClient, path: str) -> None:
    medicine = await medicines.add(admin)
    body: dict[str, object] = {"name": "Loratadine"} if path == "/api/inventory" else {"qty": 5}

    answers = [await post(admin, path.format(**medicine), body, "once") for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert (await admin.get("/api/inventory")).json()["meta"]["total_items"] <= 2
    assert await stock_of(admin, medicine["id"]) == (0 if path == "/api/inventory" else 5)


async def test_pharmacies_may_use_the_same_key(admin: httpx.AsyncClient, neighbour: httpx.AsyncClient) -> None:
    bodies: list[dict[str, object]] = [{"name": "Mine"}, {"name": "Theirs"}]
    mine = await post(admin, "/api/inventory", bodies[0], "same")

    theirs = await post(neighbour, "/api/inventory", bodies[1], "same")
    mine_again = await post(admin, "/api/inventory", bodies[0], "same")

    assert theirs.json()["data"]["name"] == "Theirs"
    assert mine_again.content == mine.content


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_that_is_empty_or_too_long_is_refused(admin: httpx.AsyncClient, key: str) -> None:
    answer = await post(admin, "/api/inventory", {"name": "Aspirin"}, key)

    assert (answer.status_code, answer.json()["error"]) == (422, "VALIDATION_ERROR")
