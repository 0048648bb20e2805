"""The demo pharmacy: there in seconds, as fresh as today, and with something to order."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from tests.factories import medicines
from tests.integration.test_reorder import analysis, listed

from app.database import Database
from app.models import Sale
from app.services import demo


@pytest.fixture
async def opened(database: Database) -> demo.Opened:
    return await demo.open_demo(database, time_zone=medicines.ZONE, bcrypt_cost=4)


@pytest.fixture
async def visitor(api: httpx.AsyncClient, opened: demo.Opened) -> httpx.AsyncClient:
    """Signed in with the login that everybody is shown."""
    answer = await api.post("/api/auth/login", json={"email": demo.EMAIL, "password": demo.PASSWORD})
    api.headers["Authorization"] = f"Bearer {medicines.data(answer)['access_token']}"
    return api


async def test_the_demo_ends_yesterday_and_shows_what_to_order(
    visitor: httpx.AsyncClient, opened: demo.Opened, database: Database
) -> None:
    found = await listed(visitor, page_size=100)
    told = await analysis(visitor)
    async with database.read(opened.pharmacy_id) as session:
        last, count = (await session.execute(select(func.max(Sale.sold_on), func.count(Sale.id)))).one()

    assert (last, count) == (medicines.today() - timedelta(days=1), opened.sales)
    assert told["data_age_days"] == 1
    assert len(found) >= 10
    assert all(one["reason"] and one["explanation"] and one["order_qty"] > 0 for one in found)
    assert all(one["supplier_name"] and one["stock_known"] for one in found)
    assert {one["urgency"] for one in found} >= {"out", "at_risk", "soon"}
    assert (told["medicines"], told["stock_unknown"]) == (opened.medicines, 0)
    assert told["expiring"]["within_90_days"]["batches"] > 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_demo_sells_what_is_on_its_shelf_and_keeps_to_itself(
    visitor: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    stocked = await visitor.get("/api/inventory", params={"status": "in_stock", "page_size": 1})
    one: dict[str, Any] = stocked.json()["data"][0]

    sale = await visitor.post("/api/sales", json={"medicine_id": one["id"], "qty_sold": 1})

    assert sale.status_code == 201
    assert (await medicines.get(visitor, one["id"]))["stock_qty"] == one["stock_qty"] - 1
    assert (await admin.get("/api/inventory")).json()["meta"]["total_items"] == 0
    assert await listed(admin) == []


async def test_the_demo_proves_itself_on_its_own_year(visitor: httpx.AsyncClient) -> None:
    proof = medicines.data(await visitor.get("/api/reorder/backtest"))
    errors = (await visitor.get("/api/reorder/accuracy")).json()["summary"]

    assert (proof["state"], errors["state"]) == ("done", "done")
    assert proof["ours"]["fill"] > proof["amc"]["fill"]
    assert proof["equal_fill_ratio"] < 0.9
    assert errors["our_error"] < errors["amc_error"] < errors["naive_error"]
