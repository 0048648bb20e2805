from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from tests.factories import medicines, sales
from tests.factories.medicines import ZONE, in_days, today

FIELDS = {
    "id", "medicine_id", "medicine_name", "qty_sold", "unit_price", "total_amount", "sale_date", "sold_at", "notes",
    "source", "bill_no", "returned_qty", "uncovered_qty", "created_at", "allocations",
}  # fmt: skip
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def listed(client: httpx.AsyncClient, **wanted: object) -> list[dict[str, Any]]:
    """A page of the history."""
    answer = await client.get("/api/sales", params={key: str(value) for key, value in wanted.items()})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


async def summary(client: httpx.AsyncClient, **period: object) -> dict[str, Any]:
    answer = await client.get("/api/sales/summary", params={key: str(value) for key, value in period.items()})
    return medicines.data(answer)


async def test_a_sale_takes_stock_at_the_price_of_the_medicine(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, name="Cetirizine", price="2.50", stock_qty=10, batch_no="B1")

    sale = await sales.sold(admin, medicine["id"], 3, notes="for the cold")

    assert sale.keys() == FIELDS
    (took,) = sale["allocations"]
    assert (took["batch_no"], took["qty"]) == ("B1", 3)
    told = {key: sale[key] for key in ("medicine_name", "qty_sold", "unit_price", "total_amount", "source", "notes")}
    assert told == {
        "medicine_name": "Cetirizine",
        "qty_sold": 3,
        "unit_price": "2.50",
        "total_amount": "7.50",
        "source": "till",
        "notes": "for the cold",
    }
    assert (sale["sale_date"], sale["uncovered_qty"]) == (today().isoformat(), 0)
    assert (await medicines.get(admin, medicine["id"]))["stock_qty"] == 7
    assert (await medicines.movements(admin, medicine["id"]))[-1]["sale_id"] == sale["id"]


async def test_another_price_can_be_asked(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, price="2.50", stock_qty=10)

    sale = await sales.sold(admin, medicine["id"], 3, unit_price=0)

    assert (sale["unit_price"], sale["total_amount"]) == ("0.00", "0.00")


async def test_totals_are_rounded_half_to_even(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=10, is_divisible=True)

    totals = [
        (await sales.sold(admin, medicine["id"], qty, unit_price=price))["total_amount"]
        for qty, price in ((0.5, "0.01"), (0.5, "0.03"), (0.333333333, "3"), (1.1, "0.0375"))
    ]

    assert totals == ["0.00", "0.02", "1.00", "0.04"]


async def test_a_sale_goes_across_batches_first_expired_first(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin)
    await medicines.receive(admin, medicine["id"], 10, batch_no="undated")
    await medicines.receive(admin, medicine["id"], 10, batch_no="late", expiry_date=in_days(90))
    await medicines.receive(admin, medicine["id"], 10, batch_no="early", expiry_date=in_days(3))

    sale = await sales.sold(admin, medicine["id"], 22)

    taken = {part["batch_no"]: part["qty"] for part in sale["allocations"]}
    assert taken == {"early": 10, "late": 10, "undated": 2}


async def test_expired_batches_are_never_sold(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=10, expiry_date=in_days(-1))
    await medicines.receive(admin, medicine["id"], 2, batch_no="last day", expiry_date=in_days(0))

    refused = await sales.sell(admin, medicine["id"], 3)
    sale = await sales.sold(admin, medicine["id"], 2)

    assert (refused.status_code, refused.json()["error"]) == (409, "INSUFFICIENT_STOCK")
    assert [part["batch_no"] for part in sale["allocations"]] == ["last day"]


async def test_a_sale_the_shelf_cannot_give_leaves_nothing_behind(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=2, batch_no="A")
    await medicines.receive(admin, medicine["id"], 2, batch_no="B")

    refused = await sales.sell(admin, medicine["id"], 5)

    assert refused.status_code == 409
    assert refused.json()["details"] == {"wanted_qty": 5, "available_qty": 4}
    assert (await medicines.get(admin, medicine["id"]))["stock_qty"] == 4
    assert len(await medicines.movements(admin, medicine["id"])) == 2
    assert await listed(admin) == []


async def test_a_sale_can_be_entered_days_later(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, price="4", stock_qty=5)

    sale = await sales.sold(admin, medicine["id"], 1, sale_date=in_days(-3))

    assert sale["sale_date"] == in_days(-3)
    assert sale["sold_at"] == f"{in_days(-3)}T06:30:00Z", "noon of the day in Kolkata"
    revenue = (await admin.get("/api/sales/daily-revenue")).json()["data"]
    assert [day["date"] for day in revenue if day["sales_count"]] == [in_days(-3)]


async def test_what_has_expired_since_could_be_sold_then(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=5, expiry_date=in_days(-2))

    backdated = await sales.sell(admin, medicine["id"], 1, sale_date=in_days(-2))
    a_day_late = await sales.sell(admin, medicine["id"], 1, sale_date=in_days(-1))

    assert (backdated.status_code, a_day_late.status_code) == (201, 409)


async def test_an_instant_falls_on_the_business_day_of_the_pharmacy(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=5)
    local_morning = datetime.combine(today() - timedelta(days=2), datetime.min.time(), ZoneInfo(ZONE))

    sale = await sales.sold(admin, medicine["id"], 1, sale_date=local_morning.isoformat())

    assert sale["sale_date"] == in_days(-2)
    assert datetime.fromisoformat(sale["sold_at"]) == local_morning
    assert sale["sold_at"].startswith(in_days(-3)), "in UTC it was still the day before"


IMPOSSIBLE_MOMENTS = {
    "tomorrow": in_days(1),
    "in two hours": (datetime.now(UTC) + timedelta(hours=2)).isoformat(),
    "the last century": "1999-12-31",
    "the first day": "0001-01-01",
    "the last day": "9999-12-31",
    "the first instant": "0001-01-01T00:00:00+14:00",
    "the last instant": "9999-12-31T23:59:59-14:00",
}


@on_sqlite
async def test_a_sale_is_neither_in_the_future_nor_before_2000(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=5)

    answers = {
        name: await sales.sell(admin, medicine["id"], 1, sale_date=at) for name, at in IMPOSSIBLE_MOMENTS.items()
    }

    codes = {name: answer.json()["error"] for name, answer in answers.items()}
    assert codes == dict.fromkeys(IMPOSSIBLE_MOMENTS, "IMPOSSIBLE_SALE_DATE")
    assert (await medicines.get(admin, medicine["id"]))["stock_qty"] == 5


MALFORMED: dict[str, dict[str, object]] = {
    "nothing": {"qty_sold": 0},
    "less than nothing": {"qty_sold": -1},
    "a word": {"qty_sold": "three"},
    "ten decimals": {"qty_sold": 0.0000000001},
    "not a number": {"qty_sold": "NaN"},
    "too much": {"qty_sold": 10_000_001},
    "a negative price": {"unit_price": "-0.01"},
    "a price of five decimals": {"unit_price": "0.00001"},
    "no date": {"sale_date": "yesterday"},
    "a long note": {"notes": "x" * 501},
    "a note of NUL": {"notes": "\0"},
    "no medicine": {"medicine_id": 0},
    "an unknown field": {"discount": 5},
}


@on_sqlite
async def test_a_malformed_sale_is_refused(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=5)
    sale = {"medicine_id": medicine["id"], "qty_sold": 1}

    answers = {name: await admin.post("/api/sales", json={**sale, **wrong}) for name, wrong in MALFORMED.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(MALFORMED, 422)
    assert await listed(admin) == []


async def test_an_amount_that_no_column_holds_is_refused(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=10_000_000)

    refused = await sales.sell(admin, medicine["id"], 10_000_000, unit_price="1000000000")

    assert (refused.status_code, refused.json()["error"]) == (422, "AMOUNT_TOO_LARGE")
    assert (await medicines.get(admin, medicine["id"]))["stock_qty"] == 10_000_000


async def test_the_history_is_newest_first_and_filtered(admin: httpx.AsyncClient) -> None:
    one, two = [await medicines.add(admin, stock_qty=10) for _ in range(2)]
    old = await sales.sold(admin, one["id"], 1, sale_date=in_days(-40))
    middle = await sales.sold(admin, two["id"], 2, sale_date=in_days(-5))
    new = await sales.sold(admin, one["id"], 3)

    assert await listed(admin) == [new, middle, old]
    assert await listed(admin, medicine_id=one["id"]) == [new, old]
    assert await listed(admin, date_from=in_days(-40), date_to=in_days(-5)) == [middle, old]
    assert await listed(admin, source="import") == []
    assert await listed(admin, page=2, page_size=2) == [old]


async def test_the_history_can_be_sorted_by_each_field(admin: httpx.AsyncClient) -> None:
    beta = await medicines.add(admin, name="Beta", stock_qty=10, price="1")
    alpha = await medicines.add(admin, name="alpha", stock_qty=10, price="9")
    first = (await sales.sold(admin, beta["id"], 5))["id"]
    second = (await sales.sold(admin, alpha["id"], 2, sale_date=in_days(-1)))["id"]

    sorts = ("sale_date", "total_amount", "qty_sold", "created_at", "medicine_name")
    orders = {sort: [sale["id"] for sale in await listed(admin, sort=sort)] for sort in sorts}

    assert orders == {
        "sale_date": [second, first],
        "total_amount": [first, second],
        "qty_sold": [second, first],
        "created_at": [first, second],
        "medicine_name": [second, first],
    }


@on_sqlite
async def test_the_history_cannot_be_sorted_by_what_it_does_not_have(admin: httpx.AsyncClient) -> None:
    answer = await admin.get("/api/sales", params={"sort": "colour"})

    assert (answer.status_code, answer.json()["error"]) == (422, "UNKNOWN_SORT")


async def test_sums_are_exact_to_the_last_digit(admin: httpx.AsyncClient) -> None:
    syrup = await medicines.add(admin, name="Syrup", stock_qty=100, price="0.10", is_divisible=True)
    tablets = await medicines.add(admin, name="Tablets", stock_qty=100, price="19.99")
    made = [await sales.sold(admin, syrup["id"], 0.1, unit_price="7") for _ in range(7)]
    made += [await sales.sold(admin, tablets["id"], 3, sale_date=in_days(-1)) for _ in range(3)]

    told = await summary(admin)

    revenue = sum((Decimal(sale["total_amount"]) for sale in made), Decimal(0))
    assert (told["sales_count"], told["units_sold"], Decimal(told["revenue"])) == (10, 9.7, revenue)
    assert told["revenue"] == "184.81"
    assert told["average_sale"] == "18.48"
    assert told["top_medicines"] == [
        {"medicine_id": tablets["id"], "name": "Tablets", "units_sold": 9, "revenue": "179.91"},
        {"medicine_id": syrup["id"], "name": "Syrup", "units_sold": 0.7, "revenue": "4.90"},
    ]


async def test_a_summary_is_of_the_last_thirty_days_or_of_those_asked_for(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=10, price="1")
    for days in (0, 29, 30):
        await sales.sold(admin, medicine["id"], 1, sale_date=in_days(-days))

    usual = await summary(admin)
    asked = await summary(admin, date_from=in_days(-30), date_to=in_days(-30))
    before_all = await summary(admin, date_to="2020-01-01")

    assert (usual["date_from"], usual["date_to"], usual["sales_count"]) == (in_days(-29), in_days(0), 2)
    assert asked["sales_count"] == 1
    nothing = (before_all["sales_count"], before_all["revenue"], before_all["average_sale"])
    assert nothing == (0, "0.00", "0.00")


async def test_revenue_by_day_has_no_gaps(admin: httpx.AsyncClient) -> None:
    one, two = [await medicines.add(admin, stock_qty=10, price="2.50") for _ in range(2)]
    await sales.sold(admin, one["id"], 1, sale_date=in_days(-2))
    await sales.sold(admin, one["id"], 2)
    await sales.sold(admin, two["id"], 4)
    path, period = "/api/sales/daily-revenue", {"date_from": in_days(-3), "date_to": in_days(0)}

    days = (await admin.get(path, params=period)).json()["data"]
    of_one = (await admin.get(path, params={**period, "medicine_id": one["id"]})).json()["data"]
    usual = (await admin.get(path)).json()["data"]

    assert days == [
        {"date": in_days(-3), "revenue": "0.00", "units_sold": 0, "sales_count": 0},
        {"date": in_days(-2), "revenue": "2.50", "units_sold": 1, "sales_count": 1},
        {"date": in_days(-1), "revenue": "0.00", "units_sold": 0, "sales_count": 0},
        {"date": in_days(0), "revenue": "15.00", "units_sold": 6, "sales_count": 2},
    ]
    assert [day["units_sold"] for day in of_one] == [0, 1, 0, 2]
    assert (len(usual), usual[-1]["date"]) == (30, in_days(0))


@on_sqlite
async def test_what_came_back_is_no_revenue(admin: httpx.AsyncClient) -> None:
    dear = await medicines.add(admin, name="Dear", price="3.33", stock_qty=20)
    cheap = await medicines.add(admin, name="Cheap", price="2", stock_qty=20)
    sale = await sales.sold(admin, dear["id"], 10)
    await sales.sold(admin, cheap["id"], 10)
    await admin.post("/api/stock/returns", json={"sale_id": sale["id"], "qty": 5, "saleable": True})

    told = await summary(admin)
    (*_, this_day) = (await admin.get("/api/sales/daily-revenue")).json()["data"]
    of_cheap = (await admin.get("/api/sales/daily-revenue", params={"medicine_id": cheap["id"]})).json()["data"][-1]
    kept = await listed(admin, medicine_id=dear["id"])

    assert (told["revenue"], told["units_sold"]) == ("36.65", 15)  # 33.30 less 16.65, and 20
    assert [(one["name"], one["revenue"]) for one in told["top_medicines"]] == [("Cheap", "20.00"), ("Dear", "16.65")]
    assert (this_day["revenue"], this_day["units_sold"], of_cheap["revenue"]) == (
        "36.65",
        15,
        "20.00",
    )
    assert (sale["returned_qty"], kept[0]["returned_qty"]) == (0, 5)


async def test_lines_of_a_bill_share_its_number(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=20)

    lines = [await sales.sold(admin, medicine["id"], 1, bill_no="2026-1042") for _ in range(2)]
    kept = await listed(admin)

    assert [one["bill_no"] for one in lines + kept] == ["2026-1042"] * 4


@pytest.mark.parametrize("path", ["/api/sales/summary", "/api/sales/daily-revenue"])
async def test_a_period_that_cannot_be_is_refused(admin: httpx.AsyncClient, path: str) -> None:
    periods = [
        {"date_from": in_days(0), "date_to": in_days(-1)},
        {"date_from": "2000-01-01", "date_to": "2099-01-01"},
        {"date_from": "1999-12-31"},
        {"date_to": "tomorrow"},
    ]

    answers = [await admin.get(path, params=period) for period in periods]

    codes = [answer.json()["error"] for answer in answers]
    assert [answer.status_code for answer in answers] == [422] * 4
    assert codes == ["VALIDATION_ERROR", "PERIOD_TOO_LONG", "VALIDATION_ERROR", "VALIDATION_ERROR"]


@on_sqlite
async def test_a_sale_of_a_medicine_that_is_not_there_is_not_found(admin: httpx.AsyncClient) -> None:
    answer = await sales.sell(admin, 77, 1)

    assert (answer.status_code, answer.json()["error"]) == (404, "MEDICINE_NOT_FOUND")
