"""The wall between pharmacies: whatever one of them holds, another sees and changes nothing of it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.factories import contract, everything
from tests.factories.contract import Operation
from tests.factories.everything import Ids

from app.api.platform import Platform
from app.database import EVERY_PHARMACY
from app.models import Medicine

WRITES = ("POST", "PUT", "PATCH", "DELETE")
OF_THE_MOMENT = {"request_id", "started_at", "uptime_seconds", "computed_at", "exported_at", "next_run_at"}
MOVES_BY_ITSELF = ("/health", "/diagnostics", "/api/admin/jobs", "/api/customers/{customer_id}/export")
"""What goes on while nobody asks, or notes in its answer that it was asked."""

BODIES: dict[str, object] = {
    "PUT /api/inventory/{medicine_id}": {"price": "0.01", "stock_qty": 1},
    "POST /api/inventory/{medicine_id}/batches": {"qty": 1},
    "PUT /api/reorder/suggestions/{suggestion_id}": {"order_qty": 1},
    "POST /api/reorder/suggestions/{suggestion_id}/accept": {},
    "POST /api/reorder/suggestions/{suggestion_id}/dismiss": {"reason": "Enough on the shelf"},
    "POST /api/stock/adjustments/{adjustment_id}/approve": {},
    "POST /api/stock/adjustments/{adjustment_id}/reject": {},
    "POST /api/stock/movements/{movement_id}/reverse": {"note": "Not ours"},
    "PATCH /api/batches/{batch_id}": {"batch_no": "MINE"},
    "POST /api/batches/{batch_id}/hold": {},
    "POST /api/batches/{batch_id}/quarantine": {},
    "POST /api/batches/{batch_id}/damaged": {},
    "POST /api/batches/{batch_id}/release": {"note": "Not ours"},
    "POST /api/recalls/{recall_id}/lift": {"note": "Not ours"},
    "POST /api/reorder/dead-stock/{medicine_id}/stop": {"note": "Not ours"},
    "PUT /api/catalogue/{medicine_id}/packs": {"base_unit": "tablet", "packs": []},
    "POST /api/catalogue/{medicine_id}/barcodes": {"code": "8901030865534"},
    "PUT /api/catalogue/{medicine_id}/suppliers": {"supplier_name": "Mine"},
    "PUT /api/suppliers/{supplier_id}": {"cut_off": "09:00"},
    "PUT /api/people/{person_id}": {"role": "admin"},
    "PUT /api/customers/{customer_id}": {"name": "Mine"},
    "PUT /api/customers/{customer_id}/consents": {"purpose": "marketing", "source": "Nobody"},
    "PUT /api/customers/{customer_id}/consents/withdrawn": {"purpose": "marketing"},
    "PUT /api/customers/{customer_id}/legal-hold": {"until": "2030-01-01", "reason": "Not ours"},
}
"""What is sent to an operation whose path names something of the other pharmacy; without one here, nothing."""


def told_in_the_body(ids: Ids) -> dict[str, object]:
    """What is sent to the operations that are told in the body whose thing is meant."""
    medicine, batch, customer = ids["medicine_id"], ids["batch_id"], ids["customer_id"]
    return {
        "POST /api/sales": {"medicine_id": medicine, "qty_sold": 1},
        "POST /api/sales/lost": {"medicine_id": medicine, "qty": 1},
        "POST /api/auth/switch": {"pharmacy_id": ids["pharmacy_id"]},
        "POST /api/stock/adjustments": {"batch_id": batch, "change_qty": -1, "reason_code": "breakage", "note": "x"},
        "POST /api/stock/returns": {"sale_id": ids["sale_id"], "qty": 1, "saleable": True},
        "POST /api/stock/reservations": {"medicine_id": medicine, "qty": 1, "reference": "Mine"},
        "POST /api/expiry/destructions": {
            "lines": [{"batch_id": batch, "qty": 1}],
            "method": "Fire",
            "witness_name": "Nobody",
        },
        "POST /api/reorder/transfers": {
            "medicine_id": medicine,
            "other_pharmacy_id": ids["pharmacy_id"],
            "is_outgoing": False,
            "lots": [{"batch_id": batch, "qty": 1}],
        },
        "POST /api/recalls": {"medicine_id": medicine, "batch_no": ids["batch_no"], "reason": "Not ours"},
        "POST /api/catalogue/merges": {"survivor_id": medicine, "merged_id": ids["merged_id"]},
        "POST /api/data-doctor/fixes": {"rule": "no_hsn", "subject_id": medicine, "value": "3004"},
        "POST /api/sales for a customer": {"medicine_id": medicine, "qty_sold": 1, "customer_id": customer},
    }


@dataclass
class Pharmacies:
    """One that holds one of everything, and one that holds nothing."""

    app: FastAPI
    full: httpx.AsyncClient
    empty: httpx.AsyncClient
    ids: Ids
    before: dict[str, object]
    """What the empty one was answered to ids that nobody has, before the other was filled."""


@pytest.fixture
async def pharmacies(app: FastAPI, api: httpx.AsyncClient) -> AsyncIterator[Pharmacies]:
    full, empty = await everything.signed_in(app, api, "one"), await everything.signed_in(app, api, "two")
    before = await see(app, empty, {})
    yield Pharmacies(app, full, empty, await everything.fill(app, full), before)
    await full.aclose()
    await empty.aclose()


def reads(app: FastAPI) -> list[Operation]:
    return [each for each in contract.operations(app) if each.verb == "GET"]


async def see(app: FastAPI, who: httpx.AsyncClient, ids: Ids) -> dict[str, object]:
    """What every reading operation answers to somebody about these ids, without what changes by itself."""
    return {str(each): told(await each.ask(who, ids)) for each in reads(app) if not each.path.startswith("/health")}


def told(answer: httpx.Response) -> object:
    """What an answer gives away; a refusal repeats the id that was asked for, a PDF is never the same twice."""
    kind = answer.headers["content-type"].split(";")[0]
    if kind != "application/json":
        return (answer.status_code, answer.text if kind.startswith("text") else kind)
    return (answer.status_code, answer.json()["error"] if answer.status_code == 404 else lasting(answer.json()))


def lasting(value: Any) -> object:
    if isinstance(value, dict):
        return {key: lasting(one) for key, one in value.items() if key not in OF_THE_MOMENT}
    return [lasting(one) for one in value] if isinstance(value, list) else value


def leaks(seen: dict[str, object], before: dict[str, object]) -> dict[str, object]:
    """The answers that are not what they were when the other pharmacy was empty."""
    return {name: answer for name, answer in seen.items() if answer != before[name]}


async def test_a_pharmacy_sees_nothing_of_another(
    pharmacies: Pharmacies, record_property: Callable[[str, object], None]
) -> None:
    own = {str(each): await each.ask(pharmacies.full, pharmacies.ids) for each in reads(pharmacies.app)}
    assert {name: answer.text for name, answer in own.items() if answer.status_code != 200} == {}, "the owner sees it"

    seen = await see(pharmacies.app, pharmacies.empty, pharmacies.ids)

    assert leaks(seen, pharmacies.before) == {}
    record_property("walked", f"isolation: {len(seen)} reading operations × own, another's and nobody's ids")


async def test_a_pharmacy_changes_nothing_of_another_by_its_path(
    pharmacies: Pharmacies, record_property: Callable[[str, object], None]
) -> None:
    before = await see(pharmacies.app, pharmacies.full, pharmacies.ids)
    named = [each for each in contract.operations(pharmacies.app) if each.verb in WRITES and each.path_ids]
    aimed = [each for each in named if set(each.path_ids) != {"job_name"}]  # which names a job of one's own

    answers = {
        str(each): await each.ask(pharmacies.empty, pharmacies.ids, body=BODIES.get(str(each))) for each in aimed
    }

    assert BODIES.keys() <= answers.keys()
    assert {name: answer.text for name, answer in answers.items() if answer.status_code != 404} == {}
    assert lasting_of(await see(pharmacies.app, pharmacies.full, pharmacies.ids)) == lasting_of(before)
    record_property("walked", f"isolation: {len(answers)} changing operations with another's ids in the path")


async def test_a_pharmacy_changes_nothing_of_another_by_what_it_sends(
    pharmacies: Pharmacies, record_property: Callable[[str, object], None]
) -> None:
    before = await see(pharmacies.app, pharmacies.full, pharmacies.ids)
    sent = told_in_the_body(pharmacies.ids)

    answers = {}
    for name, body in sent.items():
        verb, path, *_ = name.split()
        answers[name] = await pharmacies.empty.request(verb, path, json=body)

    assert {name: answer.text for name, answer in answers.items() if answer.status_code != 404} == {}
    assert lasting_of(await see(pharmacies.app, pharmacies.full, pharmacies.ids)) == lasting_of(before)
    record_property("walked", f"isolation: {len(answers)} changing operations with another's ids in the body")


async def test_everything_that_a_path_can_name_is_walked(pharmacies: Pharmacies) -> None:
    named = {name for each in contract.operations(pharmacies.app) for name in each.path_ids}

    assert named - pharmacies.ids.keys() == set()


async def test_every_operation_that_is_told_an_id_in_its_body_is_walked(app: FastAPI) -> None:
    described = {
        f"{verb.upper()} {path}"
        for path, verbs in app.openapi()["paths"].items()
        for verb, operation in verbs.items()
        if any(name.endswith("_id") for name in named_in(app, operation.get("requestBody", {})))
    }

    ids: Ids = dict.fromkeys(
        ("medicine_id", "batch_id", "batch_no", "customer_id", "sale_id", "pharmacy_id", "merged_id"), 1
    )
    assert described - told_in_the_body(ids).keys() == set()


def named_in(app: FastAPI, schema: Any) -> set[str]:
    """The names of all fields that a part of the contract describes."""
    if isinstance(schema, list):
        return set().union(*(named_in(app, one) for one in schema))
    if not isinstance(schema, dict):
        return set()
    if "$ref" in schema:
        schema = app.openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return set(schema.get("properties", {})).union(*(named_in(app, one) for one in schema.values()))


async def test_an_operation_that_looks_over_the_wall_is_found(pharmacies: Pharmacies) -> None:
    platform: Platform = pharmacies.app.state.platform

    @pharmacies.app.get("/api/leak/{medicine_id}")
    async def leak(medicine_id: int) -> dict[str, object]:
        async with platform.database.read(EVERY_PHARMACY) as session:
            medicine = await session.get(Medicine, medicine_id)
            return {"name": medicine.name if medicine else None}

    pharmacies.app.openapi_schema = None
    before = pharmacies.before | {"GET /api/leak/{medicine_id}": (200, {"name": None})}
    seen = await see(pharmacies.app, pharmacies.empty, pharmacies.ids)

    assert leaks(seen, before).keys() == {"GET /api/leak/{medicine_id}"}


def lasting_of(seen: dict[str, object]) -> dict[str, object]:
    """What was seen, without what goes on by itself."""
    return {name: answer for name, answer in seen.items() if not name.removeprefix("GET ").startswith(MOVES_BY_ITSELF)}
