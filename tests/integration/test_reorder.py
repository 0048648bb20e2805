"""The order list: what is computed from a pharmacy's past, and how it is read."""

import asyncio
import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from tests.factories import histories, imports, medicines, sales
from tests.factories.histories import STEADY, Delivery, Past
from tests.factories.imports import csv_of, days_ago

import pharmarec_ml
from app.database import Database
from app.models.enums import BatchState
from pharmarec_ml import StockPosition

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def listed(client: httpx.AsyncClient, **wanted: object) -> list[dict[str, Any]]:
    """Suggestions as the list shows them; those to order unless told otherwise."""
    answer = await client.get("/api/reorder/suggestions", params=wanted)  # type: ignore[arg-type]
    assert answer.is_success, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


async def outlook(client: httpx.AsyncClient, medicine_id: int) -> dict[str, Any]:
    """The forecast page of a medicine."""
    return medicines.data(await client.get(f"/api/reorder/{medicine_id}"))


async def suggestion(client: httpx.AsyncClient, medicine_id: int) -> dict[str, Any]:
    """The newest suggestion of a medicine, whatever became of it."""
    found: dict[str, Any] = (await outlook(client, medicine_id))["suggestion"]
    return found


async def analysis(client: httpx.AsyncClient) -> dict[str, Any]:
    return medicines.data(await client.get("/api/reorder/analysis"))


def position(shown: dict[str, Any], *, reorder_level: int = 0) -> StockPosition:
    """What the engine should have been told, from what the API shows of a suggestion."""
    return StockPosition(
        item_id=shown["medicine_id"],
        on_hand=Decimal(str(shown["on_hand_qty"])),
        usable=Decimal(str(shown["usable_qty"])),
        on_order=Decimal(str(shown["on_order_qty"])),
        lead_time_days=shown["lead_time_days"],
        review_days=shown["review_days"],
        service_level=shown["service_level"],
        pack_size=Decimal(str(shown["pack_size"])),
        moq=Decimal(str(shown["moq"])),
        reorder_level=Decimal(reorder_level),
        stock_known=shown["stock_known"],
    )


async def test_a_sales_file_becomes_an_order_list_with_reasons(admin: httpx.AsyncClient) -> None:
    lines = [f"{days_ago(n)},{STEADY[n % 7]},{n % 2}" for n in range(140, 0, -1)]

    await imports.imported(admin, csv_of("date,Crocin,Dolo", *lines))
    found = await listed(admin)

    assert {one["medicine_name"] for one in found} == {"Crocin", "Dolo"}
    for one in found:
        assert one["suggested_qty"] == one["order_qty"] > 0
        assert (one["stock_known"], one["urgency"], one["confidence"]) == (False, "out", "medium")
        assert one["reason"] == "No stock told yet"
        assert "No stock has been told for this item" in one["explanation"]
        assert one["as_of"] == str(days_ago(1))


async def test_the_numbers_are_the_engines_on_the_same_history(admin: httpx.AsyncClient, database: Database) -> None:
    pasts = {
        "steady": Past(deliveries=[Delivery(9, expires_in=200)]),
        "growing": Past(demand=[n // 20 for n in range(200)], terms={"pack_size": 10, "moq": 25, "lead_time_days": 9}),
        "fractions": Past(demand=["0.1", "0.2", 0, "3.67"] * 30, terms={"is_divisible": True, "service_level": 0.99}),
        "short": Past(demand=[2, 0, 5], terms={"reorder_level": 30}),
    }
    for name, past in pasts.items():
        added = await histories.add(admin, database, past, name=name)

        shown = await suggestion(admin, added["id"])

        level = int(added["reorder_level"])
        [expected] = pharmarec_ml.advise(
            [past.history(added["id"])], [position(shown, reorder_level=level)], as_of=days_ago(1)
        )
        assert Decimal(str(shown["suggested_qty"])) == expected.order_qty > 0
        for key in ("demand_per_day", "expected_demand", "order_up_to", "days_of_cover"):
            assert shown[key] == pytest.approx(getattr(expected, key), rel=1e-12), (name, key)
        assert shown["safety_qty"] == pytest.approx(expected.safety_stock)
        for key in ("confidence", "urgency", "reason", "explanation"):
            assert shown[key] == getattr(expected, key), name
        assert pharmarec_ml.recompute(shown["inputs"]) == expected.order_qty


async def test_days_without_stock_do_not_make_a_medicine_look_slow(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await histories.add(admin, database, Past(), name="sold every day, so that data are known to end yesterday")
    demand = [4] * 60 + [0] * 30
    sold_out = [Delivery(240, days_ago=90, left=0), Delivery(50)]
    expired = [Delivery(500, days_ago=90, left=260, expires_in=-31), Delivery(50)]
    unwanted = [Delivery(240, days_ago=90)]

    rates = {
        name: await histories.add(admin, database, Past(demand, deliveries), name=name)
        for name, deliveries in (("sold out", sold_out), ("expired", expired), ("unwanted", unwanted))
    }
    found = {name: await suggestion(admin, one["id"]) for name, one in rates.items()}

    assert found["sold out"]["demand_per_day"] > 1.5 * found["unwanted"]["demand_per_day"]
    assert found["expired"]["demand_per_day"] == pytest.approx(4)
    assert "30 days without stock or data left out" in found["expired"]["explanation"]


async def test_only_stock_that_may_be_sold_counts(admin: httpx.AsyncClient, database: Database) -> None:
    held = [Delivery(1_000 + n, state=state) for n, state in enumerate(BatchState) if state is not BatchState.OK]
    past = Past(
        demand=[4] * 90,
        deliveries=[Delivery(7, expires_in=300), Delivery(500, expires_in=-1), Delivery(30, expires_in=5), *held],
    )

    shown = await suggestion(admin, (await histories.add(admin, database, past))["id"])

    # Four a day sell 24 of the 30 in the six days that they are still good for.
    assert (shown["usable_qty"], shown["on_hand_qty"]) == (31, 537 + sum(one.qty for one in held))
    assert shown["expiring_qty"] == 6
    assert shown["suggested_qty"] > 0


@on_sqlite
@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({}, 51),
        ({"on_order_qty": 20}, 31),
        ({"on_order_qty": 500}, 0),
        ({"pack_size": 10}, 60),
        ({"pack_size": 7, "moq": 60}, 63),
        ({"moq": 100}, 100),
        ({"reorder_level": 200}, 200),
    ],
    ids=str,
)
async def test_orders_packs_and_minimums_shape_the_quantity(
    admin: httpx.AsyncClient, database: Database, terms: dict[str, object], expected: int
) -> None:
    """Four a day, ten days to the delivery after next: forty expected, and 51 to be 95 % sure (Poisson)."""
    added = await histories.add(admin, database, Past(demand=[4] * 120, deliveries=[Delivery(0)]), **terms)

    shown = await suggestion(admin, added["id"])

    assert shown["order_up_to"] == max(shown["inputs"]["order_up_to"], float(shown["inputs"]["reorder_level"]))
    assert shown["suggested_qty"] == expected
    assert shown["status"] == ("open" if expected else "nothing_to_order")


async def test_the_list_can_be_filtered_sorted_and_paged(admin: httpx.AsyncClient, database: Database) -> None:
    for n, (name, category, supplier, stock) in enumerate(
        [
            ("Amoxicillin", "Antibiotics", "City", 0),
            ("Bandage", "First aid", "City", 20),
            ("Crocin", "Analgesics", "North", 5),
            ("Dolo", "Analgesics", None, 2_000),
        ]
    ):
        past = Past(demand=[2 + n] * 90, deliveries=[Delivery(stock)])
        terms = {"category": category, "price": f"{4 - n}.50"} | ({"supplier_name": supplier} if supplier else {})
        await histories.add(admin, database, past, name=name, generic_name=f"{name} generic", **terms)

    async def names(**wanted: object) -> list[str]:
        return [one["medicine_name"] for one in await listed(admin, **wanted)]

    assert await names() == ["Amoxicillin", "Crocin", "Bandage"]
    assert await names(sort="medicine_name") == ["Amoxicillin", "Bandage", "Crocin"]
    assert await names(sort="-medicine_name") == ["Crocin", "Bandage", "Amoxicillin"]
    assert await names(status="nothing_to_order") == ["Dolo"]
    assert await names(urgency="out") == ["Amoxicillin"]
    assert await names(supplier_name="City", sort="-medicine_name") == ["Bandage", "Amoxicillin"]
    assert await names(category="Analgesics") == ["Crocin"]
    assert await names(q="  BANDAGE gen") == ["Bandage"]
    assert await names(q="%") == []
    for key in ("order_value", "suggested_qty", "days_of_cover", "supplier_name"):
        values = [one[key] for one in await listed(admin, sort=f"-{key}")]
        as_numbers = [float(value) if key == "order_value" else value for value in values]
        assert as_numbers == sorted(as_numbers, reverse=True), key
    second = (await admin.get("/api/reorder/suggestions", params={"page": 2, "page_size": 2})).json()
    assert [one["medicine_name"] for one in second["data"]] == ["Bandage"]
    assert (second["meta"]["total_items"], second["meta"]["total_pages"], second["meta"]["has_next"]) == (3, 2, False)
    unknown = await admin.get("/api/reorder/suggestions", params={"sort": "colour"})
    assert (unknown.status_code, unknown.json()["error"]) == (422, "UNKNOWN_SORT")


async def test_the_export_holds_every_line_and_runs_nothing(admin: httpx.AsyncClient, database: Database) -> None:
    formula = '=HYPERLINK("http://evil","x")'
    for n in range(24):
        await medicines.add(admin, name=f"Medicine {n:02}", reorder_level=n + 1, stock_qty=0)
    await medicines.add(admin, name=formula, generic_name="+1", supplier_name="@SUM(A1)", reorder_level=0.000000001,
                        is_divisible=True, pack_size=0.000000001)  # fmt: skip

    answer = await admin.get("/api/reorder/suggestions.csv", params={"page_size": 2, "sort": "medicine_name"})

    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == 25
    assert lines[0]["medicine_name"] == f"'{formula}"
    assert (lines[0]["generic_name"], lines[0]["supplier_name"]) == ("'+1", "'@SUM(A1)")
    assert lines[0]["order_qty"] == "0.000000001"
    assert [line["order_qty"] for line in lines[1:4]] == ["1", "2", "3"]
    filtered = await admin.get("/api/reorder/suggestions.csv", params={"q": "Medicine 2"})
    assert len(list(csv.DictReader(io.StringIO(filtered.text)))) == 4


async def test_the_figures_of_the_analysis_are_the_sums_of_the_list(
    admin: httpx.AsyncClient, database: Database
) -> None:
    for name, supplier, deliveries in (
        ("Amoxicillin", "City", [Delivery(0)]),
        ("Bandage", "City", [Delivery(25, expires_in=20)]),
        ("Crocin", None, []),
        ("Dolo", "North", [Delivery(900, expires_in=80), Delivery(4, expires_in=-2)]),
    ):
        terms = {"unit_cost": "2.25", "price": "3.00"} | ({"supplier_name": supplier} if supplier else {})
        await histories.add(admin, database, Past(deliveries=deliveries), name=name, **terms)
    await medicines.add(admin, name="Never sold")
    found = [*await listed(admin), *await listed(admin, status="nothing_to_order")]

    told = await analysis(admin)

    opened = [one for one in found if one["status"] == "open"]
    assert (told["medicines"], told["open_suggestions"]) == (5, len(opened))
    assert Decimal(told["order_value"]) == sum(Decimal(one["order_value"]) for one in opened)
    assert all(Decimal(one["order_value"]) == Decimal("2.25") * Decimal(str(one["order_qty"])) for one in opened)
    assert told["by_urgency"] == {
        urgency: sum(one["urgency"] == urgency for one in opened) for urgency in ("out", "at_risk", "soon", "fine")
    }
    assert told["out_of_stock"] == sum(one["urgency"] == "out" for one in found)
    assert told["at_risk"] == sum(one["urgency"] == "at_risk" for one in found)
    assert told["not_enough_data"] == sum(one["confidence"] == "not_enough_data" for one in found) == 1
    assert told["stock_unknown"] == sum(not one["stock_known"] for one in found) == 2
    by_supplier = {
        one["supplier_name"]: (one["suggestions"], Decimal(one["order_value"])) for one in told["by_supplier"]
    }
    assert by_supplier == {
        name: (len(theirs), sum(Decimal(one["order_value"]) for one in theirs))
        for name in {one["supplier_name"] for one in opened}
        if (theirs := [one for one in opened if one["supplier_name"] == name])
    }
    assert told["expiring"] == {
        "expired": {"batches": 1, "units": 4, "value": "9.00"},
        "within_30_days": {"batches": 1, "units": 25, "value": "56.25"},
        "within_90_days": {"batches": 2, "units": 925, "value": "2081.25"},
    }
    assert (told["data_through"], told["data_age_days"]) == (str(days_ago(1)), 1)


async def test_a_pharmacy_without_anything_gets_an_empty_list(admin: httpx.AsyncClient) -> None:
    assert await listed(admin) == []
    told = await analysis(admin)
    assert (told["medicines"], told["open_suggestions"], told["order_value"]) == (0, 0, "0.00")
    assert (told["data_through"], told["data_age_days"], told["by_supplier"]) == (None, None, [])


async def test_old_data_are_said_to_be_old(admin: httpx.AsyncClient, database: Database) -> None:
    added = await histories.add(admin, database, Past(ends_days_ago=40))

    told, shown = await analysis(admin), await suggestion(admin, added["id"])

    assert (told["data_through"], told["data_age_days"]) == (str(days_ago(40)), 40)
    assert shown["as_of"] == str(days_ago(40))
    assert shown["demand_per_day"] == pytest.approx(sum(STEADY) / 7, rel=0.1)


async def test_a_month_of_which_nothing_is_known_is_no_month_without_demand(
    admin: httpx.AsyncClient, database: Database
) -> None:
    """The pharmacy's till was broken for 40 days; a week's holiday before is nothing special."""
    demand = [4] * 30 + [0] * 7 + [4] * 30 + [0] * 40 + [4] * 10
    added = await histories.add(admin, database, Past(demand))

    shown = await suggestion(admin, added["id"])

    assert shown["inputs"]["censored_days"] == 40
    assert shown["inputs"]["observed_days"] == 77
    assert 3.4 < shown["demand_per_day"] < 4


async def test_a_sale_is_seen_at_the_next_look(admin: httpx.AsyncClient, database: Database) -> None:
    added = await histories.add(admin, database, Past(demand=[4] * 90, deliveries=[Delivery(100)]))
    before = await suggestion(admin, added["id"])

    await sales.sold(admin, added["id"], 90)
    after = await suggestion(admin, added["id"])

    assert (before["usable_qty"], before["status"]) == (100, "nothing_to_order")
    assert (after["usable_qty"], after["status"]) == (10, "open")
    assert after["id"] == before["id"]


async def test_newer_sales_of_one_medicine_tell_that_another_did_not_sell(
    admin: httpx.AsyncClient, database: Database
) -> None:
    quiet = await histories.add(admin, database, Past(demand=[4] * 90, ends_days_ago=31))
    before = await suggestion(admin, quiet["id"])
    await asyncio.sleep(0)

    await imports.imported(admin, csv_of("date,medicine,quantity", *(f"{days_ago(n)},Dolo,3" for n in range(1, 31))))
    after = await suggestion(admin, quiet["id"])

    assert (before["as_of"], after["as_of"]) == (str(days_ago(31)), str(days_ago(1)))
    assert after["demand_per_day"] < 0.8 * before["demand_per_day"]


async def test_many_may_look_at_a_new_list_at_once(admin: httpx.AsyncClient, database: Database) -> None:
    for n in range(5):
        await histories.add(admin, database, Past(demand=[n + 1] * 60))

    answers = await asyncio.gather(*(admin.get("/api/reorder/suggestions") for _ in range(6)))

    assert [answer.status_code for answer in answers] == [200] * 6
    assert {len(answer.json()["data"]) for answer in answers} == {5}


async def test_a_deleted_medicine_is_not_suggested(admin: httpx.AsyncClient, database: Database) -> None:
    added = await histories.add(admin, database, Past(), price="2.00")
    assert len(await listed(admin)) == 1

    deleted = await admin.delete(f"/api/inventory/{added['id']}")

    assert deleted.is_success
    assert await listed(admin) == []
    assert (await admin.get(f"/api/reorder/{added['id']}")).status_code == 404
    told = await analysis(admin)
    assert (told["medicines"], told["open_suggestions"], told["order_value"]) == (0, 0, "0.00")
    assert sum(told["by_urgency"].values()) == told["stock_unknown"] == 0


async def test_a_medicine_nobody_ever_sold_has_not_enough_data(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, name="New on the shelf", stock_qty=5)

    shown = await outlook(admin, added["id"])

    assert (shown["suggestion"]["confidence"], shown["suggestion"]["suggested_qty"]) == ("not_enough_data", 0)
    assert shown["suggestion"]["days_of_cover"] is None
    assert (shown["forecast"]["weeks"], shown["weekly_mean"]) == ([], None)
    assert (await admin.get("/api/reorder/999999")).status_code == 404


async def test_a_forecast_shows_past_weeks_and_coming_ones(admin: httpx.AsyncClient, database: Database) -> None:
    past = Past(demand=STEADY * 30)
    added = await histories.add(admin, database, past)

    shown = await outlook(admin, added["id"])

    assert len(shown["history"]) == 26
    assert {week["units"] for week in shown["history"]} == {24}
    assert shown["history"][-1]["week_start"] == str(days_ago(7))
    fan = shown["forecast"]
    assert fan["levels"] == [0.05, 0.25, 0.5, 0.75, 0.95]
    assert [week["week_start"] for week in fan["weeks"]] == [
        str(medicines.today() + timedelta(weeks=n)) for n in range(8)
    ]
    expected = pharmarec_ml.forecast_weeks(past.history(added["id"]), weeks=8, levels=fan["levels"])
    for week, wanted in zip(fan["weeks"], expected, strict=True):
        assert week["quantiles"] == sorted(week["quantiles"]) == list(wanted.quantiles)
        assert week["mean"] == pytest.approx(wanted.mean)
    assert shown["weekly_mean"] == fan["weeks"][0]["mean"]


async def test_a_new_brand_is_ordered_like_another_of_its_generic(admin: httpx.AsyncClient, database: Database) -> None:
    generic = {"generic_name": "Paracetamol", "strength": "500 mg", "form": "tablet"}
    await histories.add(admin, database, Past(), name="Slower brand", **generic)
    await histories.add(admin, database, Past(demand=(50,) * 100), name="Best brand", **generic)
    await histories.add(
        admin, database, Past(demand=(90,) * 100), name="Other strength", **generic | {"strength": "1 g"}
    )
    new = await medicines.add(admin, name="New brand", **generic)
    nobody = await medicines.add(admin, name="Alone", generic_name="Zincum", strength="5 mg", form="tablet")

    shown = medicines.data(await admin.get(f"/api/reorder/{new['id']}"))["suggestion"]
    alone = medicines.data(await admin.get(f"/api/reorder/{nobody['id']}"))["suggestion"]

    assert (shown["inputs"]["analogue"], shown["confidence"]) == ("Best brand", "low")
    assert shown["demand_per_day"] == pytest.approx(50)
    assert "Best brand stands in" in shown["explanation"]
    assert (alone["inputs"]["analogue"], alone["confidence"]) == (None, "not_enough_data")
