"""Two entries of one medicine made one, and taken apart again."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select, update
from tests.factories import catalogue, imports, medicines, sales
from tests.factories.medicines import data, in_days

from app.database import EVERY_PHARMACY, Database
from app.models import AuditEntry, Base, MedicineMerge
from app.services.duplicates import merging
from app.utils import clock


async def everything_of(client: httpx.AsyncClient, *medicine_ids: int) -> list[Any]:
    """All that the API tells of medicines; not when they were last changed."""
    told: list[Any] = []
    for item in medicine_ids:
        told.append({**await medicines.get(client, item), "updated_at": None})
        told.append(data(await client.get(f"/api/inventory/{item}/batches")))
        told.append(await medicines.movements(client, item))
        told.append((await client.get("/api/sales", params={"medicine_id": item})).json()["data"])
        told.append(data(await client.get(f"/api/catalogue/{item}/barcodes")))
        terms = (await client.get(f"/api/catalogue/{item}/suppliers")).json()["data"]
        told.append([one["supplier_name"] for one in terms])
    return told


async def two_of_one(client: httpx.AsyncClient) -> tuple[int, int]:
    """A medicine entered twice, each with stock, a sale, a code and terms; answers their ids."""
    ids = []
    for name, code in (("Crocin 500 mg tablet", "SHELF-1"), ("CROCIN 500MG TAB", "SHELF-2")):
        added = await medicines.add(client, name=name, stock_qty=40, batch_no=code, on_order_qty=7)
        ids.append(added["id"])
        await sales.sold(client, added["id"], 5)
        await catalogue.link(client, added["id"], code)
        await client.put(f"/api/catalogue/{added['id']}/suppliers", json={"supplier_name": "City"})
    await client.put(f"/api/catalogue/{ids[1]}/suppliers", json={"supplier_name": "Sri"})
    return ids[0], ids[1]


async def test_the_pair_is_found(admin: httpx.AsyncClient) -> None:
    first, second = await two_of_one(admin)

    pairs = (await admin.get("/api/catalogue/duplicates")).json()["data"]

    assert [(pair["first"]["id"], pair["second"]["id"]) for pair in pairs] == [(first, second)]
    assert pairs[0]["first"]["stock_qty"] == 35
    assert "same strength 500 mg" in pairs[0]["why"]


async def test_all_history_stands_under_the_survivor(admin: httpx.AsyncClient) -> None:
    survivor, merged = await two_of_one(admin)

    answer = await catalogue.merge(admin, survivor, merged)

    assert answer.status_code == 201
    view = await medicines.get(admin, survivor)
    assert (view["stock_qty"], view["on_order_qty"]) == (70, 14)
    assert len(await medicines.movements(admin, survivor)) == 4
    assert (await admin.get("/api/sales", params={"medicine_id": survivor})).json()["meta"]["total_items"] == 2
    assert data(await admin.get("/api/catalogue/barcodes/SHELF-2"))["medicine_id"] == survivor
    terms = (await admin.get(f"/api/catalogue/{survivor}/suppliers")).json()["data"]
    assert [one["supplier_name"] for one in terms] == ["City", "Sri"]
    gone = await admin.get(f"/api/inventory/{merged}")
    assert (gone.status_code, gone.json()["details"]["merged_into_id"]) == (404, survivor)


async def test_undoing_gives_back_exactly_what_was_taken(admin: httpx.AsyncClient) -> None:
    survivor, merged = await two_of_one(admin)
    before = await everything_of(admin, survivor, merged)
    noted = data(await catalogue.merge(admin, survivor, merged))

    undone = data(await admin.post(f"/api/catalogue/merges/{noted['id']}/undo"))

    assert await everything_of(admin, survivor, merged) == before
    assert (undone["can_be_undone"], noted["can_be_undone"]) == (False, True)


async def test_what_came_since_stays_with_the_survivor(admin: httpx.AsyncClient) -> None:
    survivor, merged = await two_of_one(admin)
    noted = data(await catalogue.merge(admin, survivor, merged))
    await medicines.receive(admin, survivor, 9, batch_no="NEW", expiry_date=in_days(5))
    since = await sales.sold(admin, survivor, 4)

    await admin.post(f"/api/catalogue/merges/{noted['id']}/undo")

    assert (await medicines.get(admin, survivor))["stock_qty"] == 35 + 9 - 4
    assert (await medicines.get(admin, merged))["stock_qty"] == 35
    of_survivor = (await admin.get("/api/sales", params={"medicine_id": survivor})).json()["data"]
    assert since["id"] in {sale["id"] for sale in of_survivor}


async def test_a_file_that_names_the_merged_one_means_the_survivor(admin: httpx.AsyncClient) -> None:
    survivor, merged = await two_of_one(admin)
    await catalogue.merge(admin, survivor, merged)

    await imports.imported(admin, imports.csv_of("Date,Medicine,Quantity", f"{in_days(-1)},crocin 500mg tab,3"))

    listed = (await admin.get("/api/inventory")).json()["data"]
    sold = (await admin.get("/api/sales", params={"medicine_id": survivor, "source": "import"})).json()["data"]
    assert [one["id"] for one in listed] == [survivor]
    assert [sale["qty_sold"] for sale in sold] == [3]


async def test_a_merge_cannot_be_undone_twice(admin: httpx.AsyncClient) -> None:
    noted = data(await catalogue.merge(admin, *await two_of_one(admin)))

    answers = [await admin.post(f"/api/catalogue/merges/{noted['id']}/undo") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 409]


async def test_a_merge_cannot_be_undone_after_a_day(admin: httpx.AsyncClient, database: Database) -> None:
    noted = data(await catalogue.merge(admin, *await two_of_one(admin)))
    async with database.transaction(EVERY_PHARMACY) as session:
        await session.execute(update(MedicineMerge).values(merged_at=clock.now() - timedelta(hours=24)))

    answer = await admin.post(f"/api/catalogue/merges/{noted['id']}/undo")

    assert (answer.status_code, answer.json()["error"]) == (409, "CANNOT_UNDO")
    assert (await admin.get("/api/catalogue/merges")).json()["data"][0]["can_be_undone"] is False


async def test_a_chain_is_taken_apart_from_its_end(admin: httpx.AsyncClient) -> None:
    first, second = await two_of_one(admin)
    third = (await medicines.add(admin, name="Crocin", stock_qty=1))["id"]
    one = data(await catalogue.merge(admin, second, first))
    two = data(await catalogue.merge(admin, third, second))

    too_early = await admin.post(f"/api/catalogue/merges/{one['id']}/undo")
    undone = [await admin.post(f"/api/catalogue/merges/{noted['id']}/undo") for noted in (two, one)]

    assert too_early.status_code == 409
    assert [answer.status_code for answer in undone] == [200, 200]
    assert [(await medicines.get(admin, item))["stock_qty"] for item in (first, second, third)] == [35, 35, 1]


async def test_what_counts_other_units_is_not_merged(admin: httpx.AsyncClient) -> None:
    one = await medicines.add(admin, base_unit="strip")
    other = await medicines.add(admin, base_unit="tablet")

    answers = [await catalogue.merge(admin, one["id"], item) for item in (other["id"], one["id"])]

    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(409, "CANNOT_MERGE")] * 2


async def test_nobody_merges_into_the_neighbours(admin: httpx.AsyncClient, neighbour: httpx.AsyncClient) -> None:
    ours, theirs = await medicines.add(admin), await medicines.add(neighbour)

    assert (await catalogue.merge(admin, ours["id"], theirs["id"])).status_code == 404


async def test_sales_go_on_while_two_are_merged(admin: httpx.AsyncClient) -> None:
    survivor, merged = await two_of_one(admin)

    answers = await asyncio.gather(
        *(sales.sell(admin, item, 1) for item in [survivor, merged] * 6),
        catalogue.merge(admin, survivor, merged),
        *(sales.sell(admin, item, 1) for item in [survivor, merged] * 6),
    )

    sold = sum(answer.status_code == 201 for answer in answers) - 1
    assert {answer.status_code for answer in answers} <= {201, 404, 409}
    assert (await medicines.get(admin, survivor))["stock_qty"] == 70 - sold
    history = (await admin.get("/api/sales", params={"medicine_id": survivor})).json()["meta"]["total_items"]
    assert history == 2 + sold


def test_every_table_of_a_medicine_goes_or_stays_on_purpose() -> None:
    computed = {"expiry_risks", "forecast_errors"}
    staying = {"stock_movements", "pack_levels", "destruction_lines", "medicine_merges", "medicines"} | computed
    pointing = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is Base.metadata.tables["medicines"]
    }

    assert pointing == {model.__tablename__ for model in merging.MOVED} | staying


async def test_each_change_is_noted(admin: httpx.AsyncClient, database: Database) -> None:
    survivor, merged = await two_of_one(admin)
    noted = data(await catalogue.merge(admin, survivor, merged))
    await admin.post(f"/api/catalogue/merges/{noted['id']}/undo")

    async with database.read(EVERY_PHARMACY) as session:
        entries = select(AuditEntry.action).where(
            AuditEntry.subject_kind == "medicine", AuditEntry.subject_id == survivor
        )
        actions = list(await session.scalars(entries.order_by(AuditEntry.id)))

    assert actions == [
        "medicine.added",
        "medicine.barcode_linked",
        "medicine.terms_set",
        "medicine.merged",
        "medicine.merge_undone",
    ]
