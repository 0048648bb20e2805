"""A pharmacy that holds one of everything, and the ids of it all by the names the contract gives them."""

import asyncio
from collections.abc import Mapping
from typing import Any, TypeAlias

import httpx
from fastapi import FastAPI
from tests.factories import accounts, medicines, people
from tests.factories.medicines import data

from app.api.platform import Platform
from app.services import audit

Ids: TypeAlias = Mapping[str, int | str]

NOBODYS: Ids = {"barcode": "89010301", "rule": "no_hsn", "job_name": "prove_ledger", "subject_kind": "medicine"}
"""What stands in a path where nothing that anybody has is meant; an id that is not named here is `NOBODYS_ID`."""

NOBODYS_ID = 10**9
BARCODE = "8901030865527"
BATCH_NO = "WALLED-1"
SALES = "date,medicine,quantity\n" + "".join(f"{day:02}/10/2026,Walled Tablets,{day % 5 + 1}\n" for day in range(1, 29))


async def fill(app: FastAPI, owner: httpx.AsyncClient) -> dict[str, int | str]:
    """Give a pharmacy one of everything that has an id."""
    person = await people.join(app, owner)
    await person.client.aclose()
    ids: dict[str, int | str] = {
        **dict.fromkeys(("person_id", "actor_id"), person.id),
        "invitation_id": (await people.invite(owner))["id"],
        "customer_id": (await people.add_customer(owner))["id"],
        "pharmacy_id": (await people.me(owner))["pharmacy"]["id"],
        "rule": "no_hsn",
        "job_name": "prove_ledger",
    }
    ids |= await _shelf(owner)
    ids |= await _master_data(owner, int(ids["medicine_id"]))
    ids |= await _imported(owner)
    ids |= await _documents(owner)
    ids["alert_id"] = await _alerted(owner)
    ids |= await _sealed(app, owner, int(ids["pharmacy_id"]), int(ids["medicine_id"]))
    ids["transfer_id"] = await _asked(app, owner, ids)
    ids["job_id"] = data(await owner.post("/api/admin/jobs/run/prove_ledger"))["id"]
    return ids


async def _shelf(owner: httpx.AsyncClient) -> dict[str, int | str]:
    """A medicine that was sold, part of it kept for somebody, and a correction that waits for a second person."""
    terms = {
        "name": "Walled Tablets",
        "stock_qty": 50,
        "price": "2.00",
        "unit_cost": "1.00",
        "expiry_date": "2027-06-30",
    }
    medicine_id = (await medicines.add(owner, **terms, generic_name="Wallium", hsn="3004", batch_no=BATCH_NO))["id"]
    sale = data(await owner.post("/api/sales", json={"medicine_id": medicine_id, "qty_sold": 1}))
    lost = data(await owner.post("/api/sales/lost", json={"medicine_id": medicine_id, "qty": 1}))
    kept = {"medicine_id": medicine_id, "qty": 2, "reference": "Mrs Rao"}
    reserved = data(await owner.post("/api/stock/reservations", json=kept))["reservations"][0]
    data(await owner.put("/api/branches/current", json={"approval_limit": "1.00"}))
    batch_id = (await medicines.batches(owner, medicine_id))[0]["id"]
    missing = {"batch_id": batch_id, "change_qty": -20, "reason_code": "breakage", "note": "A shelf fell"}
    return {
        "medicine_id": medicine_id,
        "survivor_id": medicine_id,
        "sale_id": sale["id"],
        "lost_sale_id": lost["id"],
        "reservation_id": reserved["id"],
        "batch_id": batch_id,
        "batch_no": BATCH_NO,
        "movement_id": (await medicines.movements(owner, medicine_id))[0]["id"],
        "adjustment_id": data(await owner.post("/api/stock/adjustments", json=missing))["id"],
    }


async def _master_data(owner: httpx.AsyncClient, medicine_id: int) -> dict[str, int | str]:
    """A generic, a supplier's terms, a barcode, and a medicine that was merged into another."""
    linked = data(await owner.post(f"/api/catalogue/{medicine_id}/barcodes", json={"code": BARCODE}))
    data(await owner.put(f"/api/catalogue/{medicine_id}/suppliers", json={"supplier_name": "City Distributors"}))
    terms: list[dict[str, Any]] = (await owner.get(f"/api/catalogue/{medicine_id}/suppliers")).json()["data"]
    generics = (await owner.get("/api/catalogue/generics")).json()["data"]
    twin = (await medicines.add(owner, name="Walled Tabs"))["id"]
    other = (await medicines.add(owner, name="Walled Tabs again"))["id"]
    merged = data(await owner.post("/api/catalogue/merges", json={"survivor_id": twin, "merged_id": other}))
    return {
        "barcode": BARCODE,
        "barcode_id": linked["id"],
        "supplier_id": terms[0]["supplier_id"],
        "generic_id": generics[0]["id"],
        "merge_id": merged["id"],
        "merged_id": twin,
    }


async def _imported(owner: httpx.AsyncClient) -> dict[str, int | str]:
    """An imported file, and what to order because of it."""
    file = {"file": ("till.csv", SALES.encode(), "text/csv")}
    started = await owner.post("/api/imports/sales", files=file, data={"date_order": "dmy"})
    import_id = data(started)["id"]
    for _ in range(200):
        imported = data(await owner.get(f"/api/imports/{import_id}"))
        assert imported["status"] != "failed", imported
        for status in ("open", "nothing_to_order"):
            listed = (await owner.get("/api/reorder/suggestions", params={"status": status})).json()["data"]
            if imported["status"] == "done" and listed:
                return {"import_id": import_id, "suggestion_id": listed[0]["id"]}
        await asyncio.sleep(0.1)
    raise AssertionError(f"no suggestion came of the import: {imported}")


async def _documents(owner: httpx.AsyncClient) -> dict[str, int | str]:
    """A recall, a destruction, and an alert of what expires."""
    recalled = (await medicines.add(owner, name="Recalled", stock_qty=5, batch_no="R-1"))["id"]
    await medicines.receive(owner, recalled, 5, batch_no="R-2", expiry_date=medicines.in_days(25))
    started = data(await owner.post("/api/recalls", json={"batch_no": "R-1", "reason": "Particles"}))
    lines = [{"batch_id": (await medicines.batches(owner, recalled))[0]["id"], "qty": 1}]
    witnessed = {"lines": lines, "method": "Incineration", "witness_name": "Dr Iyer"}
    destroyed = data(await owner.post("/api/expiry/destructions", json=witnessed))
    return {"recall_id": started["recall_id"], "destruction_id": destroyed["id"]}


async def _alerted(owner: httpx.AsyncClient) -> int:
    """An alert of what the recalled medicine's second batch will leave unsold."""
    data(await owner.post("/api/admin/jobs/run/expiry_alerts"))
    for _ in range(200):
        alerts = (await owner.get("/api/expiry/alerts")).json()["data"]
        if alerts:
            return int(alerts[0]["id"])
        await asyncio.sleep(0.1)
    raise AssertionError("no alert was raised")


async def _asked(app: FastAPI, owner: httpx.AsyncClient, ids: Ids) -> int:
    """A transfer that another branch is to get."""
    branch = await people.open_branch(owner)
    async with await people.in_branch(app, owner, branch["id"]) as other:
        await medicines.add(other, name="Walled Tablets")
    lots = [{"batch_id": ids["batch_id"], "qty": 1}]
    wanted = {"medicine_id": ids["medicine_id"], "other_pharmacy_id": branch["id"], "is_outgoing": True, "lots": lots}
    return int(data(await owner.post("/api/reorder/transfers", json=wanted))["id"])


async def _sealed(app: FastAPI, owner: httpx.AsyncClient, pharmacy_id: int, medicine_id: int) -> dict[str, int | str]:
    """An entry of the audit log whose place is proved."""
    platform: Platform = app.state.platform
    await audit.seal(platform.database, pharmacy_id=pharmacy_id)
    listed = (await owner.get("/api/admin/audit", params={"subject_kind": "medicine"})).json()["data"]
    return {"audit_id": listed[0]["id"], "subject_kind": "medicine", "subject_id": medicine_id}


async def signed_in(app: FastAPI, api: httpx.AsyncClient, name: str) -> httpx.AsyncClient:
    """A client of the owner of a new pharmacy."""
    registered = await accounts.register(api, accounts.NewOwner(pharmacy_name=name))
    return accounts.client_of(app, registered["access_token"])
