import httpx
from tests.conftest import QueryCount
from tests.factories import medicines, sales
from tests.factories.medicines import data

INVOICE = {"supplier_name": "Asha Traders", "invoice_no": "AT/114", "invoice_date": "2026-11-02", "batch_no": "B7"}


async def delivered(client: httpx.AsyncClient, qty: int = 20) -> tuple[int, int]:
    """A medicine and its only batch, which came with an invoice."""
    medicine_id = (await medicines.add(client, stock_qty=0))["id"]
    batch = await medicines.receive(client, medicine_id, qty, expiry_date=medicines.in_days(300), **INVOICE)
    return int(medicine_id), int(batch["id"])


async def test_a_batch_is_traced_from_its_invoice_to_its_bills(admin: httpx.AsyncClient) -> None:
    medicine_id, batch_id = await delivered(admin)
    sale = await sales.sold(admin, medicine_id, 3)
    broken = {"batch_id": batch_id, "change_qty": -2, "reason_code": "breakage", "note": "Fell"}
    await admin.post("/api/stock/adjustments", json=broken)
    paper = {"lines": [{"batch_id": batch_id, "qty": 5}], "method": "Incineration", "witness_name": "Meera Iyer"}
    await admin.post("/api/expiry/destructions", json=paper)

    traced = data(await admin.get(f"/api/batches/{batch_id}/trace"))

    assert (traced["batch"]["on_hand_qty"], traced["bill_count"], traced["sold_qty"]) == (10, 1, 3)
    assert [(one["qty"], one["supplier_name"], one["invoice_no"]) for one in traced["receipts"]] == [
        (20, "Asha Traders", "AT/114")
    ]
    assert [(one["qty_change"], one["reason_code"]) for one in traced["movements"]] == [(-2, "breakage")]
    assert [(one["qty"], one["witness_name"]) for one in traced["destructions"]] == [(5, "Meera Iyer")]
    assert [one["sale_id"] for one in traced["bills"]] == [sale["id"]]


async def test_a_sale_is_traced_back_to_the_invoices_of_its_batches(admin: httpx.AsyncClient) -> None:
    medicine_id, first = await delivered(admin, 2)
    later = {"batch_no": "B8", "expiry_date": medicines.in_days(400), "supplier_name": "Bharat", "invoice_no": "9"}
    second = (await medicines.receive(admin, medicine_id, 5, **later))["id"]
    sale = await sales.sold(admin, medicine_id, 3)

    traced = (await admin.get(f"/api/batches/of-sale/{sale['id']}")).json()["data"]

    assert [(one["batch_id"], one["qty"], one["receipts"][0]["invoice_no"]) for one in traced] == [
        (first, 2, "AT/114"),
        (second, 1, "9"),
    ]


async def test_the_bills_of_a_batch_are_paged_and_cost_the_same(
    admin: httpx.AsyncClient, query_count: QueryCount
) -> None:
    medicine_id, batch_id = await delivered(admin)
    made = [await sales.sold(admin, medicine_id, 1)]
    with query_count() as for_one:
        await admin.get(f"/api/batches/{batch_id}/bills")
    made += [await sales.sold(admin, medicine_id, 1) for _ in range(4)]

    with query_count() as for_five:
        listed = (await admin.get(f"/api/batches/{batch_id}/bills", params={"page_size": 2, "page": 2})).json()

    assert [one["sale_id"] for one in listed["data"]] == [made[2]["id"], made[1]["id"]]
    assert listed["meta"]["total_items"] == 5
    assert len(for_five) == len(for_one)


async def test_a_neighbour_traces_nothing_of_ours(admin: httpx.AsyncClient, neighbour: httpx.AsyncClient) -> None:
    medicine_id, batch_id = await delivered(admin)
    sale = await sales.sold(admin, medicine_id, 1)

    for path in (f"/{batch_id}/trace", f"/{batch_id}/bills", f"/of-sale/{sale['id']}"):
        assert (await neighbour.get(f"/api/batches{path}")).status_code == 404
