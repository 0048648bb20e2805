"""Generics, packs, barcodes, suppliers' terms and classes, through the API."""

import httpx
from fastapi import FastAPI
from sqlalchemy import func, select, update
from tests.conftest import QueryCount
from tests.factories import catalogue, medicines, sales
from tests.factories.medicines import ZONE, data, in_days, today

from app.api.platform import Platform
from app.database import EVERY_PHARMACY, Database
from app.models import Organization, Pharmacy
from app.services import classification


async def test_brands_of_one_generic_are_counted_and_summed(admin: httpx.AsyncClient) -> None:
    terms = {"generic_name": "Paracetamol", "strength": "500 mg", "form": "tablet"}
    await medicines.add(admin, name="Crocin", stock_qty=30, **terms)
    await medicines.add(admin, name="Calpol", stock_qty=12, **{**terms, "strength": "500MG"})
    await medicines.add(admin, name="Dolo", stock_qty=5, **{**terms, "strength": "650 mg"})

    listed = (await admin.get("/api/catalogue/generics", params={"q": "parace"})).json()["data"]

    assert [(one["strength"], one["brand_count"], one["stock_qty"]) for one in listed] == [
        ("500 mg", 2, 42),
        ("650 mg", 1, 5),
    ]
    detail = data(await admin.get(f"/api/catalogue/generics/{listed[0]['id']}"))
    assert [(brand["name"], brand["stock_qty"]) for brand in detail["brands"]] == [("Crocin", 30), ("Calpol", 12)]


async def test_expired_stock_is_no_stock_of_a_generic(admin: httpx.AsyncClient) -> None:
    await medicines.add(admin, generic_name="Amoxicillin", stock_qty=9, expiry_date=in_days(-1))

    assert (await admin.get("/api/catalogue/generics")).json()["data"][0]["stock_qty"] == 0


async def test_a_list_of_generics_costs_the_same_for_one_and_for_many(
    admin: httpx.AsyncClient, query_count: QueryCount
) -> None:
    for number in range(6):
        await medicines.add(admin, generic_name=f"Molecule {number}", stock_qty=number)

    with query_count() as one:
        await admin.get("/api/catalogue/generics", params={"page_size": 1})
    with query_count() as many:
        await admin.get("/api/catalogue/generics", params={"page_size": 50})

    assert len(one) == len(many)


async def test_a_generic_is_the_neighbours_business(admin: httpx.AsyncClient, neighbour: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, generic_name="Paracetamol")

    answer = await neighbour.get(f"/api/catalogue/generics/{added['generic_id']}")

    assert answer.status_code == 404


async def test_quantities_may_be_told_in_packs(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin)
    await catalogue.set_packs(admin, medicine["id"], strip=10, box=100)

    await medicines.receive(admin, medicine["id"], 2, pack="Box")
    await sales.sold(admin, medicine["id"], 3, pack="tablet")
    sale = await sales.sold(admin, medicine["id"], 0.5, pack="strip")

    left = await medicines.get(admin, medicine["id"])
    assert sale["qty_sold"] == 5
    assert (left["stock_qty"], left["stock_words"]) == (192, "1 box 9 strips 2 tablets")


async def test_a_pack_that_it_does_not_come_in_is_refused(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=10)
    await catalogue.set_packs(admin, medicine["id"], strip=10)

    answer = await sales.sell(admin, medicine["id"], 1, pack="carton")

    assert (answer.status_code, answer.json()["error"]) == (422, "UNKNOWN_PACK")
    assert answer.json()["details"]["packs"] == ["tablet", "strip"]


async def test_each_pack_holds_a_whole_number_of_the_one_below(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin)
    packs = [{"name": "strip", "units": 10}, {"name": "box", "units": 105}]

    answer = await admin.put(f"/api/catalogue/{medicine['id']}/packs", json={"base_unit": "tablet", "packs": packs})

    assert answer.status_code == 422


async def test_a_linked_code_is_found_in_any_length(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, name="Crocin")
    await catalogue.set_packs(admin, medicine["id"], strip=15)

    linked = await catalogue.link(admin, medicine["id"], "036000291452", "strip")

    assert linked.status_code == 201
    found = data(await admin.get("/api/catalogue/barcodes/00036000291452"))
    assert (found["medicine_id"], found["units"], found["pack"], found["known_from"]) == (
        medicine["id"],
        15,
        "strip",
        "here",
    )


async def test_an_unknown_code_is_answered_with_what_it_may_be(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, name="Crocin")
    await catalogue.link(admin, medicine["id"], "4006381333931")

    answer = await admin.get("/api/catalogue/barcodes/4006381999991")

    assert (answer.status_code, answer.json()["error"]) == (404, "UNKNOWN_BARCODE")
    assert answer.json()["details"]["suggestions"] == [{"medicine_id": medicine["id"], "medicine_name": "Crocin"}]


async def test_what_one_branch_has_learned_another_knows(
    admin: httpx.AsyncClient, neighbour: httpx.AsyncClient, database: Database
) -> None:
    theirs = await medicines.add(neighbour, name="Crocin 500 mg")
    ours = await medicines.add(admin, name="CROCIN 500 MG")
    await catalogue.link(neighbour, theirs["id"], "4006381333931")
    strangers = await admin.get("/api/catalogue/barcodes/4006381333931")

    first = select(func.min(Organization.id)).scalar_subquery()
    async with database.transaction(EVERY_PHARMACY) as session:
        await session.execute(update(Pharmacy).values(organization_id=first))
    sisters = data(await admin.get("/api/catalogue/barcodes/4006381333931"))

    assert strangers.status_code == 404
    assert (sisters["medicine_id"], sisters["known_from"]) == (ours["id"], "branch")


async def test_a_misread_code_and_one_that_is_taken_are_refused(admin: httpx.AsyncClient) -> None:
    one, other = await medicines.add(admin), await medicines.add(admin)
    await catalogue.link(admin, one["id"], "4006381333931")

    misread = await catalogue.link(admin, one["id"], "4006381333932")
    taken = await catalogue.link(admin, other["id"], "4006381333931")

    assert (misread.status_code, misread.json()["error"]) == (422, "INVALID_BARCODE")
    assert (taken.status_code, taken.json()["error"]) == (409, "BARCODE_TAKEN")
    assert taken.json()["details"]["medicine_id"] == one["id"]


async def test_a_forgotten_code_is_unknown_again(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin)
    linked = data(await catalogue.link(admin, medicine["id"], "SHELF-7"))

    await admin.delete(f"/api/catalogue/{medicine['id']}/barcodes/{linked['id']}")

    assert (await admin.get("/api/catalogue/barcodes/SHELF-7")).status_code == 404
    assert (await admin.get(f"/api/catalogue/{medicine['id']}/barcodes")).json()["data"] == []


async def test_suppliers_terms_are_kept_replaced_and_dropped(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin)
    place = f"/api/catalogue/{medicine['id']}/suppliers"
    terms = {"supplier_name": "City", "scheme_buy_qty": 10, "scheme_free_qty": 1, "discount_percent": 12.5}

    await admin.put(place, json=terms)
    told = data(await admin.put(place, json={**terms, "moq": 20, "price": "4.25"}))

    assert {key: told[key] for key in ("moq", "price", "scheme_buy_qty", "scheme_free_qty", "discount_percent")} == {
        "moq": 20,
        "price": "4.25",
        "scheme_buy_qty": 10,
        "scheme_free_qty": 1,
        "discount_percent": 12.5,
    }
    assert (await admin.get(place)).json()["data"] == [told]
    assert (await admin.delete(f"{place}/{told['supplier_id']}")).status_code == 200
    assert (await admin.get(place)).json()["data"] == []


async def test_half_a_scheme_is_refused(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin)
    body = {"supplier_name": "City", "scheme_buy_qty": 10}

    assert (await admin.put(f"/api/catalogue/{medicine['id']}/suppliers", json=body)).status_code == 422


async def classify(app: FastAPI, pharmacy_id: int) -> dict[str, object]:
    platform: Platform = app.state.platform
    return await classification.run(platform.database, pharmacy_id=pharmacy_id, time_zone=ZONE)


async def pharmacy_id_of(client: httpx.AsyncClient) -> int:
    told: int = data(await client.get("/api/auth/me"))["pharmacy"]["id"]
    return told


async def test_classes_are_computed_over_a_window_that_is_shown(app: FastAPI, admin: httpx.AsyncClient) -> None:
    dear = await medicines.add(admin, name="Dear", unit_cost="90", stock_qty=500, ven="V")
    cheap = await medicines.add(admin, name="Cheap", unit_cost="1", stock_qty=500, ven="N")
    idle = await medicines.add(admin, name="Idle", unit_cost="5", stock_qty=5)
    for week in range(1, 9):
        await sales.sold(admin, dear["id"], 10, sale_date=in_days(-7 * week))
    await sales.sold(admin, cheap["id"], 40, sale_date=in_days(-50))
    pharmacy_id = await pharmacy_id_of(admin)

    told = await classify(app, pharmacy_id)

    views = [await medicines.get(admin, one["id"]) for one in (dear, cheap, idle)]
    assert told == {"medicines": 3, "classified_on": today().isoformat(), "window_days": 364}
    assert [(one["abc"], one["xyz"], one["fsn"]) for one in views] == [
        ("A", "X", "F"),
        ("C", "Z", "S"),
        ("C", None, "N"),
    ]
    matrix = data(await admin.get("/api/catalogue/classes"))
    assert (matrix["classified_on"], matrix["window_days"]) == (today().isoformat(), 364)
    assert [(cell["abc"], cell["ven"], cell["category"], cell["consumption_value"]) for cell in matrix["cells"]] == [
        ("A", "V", "I", "7200.00"),
        ("C", "N", "III", "40.00"),
        ("C", None, None, "0.00"),
    ]
    assert await classify(app, pharmacy_id) == told
    assert [await medicines.get(admin, one["id"]) for one in (dear, cheap, idle)] == views
