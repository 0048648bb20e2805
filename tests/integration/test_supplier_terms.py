"""Orders follow the terms of the supplier that a medicine is ordered from."""

from typing import Any

import httpx
from tests.factories import imports, medicines, people
from tests.factories.histories import STEADY
from tests.factories.imports import csv_of, days_ago


async def test_an_order_is_rounded_as_the_supplier_delivers(admin: httpx.AsyncClient) -> None:
    own = {"name": "Crocin", "supplier_name": "City Distributors", "pack_size": 10, "moq": 0}
    medicine_id = (await medicines.add(admin, **own))["id"]
    lines = [f"{days_ago(n)},{STEADY[n % 7]}" for n in range(140, 0, -1)]
    await imports.imported(admin, csv_of("date,Crocin", *lines))
    terms = f"/api/catalogue/{medicine_id}/suppliers"

    before = await suggested(admin)
    agreed = {"supplier_name": "City Distributors", "pack_size": 7, "multiple": 700, "moq": 1_400}
    item = medicines.data(await admin.put(terms, json=agreed))
    by_terms = await suggested(admin)
    await admin.put(terms, json={"supplier_name": "Somebody Else", "multiple": 11})
    beside = await suggested(admin)
    await admin.delete(f"{terms}/{item['supplier_id']}")
    after = await suggested(admin)

    assert (before["pack_size"], before["moq"], before["suggested_qty"] % 10) == (10, 0, 0)
    assert (by_terms["pack_size"], by_terms["moq"]) == (700, 1_400)
    assert by_terms["suggested_qty"] == max(-(-before["suggested_qty"] // 700) * 700, 1_400)
    assert beside["suggested_qty"] == by_terms["suggested_qty"]
    assert after["suggested_qty"] == before["suggested_qty"]


async def suggested(admin: httpx.AsyncClient) -> dict[str, Any]:
    """The one medicine there is to order."""
    (one,) = people.rows(await admin.get("/api/reorder/suggestions"))
    return one
