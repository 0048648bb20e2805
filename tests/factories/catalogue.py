"""Master data, put in through the API."""

from typing import Any

import httpx


async def set_packs(
    client: httpx.AsyncClient, medicine_id: int, *, base_unit: str = "tablet", **units: float
) -> list[dict[str, Any]]:
    """Say what a medicine comes in, e.g. `strip=10, box=100`."""
    packs = [{"name": name, "units": held} for name, held in units.items()]
    answer = await client.put(f"/api/catalogue/{medicine_id}/packs", json={"base_unit": base_unit, "packs": packs})
    told: list[dict[str, Any]] = answer.json()["data"]
    return told


async def link(client: httpx.AsyncClient, medicine_id: int, code: str, pack: str | None = None) -> httpx.Response:
    """Try to link a code; answers whatever the API does."""
    return await client.post(f"/api/catalogue/{medicine_id}/barcodes", json={"code": code, "pack": pack})


async def merge(client: httpx.AsyncClient, survivor_id: int, merged_id: int) -> httpx.Response:
    """Try to merge; answers whatever the API does."""
    return await client.post("/api/catalogue/merges", json={"survivor_id": survivor_id, "merged_id": merged_id})
