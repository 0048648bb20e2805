"""People a pharmacy serves: sealed, found, exported and erased."""

import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.conftest import QueryCount
from tests.factories import medicines, people, sales
from tests.factories.medicines import data

from app.config import Settings
from app.database import EVERY_PHARMACY, Database
from app.models import Sale
from app.models.base import Base

TOLD = {
    "name": "Meera Quillfeather",
    "phone": "+91 98450 54321",
    "address": "12 Jacaranda Lane",
    "notes": "Allergic to penicillin",
}
SECRETS = ("Quillfeather", "98450", "54321", "Jacaranda", "penicillin")


async def everything_in(database: Database) -> str:
    """Every value of every table."""
    async with database.read(EVERY_PHARMACY) as session:
        return "\n".join(
            [str(row) for table in Base.metadata.sorted_tables for row in await session.execute(select(table))]
        )


async def test_a_customer_is_shown_as_told(admin: httpx.AsyncClient) -> None:
    added = await people.add_customer(admin, **TOLD, code="C-7")

    assert {field: added[field] for field in TOLD} == TOLD
    assert data(await admin.get(f"/api/customers/{added['id']}")) == added
    assert (await admin.get("/api/customers")).json()["data"] == [added]


async def test_a_dump_of_the_database_tells_nothing_of_a_customer(
    admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    added = await people.add_customer(admin, **TOLD)
    await admin.put(f"/api/customers/{added['id']}", json={"address": "12 Jacaranda Lane, second floor"})

    dump = await everything_in(database)

    assert "customer.changed" in dump, "the audit log is in it too"
    assert [secret for secret in SECRETS if secret in dump] == []
    if database.is_sqlite:
        files = b"".join(file.read_bytes() for file in settings.data_dir.glob("pharmarec.sqlite3*"))
        assert [secret for secret in SECRETS if secret.encode() in files] == []


async def test_a_customer_is_found_by_code_or_by_the_whole_phone_number(admin: httpx.AsyncClient) -> None:
    added = await people.add_customer(admin, **TOLD, code="C-7")
    await people.add_customer(admin, name="Somebody else", phone="080 2222 3333")

    wanted = [{"code": "C-7"}, {"phone": "09845054321"}, {"phone": "98450-54321"}, {"phone": "9845054"}]
    found = [(await admin.get("/api/customers", params=each)).json()["data"] for each in wanted]

    assert [[one["id"] for one in each] for each in found] == [[added["id"]]] * 3 + [[]]


async def test_staff_find_whom_they_know_and_page_through_nobody(app: FastAPI, admin: httpx.AsyncClient) -> None:
    added = await people.add_customer(admin, **TOLD, code="C-7")
    staff, manager = await people.join(app, admin), await people.join(app, admin, role="manager")

    refused = await staff.client.get("/api/customers")
    found = [
        await staff.client.get("/api/customers", params=each) for each in ({"code": "C-7"}, {"phone": "9845054321"})
    ]

    assert (refused.status_code, refused.json()["error"]) == (422, "WHICH_CUSTOMER")
    assert [people.rows(one) for one in found] == [[added], [added]]
    assert people.rows(await manager.client.get("/api/customers")) == [added]


async def test_staff_carry_nobodys_data_away(app: FastAPI, admin: httpx.AsyncClient) -> None:
    path = f"/api/customers/{(await people.add_customer(admin))['id']}/export"
    staff, manager = await people.join(app, admin), await people.join(app, admin, role="manager")

    answers = [await one.client.get(path) for one in (staff, manager)]

    assert [one.status_code for one in answers] == [403, 200]


async def test_a_changed_phone_number_is_found_and_the_old_one_no_longer(admin: httpx.AsyncClient) -> None:
    added = await people.add_customer(admin, **TOLD)

    changed = data(await admin.put(f"/api/customers/{added['id']}", json={"phone": "98450 00000"}))

    assert changed == {**added, "phone": "98450 00000"}
    for phone, expected in (("98450 00000", 1), (TOLD["phone"], 0)):
        found = await admin.get("/api/customers", params={"phone": phone})
        assert found.json()["meta"]["total_items"] == expected


async def test_two_customers_do_not_share_a_code(admin: httpx.AsyncClient) -> None:
    await people.add_customer(admin, code="C-7")
    other = await people.add_customer(admin)

    answers = [
        await admin.post("/api/customers", json={"name": "Third", "code": "C-7"}),
        await admin.put(f"/api/customers/{other['id']}", json={"code": "C-7"}),
    ]

    assert [(each.status_code, each.json()["error"]) for each in answers] == [(409, "CODE_TAKEN")] * 2


async def test_consent_is_given_and_withdrawn_purpose_by_purpose(admin: httpx.AsyncClient) -> None:
    customer = await people.add_customer(admin)
    path = f"/api/customers/{customer['id']}/consents"
    for purpose in ("reminders", "whatsapp", "whatsapp"):
        await admin.put(path, json={"purpose": purpose, "source": "Signed form"})

    told = people.rows(await admin.put(f"{path}/withdrawn", json={"purpose": "whatsapp"}))

    assert [(one["purpose"], one["withdrawn_at"] is None) for one in told] == [("reminders", True), ("whatsapp", False)]
    again = people.rows(await admin.put(path, json={"purpose": "whatsapp", "source": "By phone"}))
    assert [one["source"] for one in again] == ["Signed form", "Signed form", "By phone"]


async def buy(admin: httpx.AsyncClient, database: Database, customer_id: int) -> int:
    """A sale to a customer, with a note; answers its id."""
    medicine = await medicines.add(admin, stock_qty=10, price="2.50")
    body = {"notes": "For Quillfeather", "customer_id": customer_id}
    return int((await sales.sold(admin, medicine["id"], 4, **body))["id"])


async def test_an_export_holds_all_that_is_known(admin: httpx.AsyncClient, database: Database) -> None:
    customer = await people.add_customer(admin, **TOLD)
    await admin.put(f"/api/customers/{customer['id']}/consents", json={"purpose": "reminders", "source": "Form"})
    await buy(admin, database, customer["id"])

    told = data(await admin.get(f"/api/customers/{customer['id']}/export"))

    assert told["customer"] == customer
    assert [one["purpose"] for one in told["consents"]] == ["reminders"]
    assert [(one["qty_sold"], one["total_amount"], one["notes"]) for one in told["sales"]] == [
        (4, "10.00", "For Quillfeather")
    ]
    assert [one["action"] for one in told["history"]] == ["customer.added", "consent.given", "customer.exported"]


async def test_an_erasure_leaves_the_sale_and_nobody_it_was_made_to(
    admin: httpx.AsyncClient, database: Database
) -> None:
    customer = await people.add_customer(admin, **TOLD, code="Quillfeather-7")
    sale_id = await buy(admin, database, customer["id"])

    erased = data(await admin.post(f"/api/customers/{customer['id']}/erase"))

    assert {erased[field] for field in TOLD} == {None}
    dump = await everything_in(database)
    assert [secret for secret in SECRETS if secret in dump] == []
    assert not re.search(r"v1\.[0-9a-f]{8}\.", dump), "nothing sealed is left either"
    async with database.read(EVERY_PHARMACY) as session:
        sale = (await session.scalars(select(Sale).where(Sale.id == sale_id))).one()
        assert (sale.customer_id, sale.notes, str(sale.total_amount)) == (None, None, "10")
    assert (await admin.get("/api/customers", params={"phone": TOLD["phone"]})).json()["data"] == []


async def test_an_erased_customer_cannot_be_changed_or_sold_to(admin: httpx.AsyncClient) -> None:
    customer = await people.add_customer(admin)
    medicine = await medicines.add(admin, stock_qty=10)
    await admin.post(f"/api/customers/{customer['id']}/erase")

    answers = [
        await admin.put(f"/api/customers/{customer['id']}", json={"name": "Again"}),
        await admin.post(f"/api/customers/{customer['id']}/erase"),
        await sales.sell(admin, medicine["id"], 1, customer_id=customer["id"]),
    ]

    assert [(each.status_code, each.json()["error"]) for each in answers] == [(409, "CUSTOMER_ERASED")] * 3


@pytest.mark.parametrize(("days", "status"), [(0, 409), (1, 409), (-1, 200)])
async def test_the_law_may_want_the_data_kept(admin: httpx.AsyncClient, days: int, status: int) -> None:
    customer = await people.add_customer(admin)
    until = (medicines.today() + timedelta(days=days)).isoformat()
    hold = {"until": until, "reason": "Schedule H1 register"}
    assert (await admin.put(f"/api/customers/{customer['id']}/legal-hold", json=hold)).is_success

    answer = await admin.post(f"/api/customers/{customer['id']}/erase")

    assert answer.status_code == status
    assert answer.is_success or answer.json()["error"] == "LEGAL_HOLD"


async def test_a_lifted_hold_lets_the_data_be_erased(admin: httpx.AsyncClient) -> None:
    customer = await people.add_customer(admin)
    path = f"/api/customers/{customer['id']}"
    await admin.put(f"{path}/legal-hold", json={"until": medicines.in_days(900), "reason": "Register"})
    await admin.put(f"{path}/legal-hold", json={"until": None})

    assert (await admin.post(f"{path}/erase")).is_success


async def test_only_an_admin_erases(app: FastAPI, admin: httpx.AsyncClient) -> None:
    customer = await people.add_customer(admin)
    manager = await people.join(app, admin, role="manager")

    assert (await manager.client.post(f"/api/customers/{customer['id']}/erase")).status_code == 403


async def test_a_neighbour_finds_none_of_our_customers(admin: httpx.AsyncClient, neighbour: httpx.AsyncClient) -> None:
    customer = await people.add_customer(admin, **TOLD, code="C-7")
    path = f"/api/customers/{customer['id']}"

    answers = [
        await neighbour.get(path),
        await neighbour.put(path, json={"name": "Ours"}),
        await neighbour.get(f"{path}/consents"),
        await neighbour.put(f"{path}/consents", json={"purpose": "marketing", "source": "Nobody"}),
        await neighbour.put(f"{path}/consents/withdrawn", json={"purpose": "marketing"}),
        await neighbour.get(f"{path}/export"),
        await neighbour.put(f"{path}/legal-hold", json={"until": None}),
        await neighbour.post(f"{path}/erase"),
    ]

    assert [each.status_code for each in answers] == [404] * 8
    for wanted in ({"phone": TOLD["phone"]}, {"code": "C-7"}, {}):
        assert people.rows(await neighbour.get("/api/customers", params=wanted)) == []
    assert data(await admin.get(path)) == customer


async def test_a_list_of_customers_costs_the_same_for_one_and_for_many(
    admin: httpx.AsyncClient, query_count: QueryCount
) -> None:
    await people.add_customer(admin, **TOLD)
    with query_count() as for_one:
        await admin.get("/api/customers")
    for _ in range(5):
        await people.add_customer(admin)

    with query_count() as for_many:
        await admin.get("/api/customers")

    assert len(for_many) == len(for_one)
