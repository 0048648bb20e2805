"""The inventory as a list: in order, in pages, searched and filtered."""

from typing import Any

import httpx
import pytest
from tests.factories import medicines
from tests.factories.medicines import in_days, names

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SHELF: list[dict[str, Any]] = [
    {"name": "alpha", "price": "3", "reorder_level": 30, "stock_qty": 20, "expiry_date": in_days(300)},
    {"name": "Beta", "price": "1", "reorder_level": 10, "stock_qty": 0},
    {"name": "gamma", "price": "2", "reorder_level": 20, "stock_qty": 50, "expiry_date": in_days(30)},
]


ORDERS = {
    "name": ["alpha", "Beta", "gamma"],
    "price": ["Beta", "gamma", "alpha"],
    "stock_qty": ["Beta", "alpha", "gamma"],
    "expiry_date": ["gamma", "alpha", "Beta"],
    "reorder_level": ["Beta", "gamma", "alpha"],
    "created_at": ["alpha", "Beta", "gamma"],
    "updated_at": ["Beta", "gamma", "alpha"],
}


async def test_the_list_can_be_sorted_by_each_field_both_ways(admin: httpx.AsyncClient) -> None:
    added = [await medicines.add(admin, **terms) for terms in SHELF]
    await admin.put(f"/api/inventory/{added[0]['id']}", json={"category": "changed last"})

    up = {sort: await names(admin, sort=sort) for sort in ORDERS}
    down = {sort: await names(admin, sort=f"-{sort}") for sort in ORDERS}

    assert up == ORDERS
    unknown_last = {"expiry_date": ["alpha", "gamma", "Beta"]}
    assert down == {sort: order[::-1] for sort, order in ORDERS.items()} | unknown_last


@on_sqlite
@pytest.mark.parametrize("sort", ["colour", "-", "name,price", "--name", "id; DROP TABLE medicines"])
async def test_a_list_cannot_be_sorted_by_what_it_does_not_have(admin: httpx.AsyncClient, sort: str) -> None:
    answer = await admin.get("/api/inventory", params={"sort": sort})

    assert (answer.status_code, answer.json()["error"]) == (422, "UNKNOWN_SORT")
    assert "price" in answer.json()["details"]["allowed"]


async def test_a_list_comes_in_pages(admin: httpx.AsyncClient) -> None:
    for terms in SHELF:
        await medicines.add(admin, **terms)

    first = (await admin.get("/api/inventory", params={"page_size": 2})).json()
    second = (await admin.get("/api/inventory", params={"page_size": 2, "page": 2})).json()
    beyond = (await admin.get("/api/inventory", params={"page_size": 2, "page": 9})).json()

    meta = {"page_size": 2, "total_items": 3, "total_pages": 2}
    assert first["meta"] == {**meta, "current_page": 1, "has_next": True, "has_prev": False}
    assert second["meta"] == {**meta, "current_page": 2, "has_next": False, "has_prev": True}
    assert beyond["meta"] == {**meta, "current_page": 9, "has_next": False, "has_prev": True}
    assert [len(page["data"]) for page in (first, second, beyond)] == [2, 1, 0]


@on_sqlite
@pytest.mark.parametrize("page", [{"page": 0}, {"page": -1}, {"page_size": 0}, {"page_size": 100_000}, {"page": "x"}])
async def test_a_page_that_cannot_be_is_refused(admin: httpx.AsyncClient, page: dict[str, Any]) -> None:
    answer = await admin.get("/api/inventory", params=page)

    assert (answer.status_code, answer.json()["error"]) == (422, "VALIDATION_ERROR")


FOUND = {
    "CROC": ["Crocin 500"],
    "paracetamol": ["Crocin 500"],
    "cipla": ["Okacet"],
    "o": ["Okacet"],
    "100%": ["Crème 100% pure"],
    "_": [],
    "CRÈME": ["Crème 100% pure"],
    "  okacet  ": ["Okacet"],
    "nowhere": [],
}


@pytest.mark.parametrize("path", ["/api/inventory/search", "/api/inventory"])
async def test_a_search_finds_parts_of_names(admin: httpx.AsyncClient, path: str) -> None:
    await medicines.add(admin, name="Crocin 500", generic_name="Paracetamol")
    await medicines.add(admin, name="Okacet", manufacturer="CIPLA")
    await medicines.add(admin, name="Crème 100% pure")

    found = {q: await names(admin, path, q=q) for q in FOUND}

    assert found == FOUND


@pytest.mark.parametrize("path", ["/api/inventory/search", "/api/inventory"])
async def test_what_has_no_letter_or_digit_is_looked_for_at_the_beginning_of_names(
    admin: httpx.AsyncClient, path: str
) -> None:
    await medicines.add(admin, name="*** old stock")
    await medicines.add(admin, name="Crocin *** 500")

    assert await names(admin, path, q="***") == ["*** old stock"]


async def test_of_many_that_fit_the_best_come_first(admin: httpx.AsyncClient) -> None:
    for number in range(210):
        await medicines.add(admin, name=f"Syrup {number:03}", manufacturer="Unisalt")
    for name in ("Salt", "Saline salts", "Salty drops"):
        await medicines.add(admin, name=name)

    best = await names(admin, "/api/inventory/search", q="salt", page_size=4)

    assert best == ["Salt", "Salty drops", "Saline salts", "Syrup 000"]


@on_sqlite
@pytest.mark.parametrize("q", [None, "", "   ", "\0", "x" * 201])
async def test_a_search_for_nothing_is_refused(admin: httpx.AsyncClient, q: str | None) -> None:
    answer = await admin.get("/api/inventory/search", params={} if q is None else {"q": q})

    assert (answer.status_code, answer.json()["details"]["fields"][0]["field"]) == (422, "query.q")


async def stand_differently(admin: httpx.AsyncClient) -> None:
    """Add medicines that are full, low, out of stock, expired or about to be."""
    for terms in (
        {"name": "full", "stock_qty": 100, "reorder_level": 10, "expiry_date": in_days(365)},
        {"name": "low", "stock_qty": 10, "reorder_level": 10},
        {"name": "empty", "reorder_level": 10},
        {"name": "expired", "stock_qty": 5, "expiry_date": in_days(-1)},
        {"name": "last day", "stock_qty": 5, "expiry_date": in_days(0)},
        {"name": "in 90 days", "stock_qty": 5, "expiry_date": in_days(90)},
    ):
        await medicines.add(admin, **terms)


async def test_the_list_is_filtered_by_status(admin: httpx.AsyncClient) -> None:
    await stand_differently(admin)

    found = {status: await names(admin, status=status) for status in ("in_stock", "low", "out", "expiring")}

    assert found == {
        "in_stock": ["full", "in 90 days", "last day", "low"],
        "low": ["low"],
        "out": ["empty", "expired"],
        "expiring": ["in 90 days", "last day"],
    }


async def test_less_than_one_unit_is_low(admin: httpx.AsyncClient) -> None:
    await medicines.add(admin, name="Syrup", stock_qty=0.5, reorder_level=10, is_divisible=True)

    assert await names(admin, status="low") == ["Syrup"]


async def test_filters_are_met_together(admin: httpx.AsyncClient) -> None:
    city = {"supplier_name": "City Distributors"}
    await medicines.add(admin, name="wanted", category="Analgesics", **city)
    await medicines.add(admin, name="other category", category="Antacids", **city)
    await medicines.add(admin, name="other supplier", category="Analgesics", supplier_name="Else")

    assert await names(admin, category="Analgesics", supplier_name="City Distributors", q="want") == ["wanted"]
    answer = await admin.get("/api/inventory", params=city)
    assert answer.json()["meta"]["total_items"] == 2
