"""Medicines and deliveries, put in through the API."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import httpx

from app.utils import clock

ZONE = "Asia/Kolkata"
_numbers = count(1)


def today() -> date:
    """The business day of the pharmacies of the tests."""
    return clock.today(ZONE)


def in_days(days: int) -> str:
    """A day as the API wants it; negative: past."""
    return (today() + timedelta(days=days)).isoformat()


async def add(client: httpx.AsyncClient, **terms: object) -> dict[str, Any]:
    """Add a medicine; answers it as the API shows it."""
    answer = await client.post("/api/inventory", json={"name": f"Medicine {next(_numbers)}", **terms})
    assert answer.status_code == 201, answer.text
    return data(answer)


async def receive(client: httpx.AsyncClient, medicine_id: int, qty: float, **batch: object) -> dict[str, Any]:
    """Put a delivery on the shelf; answers the batch."""
    answer = await client.post(f"/api/inventory/{medicine_id}/batches", json={"qty": qty, **batch})
    assert answer.status_code == 201, answer.text
    return data(answer)


async def get(client: httpx.AsyncClient, medicine_id: int) -> dict[str, Any]:
    return data(await client.get(f"/api/inventory/{medicine_id}"))


async def batches(client: httpx.AsyncClient, medicine_id: int) -> list[dict[str, Any]]:
    """The batches on the shelf, first expired first."""
    found: list[dict[str, Any]] = (await client.get(f"/api/inventory/{medicine_id}/batches")).json()["data"]
    return found


async def movements(client: httpx.AsyncClient, medicine_id: int) -> list[dict[str, Any]]:
    """The ledger, oldest line first."""
    answer = await client.get(f"/api/inventory/{medicine_id}/movements", params={"page_size": 100})
    assert answer.json()["meta"]["total_pages"] <= 1, "more lines than a page"
    lines: list[dict[str, Any]] = answer.json()["data"]
    return lines[::-1]


async def names(client: httpx.AsyncClient, path: str = "/api/inventory", **wanted: object) -> list[str]:
    """The names in a list, in its order."""
    answer = await client.get(path, params={key: str(value) for key, value in wanted.items()})
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["data"]]


def data(answer: httpx.Response) -> dict[str, Any]:
    """The one thing that a successful answer holds."""
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()["data"]
    return found
