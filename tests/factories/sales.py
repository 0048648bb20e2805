"""Sales at the counter, made through the API."""

from typing import Any

import httpx
from tests.factories.medicines import data


async def sell(client: httpx.AsyncClient, medicine_id: int, qty: float, **terms: object) -> httpx.Response:
    """Try to sell; answers whatever the API does."""
    return await client.post("/api/sales", json={"medicine_id": medicine_id, "qty_sold": qty, **terms})


async def sold(client: httpx.AsyncClient, medicine_id: int, qty: float, **terms: object) -> dict[str, Any]:
    """Sell; answers the sale."""
    return data(await sell(client, medicine_id, qty, **terms))
