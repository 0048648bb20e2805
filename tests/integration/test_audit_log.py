"""What the audit log tells: lists, the history of a thing, and proofs that a client checks by itself."""

import asyncio
from base64 import b64decode
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import FastAPI
from sqlalchemy import select
from tests.conftest import QueryCount
from tests.factories import accounts, imports, medicines, proofs
from tests.factories import audit as logs
from tests.factories.medicines import data

from app.api.platform import Platform
from app.config import Settings
from app.database import EVERY_PHARMACY, Caller, Database
from app.models import AuditCheckpoint, AuditEntry, AuditLeaf
from app.models.enums import Role, SuggestionStatus
from app.services import audit
from app.services.audit import Subject
from app.utils import merkle

SEVERAL_WRITERS = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
"""On SQLite they come one after the other."""


async def entries(client: httpx.AsyncClient, path: str = "/api/admin/audit", **wanted: object) -> list[dict[str, Any]]:
    """The entries of a list, newest first."""
    answer = await client.get(path, params={key: str(value) for key, value in wanted.items()})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


async def actions(client: httpx.AsyncClient, path: str = "/api/admin/audit", **wanted: object) -> list[str]:
    return [one["action"] for one in await entries(client, path, **wanted)]


async def seal(app: FastAPI) -> None:
    """Seal everybody's log."""
    platform: Platform = app.state.platform
    await audit.seal_news(platform.database)


async def test_a_changed_medicine_has_a_history(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, name="Paracetamol", price="2.00")
    await admin.put(f"/api/inventory/{medicine['id']}", json={"price": "2.50"}, headers={"X-Channel": "web"})
    await admin.delete(f"/api/inventory/{medicine['id']}")

    history = await entries(admin, f"/api/admin/audit/history/medicine/{medicine['id']}")

    assert [one["action"] for one in history] == ["medicine.deleted", "medicine.changed", "medicine.added"]
    changed = history[1]
    assert (changed["before"], changed["after"]) == ({"price": "2"}, {"price": "2.5"})
    assert (changed["actor_name"], changed["channel"]) == ("Asha Rao", "web")


async def test_a_sign_in_tells_through_what_it_was(admin: httpx.AsyncClient) -> None:
    me = data(await admin.get("/api/auth/me"))
    body = {"email": me["email"], "password": accounts.PASSWORD}
    await admin.post("/api/auth/login", json=body, headers={"X-Channel": "web"})

    signed_in = (await entries(admin))[0]

    assert (signed_in["actor_name"], signed_in["channel"]) == ("Asha Rao", "web")


async def test_no_request_passes_for_the_schedule_or_the_command_line(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin)
    await admin.delete(f"/api/inventory/{medicine['id']}", headers={"X-Channel": "job"})

    (deleted,) = await entries(admin, action="medicine.deleted")

    assert deleted["channel"] == "api"


async def test_who_stock_is_reserved_for_is_not_kept_for_good(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=5)
    body = {"medicine_id": medicine["id"], "qty": 1, "reference": "Mrs Rao, Thursday"}
    (kept,) = data(await admin.post("/api/stock/reservations", json=body))["reservations"]
    await admin.delete(f"/api/stock/reservations/{kept['id']}")

    noted = await entries(admin, subject_kind="reservation")

    assert [one["action"] for one in noted] == ["reservation.released", "reservation.made"]
    assert "Thursday" not in str(noted)


async def test_what_an_import_adds_is_noted_with_who_imported(admin: httpx.AsyncClient) -> None:
    whole = await medicines.add(admin, name="Whole")
    lines = [f"{imports.days_ago(1):%d/%m/%Y},{name},{qty}" for name, qty in (("New one", "3"), ("Whole", "0.5"))]
    await imports.imported(admin, imports.csv_of("date,medicine,quantity", *lines), date_order="dmy")

    (divided,) = await entries(admin, action="medicine.changed")
    added = (await entries(admin, action="medicine.added"))[0]

    me = data(await admin.get("/api/auth/me"))["id"]
    assert [(one["actor_id"], one["channel"]) for one in (divided, added)] == [(me, "import")] * 2
    assert (divided["subject_id"], divided["after"]) == (whole["id"], {"is_divisible": True})


async def test_a_sale_is_one_entry(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=10, price="3.00")
    sale = await admin.post("/api/sales", json={"medicine_id": medicine["id"], "qty_sold": 2})

    told = await entries(admin, subject_kind="sale")

    assert [(one["action"], one["subject_id"]) for one in told] == [("sale.recorded", sale.json()["data"]["id"])]
    assert told[0]["after"]["total_amount"] == "6"


async def test_what_fails_is_not_noted(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=1)

    refused = await admin.post("/api/sales", json={"medicine_id": medicine["id"], "qty_sold": 2})

    assert refused.status_code == 409
    assert await entries(admin, subject_kind="sale") == []


async def test_entries_are_found_by_who_what_and_when(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin)
    added = (await entries(admin, action="medicine.added"))[0]

    assert await actions(admin, subject_kind="medicine", subject_id=medicine["id"]) == ["medicine.added"]
    assert "medicine.added" in await actions(admin, actor_id=added["actor_id"])
    assert await actions(admin, actor_id=added["actor_id"] + 1) == []
    assert await actions(admin, action="medicine.added", recorded_from=added["recorded_at"]) == ["medicine.added"]
    assert await actions(admin, action="medicine.added", recorded_before=added["recorded_at"]) == []


async def test_sign_ins_are_noted_failed_ones_too(app: FastAPI, api: httpx.AsyncClient) -> None:
    owner = accounts.NewOwner()
    registered = await accounts.register(api, owner)
    for password in (owner.password, "a wrong password"):
        await api.post("/api/auth/login", json={"email": owner.email, "password": password})
    await api.post("/api/auth/login", json={"email": "nobody@example.com", "password": "a wrong password"})

    async with accounts.client_of(app, registered["access_token"]) as admin:
        told = await entries(admin, subject_kind="user")

    assert [(one["action"], one["actor_id"] is None) for one in told] == [
        ("user.sign_in_failed", True),
        ("user.signed_in", False),
    ]
    assert owner.email not in str(told)


async def test_quantities_days_and_states_are_written_plainly(database: Database) -> None:
    pharmacy_id = await logs.open_pharmacy(database)

    async with database.transaction(pharmacy_id) as session:
        told = {"order_qty": Decimal("4E+1"), "silent_until": date(2026, 11, 24), "status": SuggestionStatus.OPEN}
        await audit.record(session, "suggestion.changed", Subject("suggestion", 1), after=told)

    async with database.read(pharmacy_id) as session:
        (entry,) = await session.scalars(select(AuditEntry.entry))
    assert orjson.loads(entry)["after"] == {"order_qty": "40", "silent_until": "2026-11-24", "status": "open"}


async def test_another_pharmacy_has_no_history_of_it(admin: httpx.AsyncClient, neighbour: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin)
    audit_id = (await entries(admin, subject_kind="medicine"))[0]["id"]

    assert await entries(neighbour, f"/api/admin/audit/history/medicine/{medicine['id']}") == []
    assert await entries(neighbour, subject_kind="medicine") == []
    assert (await neighbour.get(f"/api/admin/audit/proof/{audit_id}")).status_code == 404


async def test_a_manager_reads_histories_and_not_the_log(app: FastAPI, api: httpx.AsyncClient) -> None:
    pharmacy_id = (await accounts.register(api))["user"]["pharmacy"]["id"]
    manager = accounts.client_of(app, await accounts.employ(app, Role.MANAGER, pharmacy_id=pharmacy_id))

    assert (await manager.get("/api/admin/audit/history/medicine/1")).status_code == 200
    assert (await manager.get("/api/admin/audit")).status_code == 403


async def test_a_list_costs_the_same_for_one_entry_and_for_many(
    admin: httpx.AsyncClient, query_count: QueryCount
) -> None:
    await medicines.add(admin)
    with query_count() as few:
        await entries(admin, page_size=100)
    for _ in range(20):
        await medicines.add(admin)
    with query_count() as many:
        assert len(await entries(admin, page_size=100)) > 20

    assert len(few) == len(many)


@pytest.mark.parametrize("count", [0, 1, 6])
async def test_a_proof_is_checked_without_the_server(app: FastAPI, admin: httpx.AsyncClient, count: int) -> None:
    for _ in range(count):
        await medicines.add(admin)
    medicine = await medicines.add(admin)
    audit_id = (await entries(admin, subject_kind="medicine", subject_id=medicine["id"]))[0]["id"]
    await seal(app)

    proof = (await admin.get(f"/api/admin/audit/proof/{audit_id}")).json()["data"]

    entry = b64decode(proof["entry"])
    assert orjson.loads(entry)["subject_id"] == medicine["id"]
    leaf = merkle.leaf_hash(entry)
    assert proof["leaf_hash"] == leaf.hex()
    path, root = [bytes.fromhex(one) for one in proof["path"]], bytes.fromhex(proof["root_hash"])
    assert proofs.includes(leaf, proof["leaf_index"], path, size=proof["tree_size"], root=root)
    check_note(proof["checkpoint"], proof["public_key"], size=proof["tree_size"], root=root)


def check_note(note: str, public_key: str, *, size: int, root: bytes) -> None:
    """Check a signed note the way the public specification says, with nothing of ours."""
    text, signatures = note.split("\n\n")
    _origin, told_size, told_root, _made_at = text.split("\n")
    assert (int(told_size), b64decode(told_root)) == (size, root)
    name, key_hash, key = public_key.split("+", 2)
    _dash, signer, signature = signatures.split()
    assert signer == name
    assert b64decode(signature)[:4].hex() == key_hash
    Ed25519PublicKey.from_public_bytes(b64decode(key)[1:]).verify(b64decode(signature)[4:], f"{text}\n".encode())


async def test_an_entry_that_waits_to_be_sealed_says_so(admin: httpx.AsyncClient) -> None:
    await medicines.add(admin)
    audit_id = (await entries(admin))[0]["id"]

    answer = await admin.get(f"/api/admin/audit/proof/{audit_id}")

    assert (answer.status_code, answer.json()["error"]) == (409, "NOT_YET_SEALED")
    assert (await admin.get("/api/admin/audit/checkpoint")).status_code == 409


async def test_a_log_is_shown_to_have_only_grown(
    app: FastAPI, admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    pharmacy_id = (await admin.get("/api/auth/me")).json()["data"]["pharmacy"]["id"]
    await seal(app)
    early = (await admin.get("/api/admin/audit/checkpoint")).json()["data"]
    await logs.write(database, pharmacy_id, entries=11)
    await audit.seal(database, pharmacy_id=pharmacy_id)
    late = (await admin.get("/api/admin/audit/checkpoint")).json()["data"]

    sizes = {"first_size": early["tree_size"], "second_size": late["tree_size"]}
    proof = (await admin.get("/api/admin/audit/consistency", params=sizes)).json()["data"]

    assert (proof["first_root"], proof["second_root"]) == (early["root_hash"], late["root_hash"])
    path, roots = (
        [bytes.fromhex(one) for one in many] for many in (proof["path"], (early["root_hash"], late["root_hash"]))
    )
    assert proofs.extends((early["tree_size"], late["tree_size"]), path, roots=(roots[0], roots[1]))
    too_many = await admin.get("/api/admin/audit/consistency", params={**sizes, "second_size": 10**6})
    assert too_many.status_code == 409


@SEVERAL_WRITERS
async def test_an_entry_committed_late_is_sealed_too(database: Database, settings: Settings) -> None:
    pharmacy_id = await logs.open_pharmacy(database)
    async with database.transaction(pharmacy_id, by=Caller(None, "till")) as slow:
        await audit.record(slow, "medicine.changed", Subject("medicine", 1))
        await slow.flush()  # takes its id
        await logs.write(database, pharmacy_id, entries=3, first=2)
        await audit.seal(database, pharmacy_id=pharmacy_id)

    await audit.seal(database, pharmacy_id=pharmacy_id)

    async with database.read(pharmacy_id) as session:
        order = list(await session.scalars(select(AuditLeaf.audit_id).order_by(AuditLeaf.leaf_index)))
        assert len(order) == 4
        assert order[-1] == min(order)
    assert (await logs.verdict(settings, pharmacy_id)).fault is None


async def test_sealers_at_once_seal_each_entry_once(database: Database, settings: Settings) -> None:
    pharmacy_id = await logs.open_pharmacy(database)
    await logs.write(database, pharmacy_id, entries=2_500)

    sealed = await asyncio.gather(*(audit.seal(database, pharmacy_id=pharmacy_id) for _ in range(4)))

    assert sum(int(str(one["sealed"])) for one in sealed) == 2_500
    found = await logs.verdict(settings, pharmacy_id)
    assert (found.entries, found.waiting, found.fault) == (2_500, 0, None)


async def test_sealing_again_adds_nothing(database: Database) -> None:
    pharmacy_id = await logs.sealed(database, entries=5)

    again = await audit.seal(database, pharmacy_id=pharmacy_id)

    assert again == {"sealed": 0}
    async with database.read(pharmacy_id) as session:
        assert len(list(await session.scalars(select(AuditCheckpoint.tree_size)))) == 1


@SEVERAL_WRITERS
async def test_sealing_never_waits_for_the_till_nor_the_till_for_it(database: Database) -> None:
    pharmacy_id = await logs.open_pharmacy(database)
    await logs.write(database, pharmacy_id, entries=3)
    async with database.transaction(pharmacy_id) as till:
        await audit.record(till, "sale.recorded", Subject("sale", 1))
        await till.flush()

        async with asyncio.timeout(5):
            assert await audit.seal(database, pharmacy_id=pharmacy_id) == {"sealed": 3}


async def test_an_entry_is_not_written_when_its_change_is_not(database: Database) -> None:
    pharmacy_id = await logs.open_pharmacy(database)

    with suppress(RuntimeError):
        async with database.transaction(pharmacy_id) as session:
            await audit.record(session, "sale.recorded", Subject("sale", 1))
            await session.flush()
            raise RuntimeError

    async with database.read(EVERY_PHARMACY) as session:
        assert await session.scalar(select(AuditEntry.id)) is None


async def test_only_changed_fields_are_noted(database: Database) -> None:
    pharmacy_id, subject = await logs.open_pharmacy(database), Subject("medicine", 1)

    async with database.transaction(pharmacy_id) as session:
        before, after = {"price": 1, "name": "A"}, {"price": 2, "name": "A"}
        await audit.record_change(session, "medicine.changed", subject, before=before, after=after)
        await audit.record_change(session, "medicine.changed", subject, before=before, after=before)

    async with database.read(pharmacy_id) as session:
        (entry,) = await session.scalars(select(AuditEntry.entry))
    said = orjson.loads(entry)
    assert (said["before"], said["after"]) == ({"price": 1}, {"price": 2})
