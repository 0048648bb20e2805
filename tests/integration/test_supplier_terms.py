"""Orders follow the terms of the supplier that a medicine is ordered from."""

from typing import Any

import httpx
from tests.factories import imports, medicines, people
from tests.factories.histories import STEADY
from tests.factories.imports import csv_of, days_ago

import pharmarec_ml


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


async def test_an_order_is_raised_for_free_goods_that_pay_and_they_are_on_order_too(admin: httpx.AsyncClient) -> None:
    medicine_id = (await medicines.add(admin, name="Crocin", supplier_name="City Distributors"))["id"]
    lines = [f"{days_ago(n)},{STEADY[n % 7]}" for n in range(140, 0, -1)]
    await imports.imported(admin, csv_of("date,Crocin", *lines))
    plain = await suggested(admin)
    agreed = {"supplier_name": "City Distributors", "scheme_buy_qty": 50, "scheme_free_qty": 5}
    await admin.put(f"/api/catalogue/{medicine_id}/suppliers", json=agreed)

    raised = await suggested(admin)
    path = f"/api/reorder/suggestions/{raised['id']}"
    edited = medicines.data(await admin.put(path, json={"order_qty": 49}))
    await admin.put(path, json={"order_qty": 110})
    accepted = medicines.data(await admin.post(f"{path}/accept", json={}))
    on_order = (await medicines.get(admin, medicine_id))["on_order_qty"]
    await admin.post(f"{path}/reopen")

    whole = -(-plain["suggested_qty"] // 50) * 50
    assert (plain["free_qty"], raised["suggested_qty"], raised["free_qty"]) == (0, whole, whole // 50 * 5)
    assert f"bring {raised['free_qty']} free (50 + 5), and sell in time: order {whole}." in raised["explanation"]
    assert pharmarec_ml.recompute(raised["inputs"]) == whole
    assert (edited["free_qty"], accepted["free_qty"], on_order) == (0, 10, 120)
    assert (await medicines.get(admin, medicine_id))["on_order_qty"] == 0


async def test_an_order_is_whole_packs_and_a_whole_multiple(admin: httpx.AsyncClient) -> None:
    medicine_id = (await medicines.add(admin, name="Crocin", supplier_name="City Distributors"))["id"]
    lines = [f"{days_ago(n)},{STEADY[n % 7]}" for n in range(140, 0, -1)]
    await imports.imported(admin, csv_of("date,Crocin", *lines))
    agreed = {"supplier_name": "City Distributors", "pack_size": 10, "multiple": 25}

    await admin.put(f"/api/catalogue/{medicine_id}/suppliers", json=agreed)

    one = await suggested(admin)
    assert one["suggested_qty"] % 50 == 0
    assert "in multiples of 50" in one["explanation"]
