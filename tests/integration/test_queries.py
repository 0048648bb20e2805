"""A list costs the same number of queries however many rows it has."""

from datetime import timedelta
from decimal import Decimal

import httpx
from fastapi import FastAPI
from tests.conftest import QueryCount
from tests.factories import medicines

from app.api.platform import Platform
from app.models.enums import Role
from app.schemas.inventory import BatchReceive, MedicineCreate
from app.schemas.sales import SaleCreate
from app.services import sales, stock
from app.services.rbac import PERMISSIONS, Actor

ROWS = 100
REFRESH = 3
"""How many more statements bringing suggestions up to date may take when it has something to look at."""
LISTS = [
    "/api/inventory",
    "/api/inventory?status=low&sort=-stock_qty&supplier_name=City",
    "/api/inventory/search?q=item",
    "/api/inventory/{medicine_id}/batches",
    "/api/inventory/{medicine_id}/movements",
    "/api/sales",
    "/api/sales/summary",
    "/api/sales/daily-revenue",
    "/api/reorder/suggestions",
    "/api/reorder/suggestions.csv",
    "/api/reorder/analysis",
]


async def fill(app: FastAPI, actor: Actor, names: range) -> int:
    """Add medicines with a sale each, and a batch each to the first of them; answers the first one's id."""
    platform: Platform = app.state.platform
    async with platform.database.transaction(actor.pharmacy_id) as session:
        for number in names:
            terms = MedicineCreate(
                name=f"Item {number}",
                supplier_name="City",
                stock_qty=Decimal(5),
                reorder_level=Decimal(50),
                price=Decimal(2),
            )
            medicine_id: int = (await stock.add_medicine(session, terms, actor=actor))["id"]
            await sales.record(session, SaleCreate(medicine_id=medicine_id, qty_sold=Decimal(1)), actor=actor)
    return medicine_id


async def deliver(app: FastAPI, actor: Actor, medicine_id: int) -> None:
    """Put many batches of one medicine on the shelf."""
    platform: Platform = app.state.platform
    async with platform.database.transaction(actor.pharmacy_id) as session:
        for days in range(ROWS):
            arrived = BatchReceive(qty=Decimal(3), expiry_date=medicines.today() + timedelta(days=days))
            await stock.receive_batch(session, medicine_id, arrived, actor=actor)


async def costs(admin: httpx.AsyncClient, query_count: QueryCount, medicine_id: int) -> dict[str, int]:
    """The number of statements of each list, but for who is asking: that is remembered for a moment.

    The first call of each is not counted: it may bring something up to date.
    """
    found = {}
    for path in LISTS:
        url = httpx.URL(path.format(medicine_id=medicine_id)).copy_merge_params({"page_size": ROWS})
        assert (await admin.get(url)).status_code == 200
        with query_count() as statements:
            await admin.get(url)
        found[path] = sum("FROM users" not in statement for statement in statements)
    return found


async def test_a_hundred_rows_cost_as_many_queries_as_one(
    app: FastAPI, admin: httpx.AsyncClient, query_count: QueryCount
) -> None:
    user = (await admin.get("/api/auth/me")).json()["data"]
    actor = Actor(
        user["id"], user["pharmacy"]["id"], Role.ADMIN, user["pharmacy"]["time_zone"], PERMISSIONS[Role.ADMIN]
    )
    medicine_id = await fill(app, actor, range(1))
    one = await costs(admin, query_count, medicine_id)

    await fill(app, actor, range(1, ROWS))
    await deliver(app, actor, medicine_id)

    many = await costs(admin, query_count, medicine_id)
    assert {path: cost for path, cost in many.items() if "reorder" not in path and cost != one[path]} == {}
    assert {path: cost for path, cost in many.items() if cost > one[path] + REFRESH} == {}
    assert min(one.values()) > 0, f"the counter sees nothing: {one}"
