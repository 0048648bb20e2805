"""The pharmacies of one organisation, and going from one to another."""

import httpx
from fastapi import FastAPI
from sqlalchemy import select
from tests.factories import accounts, medicines, people, sales
from tests.factories.medicines import data

from app import migrations
from app.config import Settings
from app.database import EVERY_PHARMACY, Database, migration_engine
from app.models import Organization, Pharmacy
from app.services import pharmacies

SHOPS_FROM_BEFORE = """
INSERT INTO pharmacies (id, name, currency, time_zone, created_at) VALUES
(3, 'Shop 3', 'INR', 'Asia/Kolkata', '2026-01-01 00:00:00'), (8, 'Shop 8', 'INR', 'Asia/Kolkata', '2026-01-01 00:00:00')
"""


async def test_a_branch_is_a_pharmacy_of_its_own_that_its_opener_manages(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    await medicines.add(admin, name="Only in the first shop")

    branch = await people.open_branch(admin, name="Second shop", license_no="KA-20B-1")

    second = await people.in_branch(app, admin, branch["id"])
    user = await people.me(second)
    assert (user["pharmacy"]["name"], user["role"]) == ("Second shop", "admin")
    assert [one["name"] for one in user["pharmacies"]] == ["Rao Medical Stores", "Second shop"]
    assert await medicines.names(second) == []
    first = data(await admin.get("/api/branches/current"))
    assert branch["organization_id"] == first["organization_id"]
    assert (branch["currency"], branch["time_zone"]) == (first["currency"], first["time_zone"])


async def test_two_registrations_are_two_organisations(admin: httpx.AsyncClient, neighbour: httpx.AsyncClient) -> None:
    one, two = [data(await each.get("/api/branches/current")) for each in (admin, neighbour)]

    assert one["organization_id"] != two["organization_id"]


async def test_an_admin_sees_every_branch_and_others_their_own(app: FastAPI, admin: httpx.AsyncClient) -> None:
    branch = await people.open_branch(admin)
    second = await people.in_branch(app, admin, branch["id"])
    other_admin, staff = await people.join(app, second, role="admin"), await people.join(app, second)

    seen = [people.rows(await each.get("/api/branches")) for each in (admin, other_admin.client, staff.client)]

    shown = [[(one["name"], one["role"], one["is_current"]) for one in each] for each in seen]
    assert shown == [
        [("Rao Medical Stores", "admin", True), ("Second shop", "admin", False)],
        [("Rao Medical Stores", None, False), ("Second shop", "admin", True)],
        [("Second shop", "staff", True)],
    ]


async def test_nobody_switches_to_a_pharmacy_they_do_not_work_in(
    admin: httpx.AsyncClient, neighbour: httpx.AsyncClient
) -> None:
    theirs = (await people.me(neighbour))["pharmacy"]["id"]

    answers = [await admin.post("/api/auth/switch", json={"pharmacy_id": each}) for each in (theirs, 10**9)]

    assert [(each.status_code, each.json()["error"]) for each in answers] == [(404, "NOT_A_WORKPLACE")] * 2


async def test_signing_in_goes_on_where_one_was_last(app: FastAPI, api: httpx.AsyncClient) -> None:
    owner = accounts.NewOwner()
    registered = await accounts.register(api, owner)
    async with accounts.client_of(app, registered["access_token"]) as admin:
        branch = await people.open_branch(admin)
        await people.in_branch(app, admin, branch["id"])

    signed_in = data(await api.post("/api/auth/login", json={"email": owner.email, "password": owner.password}))

    assert signed_in["user"]["pharmacy"]["id"] == branch["id"]


async def test_settings_change_one_by_one_and_are_noted(admin: httpx.AsyncClient) -> None:
    before = data(await admin.get("/api/branches/current"))

    changed = data(await admin.put("/api/branches/current", json={"phone": "080 1234", "approval_limit": "500"}))

    assert changed == {**before, "phone": "080 1234", "approval_limit": "500.00"}
    noted = (await admin.get("/api/admin/audit", params={"action": "pharmacy.changed"})).json()["data"]
    assert [(one["before"], one["after"]) for one in noted] == [
        ({"phone": None, "approval_limit": None}, {"phone": "080 1234", "approval_limit": "500"})
    ]


async def test_the_currency_is_fixed_once_something_was_sold(admin: httpx.AsyncClient) -> None:
    assert (await admin.put("/api/branches/current", json={"currency": "USD"})).is_success
    medicine = await medicines.add(admin, stock_qty=5, price="2.00")
    await sales.sold(admin, medicine["id"], 1)

    answer = await admin.put("/api/branches/current", json={"currency": "INR", "name": "Never"})

    assert (answer.status_code, answer.json()["error"]) == (409, "CURRENCY_IN_USE")
    assert data(await admin.get("/api/branches/current"))["name"] == "Rao Medical Stores"


async def test_the_business_day_follows_a_new_time_zone_or_it_is_refused(admin: httpx.AsyncClient) -> None:
    refused = await admin.put("/api/branches/current", json={"time_zone": "Mars/Base"})
    changed = data(await admin.put("/api/branches/current", json={"time_zone": "Asia/Dubai"}))

    assert (refused.status_code, changed["time_zone"]) == (422, "Asia/Dubai")


async def test_pharmacies_from_before_become_organisations_of_their_own(settings: Settings, database: Database) -> None:
    await migrations.downgrade(settings, "0004")
    await run(settings, SHOPS_FROM_BEFORE)

    await migrations.upgrade(settings)

    async with database.transaction(EVERY_PHARMACY) as session:
        opened = await pharmacies.open_pharmacy(session, name="New", currency="INR", time_zone="Asia/Kolkata")
        query = select(Pharmacy.name, Organization.name).join(Organization, Organization.id == Pharmacy.organization_id)
        owners = dict((await session.execute(query)).all())
    assert owners == {"New": "New", "Shop 3": "Shop 3", "Shop 8": "Shop 8"}
    assert opened.organization_id == 9


async def run(settings: Settings, statement: str) -> None:
    """Write into a database of an earlier version, for which there are no models."""
    engine = migration_engine(settings.database)
    async with engine.begin() as connection:
        await connection.exec_driver_sql(statement)
    await engine.dispose()
