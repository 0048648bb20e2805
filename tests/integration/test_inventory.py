import asyncio

import httpx
import pytest
from tests.factories import medicines, sales
from tests.factories.medicines import in_days, names

FIELDS = {
    "id", "name", "generic_name", "category", "strength", "form", "manufacturer", "batch_no", "expiry_date",
    "stock_qty", "expired_qty", "reorder_level", "price", "unit_cost", "pack_size", "moq", "lead_time_days",
    "review_days", "service_level", "service_level_from", "is_divisible", "supplier_name", "on_order_qty",
    "created_at", "updated_at",
    "generic_id", "base_unit", "mrp", "schedule", "storage", "is_lasa", "is_locked_storage", "ven", "abc",
    "route", "hsn", "xyz", "fsn", "classified_on", "class_window_days", "packs", "stock_words",
}  # fmt: skip
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def change(client: httpx.AsyncClient, medicine_id: int, **terms: object) -> httpx.Response:
    return await client.put(f"/api/inventory/{medicine_id}", json=terms)


async def test_only_a_name_is_needed(admin: httpx.AsyncClient) -> None:
    added = medicines.data(await admin.post("/api/inventory", json={"name": "Paracetamol 500 mg"}))

    assert added.keys() == FIELDS
    told = {key: added[key] for key in ("name", "stock_qty", "price", "pack_size", "lead_time_days", "is_divisible")}
    assert told == {
        "name": "Paracetamol 500 mg",
        "stock_qty": 0,
        "price": "0.00",
        "pack_size": 1,
        "lead_time_days": 3,
        "is_divisible": False,
    }
    assert await medicines.movements(admin, added["id"]) == []


async def test_what_is_told_is_answered_exactly(admin: httpx.AsyncClient) -> None:
    terms = {
        "name": "Cough Syrup 100 ml",
        "generic_name": "Dextromethorphan",
        "category": "Cough and cold",
        "strength": "10 mg/5 ml",
        "form": "syrup",
        "manufacturer": "Example Laboratories",
        "supplier_name": "City Distributors",
        "batch_no": "B2417",
        "expiry_date": in_days(200),
        "stock_qty": 3.67,
        "reorder_level": 0.5,
        "price": "12.5",
        "unit_cost": "0.0375",
        "is_divisible": True,
        "pack_size": 10,
        "moq": 20,
        "lead_time_days": 0,
        "review_days": 14,
        "service_level": 0.9,
        "on_order_qty": 40,
    }

    added = await medicines.add(admin, **terms)

    assert {key: added[key] for key in terms} == {**terms, "price": "12.50"}
    assert await medicines.get(admin, added["id"]) == added


async def test_a_list_shows_a_medicine_as_asking_for_it_alone_does(admin: httpx.AsyncClient) -> None:
    for terms in (
        {"name": "bare"},
        {"name": "full", "stock_qty": 12, "price": "12.5", "unit_cost": "0.0375", "expiry_date": in_days(9)},
        {"name": "parts", "stock_qty": 3.67, "reorder_level": 0.000000001, "is_divisible": True, "price": "1000000000"},
        {"name": "expired", "stock_qty": 7, "batch_no": "B1", "expiry_date": in_days(-1), "supplier_name": "City"},
    ):
        await medicines.add(admin, **terms)

    listed = (await admin.get("/api/inventory")).json()["data"]

    assert len(listed) == 4
    for one in listed:
        alone = await medicines.get(admin, one["id"])
        assert one == {field: alone[field] for field in one}


async def test_an_opening_batch_is_a_line_of_the_ledger(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, stock_qty=40, batch_no="B1", expiry_date=in_days(100), unit_cost="2")

    (batch,) = await medicines.batches(admin, added["id"])
    (line,) = await medicines.movements(admin, added["id"])
    assert (batch["batch_no"], batch["on_hand_qty"], batch["days_left"], batch["unit_cost"]) == ("B1", 40, 100, "2.00")
    assert (batch["state"], batch["is_expired"]) == ("ok", False)
    assert (line["reason"], line["qty_change"], line["balance_after"]) == ("opening", 40, 40)


PRICES: dict[object, str] = {
    "12.50": "12.50",
    12.5: "12.50",
    3: "3.00",
    "0.0375": "0.0375",
    0.1: "0.10",
    "1000000000": "1000000000.00",
}


@on_sqlite
async def test_a_price_may_be_a_number_and_is_answered_as_text(admin: httpx.AsyncClient) -> None:
    answered = {sent: (await medicines.add(admin, price=sent))["price"] for sent in PRICES}

    assert answered == PRICES


OUT_OF_BOUNDS: list[tuple[str, object]] = [
    ("name", " "),
    ("name", "x" * 201),
    ("name", "Nul\0"),
    ("price", "-1"),
    ("price", "0.00001"),
    ("price", "1e400"),
    ("price", "NaN"),
    ("price", "Infinity"),
    ("stock_qty", -1),
    ("stock_qty", 10_000_001),
    ("stock_qty", 0.0000000001),
    ("pack_size", 0),
    ("service_level", 1),
    ("lead_time_days", -1),
    ("review_days", 0),
    ("expiry_date", "1999-12-31"),
    ("expiry_date", "31/12/2027"),
    ("colour", "white"),
]


@on_sqlite
async def test_terms_out_of_bounds_are_refused_by_name(admin: httpx.AsyncClient) -> None:
    bodies = [{"name": "Paracetamol", field: value} for field, value in OUT_OF_BOUNDS]

    answers = [await admin.post("/api/inventory", json=body) for body in bodies]

    assert {answer.status_code for answer in answers} == {422}
    named = [answer.json()["details"]["fields"][0]["field"] for answer in answers]
    assert named == [f"body.{field}" for field, _ in OUT_OF_BOUNDS]
    assert await names(admin) == []


async def test_a_name_is_taken_whatever_its_case_and_spacing(admin: httpx.AsyncClient) -> None:
    await medicines.add(admin, name="Paracetamol 500 mg")

    answer = await admin.post("/api/inventory", json={"name": " PARACETAMOL  500 mg"})

    assert (answer.status_code, answer.json()["error"]) == (409, "MEDICINE_EXISTS")


async def test_two_medicines_of_one_name_at_the_same_moment_are_one(admin: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(admin.post("/api/inventory", json={"name": "Cetirizine"}) for _ in range(6)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5


async def test_medicines_of_a_new_supplier_at_the_same_moment_are_all_added(admin: httpx.AsyncClient) -> None:
    bodies = [{"name": f"Medicine {letter}", "supplier_name": "New Distributors"} for letter in "abcdef"]

    answers = await asyncio.gather(*(admin.post("/api/inventory", json=body) for body in bodies))

    assert [answer.status_code for answer in answers] == [201] * 6
    assert len(await names(admin, supplier_name="New Distributors")) == 6


async def test_a_name_that_grows_when_folded_is_kept(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, name="ß" * 200)

    assert await names(admin, q="SS") == [added["name"]]


async def test_what_a_change_leaves_out_stays(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, price="5.00", category="Analgesics", stock_qty=10, reorder_level=4)

    changed = medicines.data(await change(admin, added["id"], price="6.25"))

    assert changed == {**added, "price": "6.25", "updated_at": changed["updated_at"]}
    assert changed["updated_at"] > added["updated_at"]


@on_sqlite
async def test_a_change_can_empty_what_may_be_unknown(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, category="Analgesics", supplier_name="City", unit_cost="1")

    changed = medicines.data(await change(admin, added["id"], category=None, supplier_name=None, unit_cost=None))

    assert (changed["category"], changed["supplier_name"], changed["unit_cost"]) == (None, None, None)


@on_sqlite
async def test_a_change_of_nothing_is_refused(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin)

    answer = await change(admin, added["id"])

    assert answer.status_code == 422


async def test_a_medicine_cannot_take_the_name_of_another(admin: httpx.AsyncClient) -> None:
    await medicines.add(admin, name="Cetirizine")
    added = await medicines.add(admin, name="Loratadine", price="1")

    answer = await change(admin, added["id"], name="CETIRIZINE", price="2", supplier_name="City")

    assert (answer.status_code, answer.json()["error"]) == (409, "MEDICINE_EXISTS")
    assert await medicines.get(admin, added["id"]) == added


async def test_a_deleted_medicine_is_gone_and_its_history_stays(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, name="Aspirin", stock_qty=5, price="1")
    sale = await sales.sold(admin, added["id"], 2)

    deleted = await admin.delete(f"/api/inventory/{added['id']}")

    assert medicines.data(deleted) == {"id": added["id"]}
    gone = [
        await admin.get(f"/api/inventory/{added['id']}"),
        await change(admin, added["id"], price="2"),
        await admin.delete(f"/api/inventory/{added['id']}"),
        await sales.sell(admin, added["id"], 1),
    ]
    assert [answer.status_code for answer in gone] == [404] * 4
    assert await names(admin) == []
    assert (await admin.get("/api/sales")).json()["data"] == [sale]


async def test_the_name_of_a_deleted_medicine_can_be_used_again(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, name="Aspirin", stock_qty=5)
    await admin.delete(f"/api/inventory/{added['id']}")

    again = await medicines.add(admin, name="Aspirin")

    assert (again["id"] != added["id"], again["stock_qty"]) == (True, 0)


@on_sqlite
async def test_a_divisible_medicine_alone_is_kept_in_parts(admin: httpx.AsyncClient) -> None:
    whole = await medicines.add(admin, name="Tablets", stock_qty=2)
    parts = await medicines.add(admin, name="Syrup", stock_qty=1.5, is_divisible=True)

    refused = [
        await admin.post("/api/inventory", json={"name": "Capsules", "stock_qty": 1.5}),
        await change(admin, whole["id"], stock_qty=1.5),
        await admin.post(f"/api/inventory/{whole['id']}/batches", json={"qty": 0.5}),
        await sales.sell(admin, whole["id"], 0.5),
    ]

    assert {(answer.status_code, answer.json()["error"]) for answer in refused} == {(422, "NOT_DIVISIBLE")}
    assert (await medicines.get(admin, whole["id"]))["stock_qty"] == 2
    assert (await sales.sold(admin, parts["id"], 0.25))["qty_sold"] == 0.25


async def test_parts_of_a_unit_add_up_exactly(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, stock_qty=0.3, is_divisible=True)
    for _ in range(3):
        await sales.sold(admin, added["id"], 0.1)

    assert (await medicines.get(admin, added["id"]))["stock_qty"] == 0


@on_sqlite
@pytest.mark.parametrize("medicine_id", ["0", "-1", "abc", "1.5", str(2**63), "%00"])
async def test_an_id_that_cannot_be_is_refused(admin: httpx.AsyncClient, medicine_id: str) -> None:
    answer = await admin.get(f"/api/inventory/{medicine_id}")

    assert (answer.status_code, answer.json()["details"]["fields"][0]["field"]) == (422, "path.medicine_id")


@on_sqlite
async def test_a_medicine_that_is_not_there_is_not_found(admin: httpx.AsyncClient) -> None:
    paths = ["/api/inventory/77", "/api/inventory/77/batches", "/api/inventory/77/movements"]

    answers = [await admin.get(path) for path in paths]

    assert {(answer.status_code, answer.json()["error"]) for answer in answers} == {(404, "MEDICINE_NOT_FOUND")}
