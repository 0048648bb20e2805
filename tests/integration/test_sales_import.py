"""Importing sales through the API: understood before anything is stored, exact, and never twice."""

import asyncio
import gzip
import json
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.factories import imports, medicines, sales
from tests.factories.imports import csv_of, days_ago, xlsx_of

from app.config import Settings
from app.database import Database
from app.models import Sale

LONG = "date,medicine,quantity"
REAL_FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "pharmacy-daily.csv.gz"


async def stock_of(client: httpx.AsyncClient, medicine_id: int) -> float:
    return float((await medicines.get(client, medicine_id))["stock_qty"])


async def sales_of(client: httpx.AsyncClient, **wanted: object) -> list[dict[str, Any]]:
    answer = await client.get("/api/sales", params={"page_size": 100, "sort": "created_at", **wanted})  # type: ignore[dict-item]
    assert answer.is_success, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


async def test_a_preview_says_how_a_file_is_understood_and_stores_nothing(
    admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    known = await medicines.add(admin, name="Crocin 500")
    before = await imports.everything_stored(database, settings)

    read = await imports.preview(
        admin,
        csv_of(LONG, f"{days_ago(3)},CROCIN  500,2", f"{days_ago(2)},CROCIN 500,-1", f"{days_ago(1)},Zincovit,3.5"),
    )

    assert (read["layout"], read["date_order"], read["rows_read"], read["sales_found"]) == ("long", "ymd", 3, 2)
    assert [column["role"] for column in read["columns"]] == ["date", "medicine", "quantity"]
    assert [(one["name"], one["matched_medicine_id"], one["total_qty"]) for one in read["medicines"]] == [
        ("CROCIN 500", known["id"], 2),
        ("Zincovit", None, 3.5),
    ]
    [bad] = read["bad_rows"]
    assert (bad["row"], bad["column"], bad["found"]) == (3, "quantity", "-1")
    assert await imports.everything_stored(database, settings) == before


@pytest.mark.parametrize("layout", ["long", "wide"])
async def test_csv_and_xlsx_of_either_layout_say_the_same(
    admin: httpx.AsyncClient, database: Database, layout: str
) -> None:
    layouts: dict[str, list[list[str | float]]] = {
        "long": [["date", "medicine", "quantity"], ["", "Crocin", 3.67], ["", "Dolo", 2], ["", "Crocin", 1]],
        "wide": [["date", "Crocin", "Dolo"], ["", 3.67, 0], ["", 0, 2], ["", 1, 0]],
    }
    rows = layouts[layout]
    days = [days_ago(3), days_ago(2), days_ago(1)]
    workbook = xlsx_of(rows[0], *([day, *row[1:]] for day, row in zip(days, rows[1:], strict=True)))
    lines = [[str(day), *map(str, row[1:])] for day, row in zip(days, rows[1:], strict=True)]
    text = csv_of(",".join(map(str, rows[0])), *(",".join(line) for line in lines))

    first = await imports.imported(admin, workbook, filename="till.xlsx")
    second = await imports.imported(admin, text, filename="till.csv")

    assert (first["status"], first["layout"], first["added"], first["new_medicines"]) == ("done", layout, 3, 2)
    assert (second["added"], second["already_there"], second["new_medicines"]) == (0, 3, 0)
    assert await imports.sums(database) == {"Crocin": Decimal("4.67"), "Dolo": Decimal(2)}
    assert (first["date_from"], first["date_to"]) == (str(days[0]), str(days[2]))


async def test_a_person_may_choose_what_the_columns_are(admin: httpx.AsyncClient, database: Database) -> None:
    file = csv_of("date,medicine,packs,tablets", f"{days_ago(2)},Crocin,2,20", f"{days_ago(1)},Crocin,1,10")

    for tablets_are, expected in (("quantity", 30), ("ignored", 3)):
        mapping = {"columns": {"2": "ignored" if tablets_are == "quantity" else "quantity", "3": tablets_are}}
        read = await imports.preview(admin, file, mapping=json.dumps(mapping))
        assert [one["total_qty"] for one in read["medicines"]] == [expected]
    done = await imports.imported(admin, file, mapping=json.dumps({"columns": {"2": "ignored", "3": "quantity"}}))

    assert done["added"] == 2
    assert await imports.sums(database) == {"Crocin": Decimal(30)}


async def test_ambiguous_dates_are_asked_about_and_settled_by_an_answer(
    admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    file = csv_of(LONG, "03/04/2026,Crocin,2", "05/06/2026,Crocin,1")
    before = await imports.everything_stored(database, settings)

    read = await imports.preview(admin, file)
    refused = await imports.send(admin, file)

    assert read["question"]["options"] == ["dmy", "mdy"]
    assert (refused.status_code, refused.json()["error"]) == (422, "AMBIGUOUS_DATES")
    assert refused.json()["details"]["options"] == ["dmy", "mdy"]
    assert await imports.everything_stored(database, settings) == before

    done = await imports.imported(admin, file, date_order="dmy")

    assert (done["date_from"], done["date_to"]) == ("2026-04-03", "2026-06-05")


async def test_bad_rows_are_named_and_may_be_left_out(
    admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    good = f"{days_ago(4)},Crocin,2"
    file = csv_of(LONG, good, f"{days_ago(3)},Crocin,many", f"{days_ago(2)},,1", f"{days_ago(1)},Dolo,-4")
    before = await imports.everything_stored(database, settings)

    refused = await imports.send(admin, file)

    assert (refused.status_code, refused.json()["error"]) == (422, "BAD_ROWS")
    details = refused.json()["details"]
    assert details["bad_rows_total"] == 3
    assert [(bad["row"], bad["column"], bad["found"]) for bad in details["bad_rows"]] == [
        (3, "quantity", "many"),
        (4, "medicine", ""),
        (5, "quantity", "-4"),
    ]
    assert all(bad["expected"] for bad in details["bad_rows"])
    assert await imports.everything_stored(database, settings) == before

    done = await imports.imported(admin, file, skip_bad_rows="true")

    assert (done["added"], done["skipped_bad"]) == (1, 3)
    assert [(one["kind"], one["row"], one["found"]) for one in await imports.problems(admin, done["id"])] == [
        ("bad_row", 3, "many"),
        ("bad_row", 4, ""),
        ("bad_row", 5, "-4"),
    ]
    assert done["message"] == "1 sale added, 3 bad rows left out."


async def test_the_progress_of_an_import_can_be_watched(admin: httpx.AsyncClient, settings: Settings) -> None:
    file = csv_of(LONG, *(f"{days_ago(n % 300 + 1)},Medicine {n % 7},{n % 5 + 1}" for n in range(4_500)))

    begun = medicines.data(await imports.send(admin, file))
    seen = [begun]
    while seen[-1]["status"] not in imports.FINISHED:
        seen.append(medicines.data(await admin.get(f"/api/imports/{begun['id']}")))

    assert (begun["status"], begun["rows_total"], begun["rows_done"]) == ("queued", 4_500, 0)
    done = [one["rows_done"] for one in seen]
    assert done == sorted(done)
    assert {n for n in done if 0 < n < 4_500}, "no step in between was seen"
    assert (seen[-1]["status"], seen[-1]["rows_done"]) == ("done", 4_500)
    assert seen[-1]["started_at"] <= seen[-1]["finished_at"]
    assert imports.files(settings) == []
    listed = (await admin.get("/api/imports")).json()
    assert [one["id"] for one in listed["data"]] == [begun["id"]]


async def test_a_renamed_copy_and_a_longer_export_add_only_what_is_new(
    admin: httpx.AsyncClient, database: Database
) -> None:
    lines = [f"{days_ago(n)},Crocin,{n}" for n in (4, 3, 2)]
    first = await imports.imported(admin, csv_of(LONG, *lines), filename="monday.csv")

    copy = await imports.imported(admin, csv_of(LONG, *lines), filename="copy of monday.csv")
    longer = await imports.imported(admin, csv_of(LONG, *lines, f"{days_ago(1)},Crocin,1"), filename="tuesday.csv")

    assert (first["added"], first["already_there"]) == (3, 0)
    assert (copy["added"], copy["already_there"]) == (0, 3)
    assert copy["message"] == "Nothing new: 3 sales imported before."
    assert (longer["added"], longer["already_there"]) == (1, 3)
    assert await imports.sums(database) == {"Crocin": Decimal(10)}


async def test_two_identical_lines_of_one_file_are_two_sales(admin: httpx.AsyncClient, database: Database) -> None:
    twin = f"{days_ago(1)},Crocin,2"

    first = await imports.imported(admin, csv_of(LONG, twin, twin))
    again = await imports.imported(admin, csv_of(LONG, twin, twin, twin))

    assert (first["added"], again["added"], again["already_there"]) == (2, 1, 2)
    assert await imports.sums(database) == {"Crocin": Decimal(6)}


async def test_the_total_of_a_day_grows_but_never_shrinks(admin: httpx.AsyncClient, database: Database) -> None:
    day = days_ago(1)
    noon, evening = csv_of("date,Crocin,Dolo", f"{day},4,1"), csv_of("date,Crocin,Dolo", f"{day},6.5,1")
    await imports.imported(admin, noon)

    grown = await imports.imported(admin, evening)
    older = await imports.imported(admin, noon)
    smaller = await imports.imported(admin, csv_of("date,Crocin,Dolo", f"{day},5,1"))

    assert (grown["added"], grown["already_there"]) == (1, 1)
    assert [one["qty_sold"] for one in await sales_of(admin, medicine_id=1)] == [4, 2.5]
    assert (older["added"], older["already_there"], older["discrepancies"]) == (0, 2, 0)
    assert (smaller["added"], smaller["already_there"], smaller["discrepancies"]) == (0, 1, 1)
    [changed] = await imports.problems(admin, smaller["id"])
    assert (changed["kind"], changed["row"], changed["medicine_name"]) == ("changed", 2, "Crocin")
    assert "6.5" in changed["expected"]
    assert changed["found"].startswith("5;")
    assert smaller["message"] == "Nothing new: 1 sale imported before, 1 row to look at."
    assert await imports.sums(database) == {"Crocin": Decimal("6.5"), "Dolo": Decimal(1)}


async def test_rows_and_columns_of_one_day_and_medicine_add_up(admin: httpx.AsyncClient, database: Database) -> None:
    day = days_ago(1)
    shifts = csv_of("date,Crocin,crocin,Dolo", f"{day},4,1,2", f"{day},3,0,2")

    first = await imports.imported(admin, shifts)
    again = await imports.imported(admin, shifts)

    assert await imports.sums(database) == {"Crocin": Decimal(8), "Dolo": Decimal(4)}
    assert (first["added"], first["discrepancies"]) == (5, 0)
    assert (again["added"], again["already_there"], again["discrepancies"]) == (0, 5, 0)


@pytest.mark.parametrize("layout", ["long", "wide"])
async def test_two_uploads_at_the_same_moment_add_once(
    admin: httpx.AsyncClient, database: Database, layout: str
) -> None:
    days = [(days_ago(n), n % 9 + 1) for n in range(1, 1_301)]
    if layout == "wide":
        file = csv_of("date,Crocin,Dolo", *(f"{day},{qty},{qty}" for day, qty in days))
    else:
        file = csv_of(LONG, *(f"{day},{name},{qty}" for day, qty in days for name in ("Crocin", "Dolo")))

    begun = await asyncio.gather(*(imports.send(admin, file, filename=f"{n}.csv") for n in range(2)))
    done = [await imports.finished(admin, medicines.data(one)["id"]) for one in begun]

    total = Decimal(sum(qty for _, qty in days))
    assert await imports.sums(database) == {"Crocin": total, "Dolo": total}
    assert [one["status"] for one in done] == ["done", "done"]
    assert sum(one["added"] for one in done) == sum(one["already_there"] for one in done) == 2_600
    assert sum(one["new_medicines"] for one in done) == 2


async def test_fractions_survive_to_the_ninth_decimal(admin: httpx.AsyncClient, database: Database) -> None:
    texts = ["3.67", "0.1", "0.2", "0.000000001", "1.333333333", "9999999.999999999"]

    await imports.imported(admin, csv_of(LONG, *(f"{days_ago(n)},Crocin,{text}" for n, text in enumerate(texts, 1))))

    assert await imports.sums(database) == {"Crocin": sum(map(Decimal, texts), Decimal(0))}
    assert (await medicines.get(admin, 1))["is_divisible"] is True


async def test_a_known_medicine_is_found_whatever_its_case_and_spacing(
    admin: httpx.AsyncClient, database: Database
) -> None:
    known = await medicines.add(admin, name="Crocin 500 mg", price="2.00")
    file = csv_of(f"{LONG},price", f"{days_ago(2)},  crocin   500 MG ,1.5,2.75", f"{days_ago(1)},Dolo 650,2,31.5")

    done = await imports.imported(admin, file)

    assert done["new_medicines"] == 1
    assert await imports.sums(database) == {"Crocin 500 mg": Decimal("1.5"), "Dolo 650": Decimal(2)}
    assert (await medicines.get(admin, known["id"]))["is_divisible"] is True
    sold = {one["medicine_name"]: one for one in await sales_of(admin)}
    assert (sold["Crocin 500 mg"]["unit_price"], sold["Crocin 500 mg"]["total_amount"]) == ("2.75", "4.12")
    assert sold["Dolo 650"]["total_amount"] == "63.00"
    added = await medicines.get(admin, known["id"] + 1)
    assert (added["price"], added["is_divisible"]) == ("31.50", False)


async def test_sales_up_to_the_opening_day_are_demand_only_and_later_ones_take_stock(
    admin: httpx.AsyncClient, database: Database
) -> None:
    medicine = await medicines.add(admin, name="Crocin", stock_qty=10, batch_no="LATE", expiry_date="2027-12-31")
    await medicines.receive(admin, medicine["id"], 4, batch_no="SOON", expiry_date="2027-01-31")
    tomorrow = medicines.today() + timedelta(days=1)

    done = await imports.imported(
        admin, csv_of(LONG, f"{days_ago(1)},Crocin,3", f"{days_ago(0)},Crocin,2", f"{tomorrow},Crocin,6")
    )

    assert (done["added"], done["discrepancies"]) == (3, 0)
    assert [(one["batch_no"], one["on_hand_qty"]) for one in await medicines.batches(admin, medicine["id"])] == [
        ("LATE", 8)
    ]
    took = {one["sale_date"]: one["allocations"] for one in await sales_of(admin)}
    assert [took[str(days_ago(1))], took[str(days_ago(0))]] == [[], []]
    assert {(one["batch_no"], one["qty"]) for one in took[str(tomorrow)]} == {("SOON", 4), ("LATE", 2)}
    assert await imports.sums(database) == {"Crocin": Decimal(11)}


async def test_a_sale_dated_back_is_no_opening_of_the_stock(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, name="Crocin", stock_qty=100)
    await sales.sold(admin, medicine["id"], 1, sale_date=str(days_ago(30)))

    await imports.imported(admin, csv_of("date,medicine,quantity", *(f"{days_ago(n)},Crocin,4" for n in range(2, 12))))

    assert await stock_of(admin, medicine["id"]) == 99


async def test_a_deleted_medicine_comes_back_when_a_file_names_it(admin: httpx.AsyncClient) -> None:
    content = csv_of("date,medicine,quantity", f"{days_ago(3)},Crocin,4")
    await imports.imported(admin, content)
    [name] = await medicines.names(admin)
    medicine_id = (await admin.get("/api/inventory")).json()["data"][0]["id"]
    await admin.delete(f"/api/inventory/{medicine_id}")

    told = await imports.imported(admin, content)

    assert (told["added"], told["new_medicines"]) == (0, 0)
    assert await medicines.names(admin) == [name]
    assert (await admin.get("/api/inventory")).json()["data"][0]["id"] == medicine_id


async def test_a_price_that_no_column_holds_is_a_bad_row(admin: httpx.AsyncClient) -> None:
    content = csv_of("date,medicine,quantity,price", f"{days_ago(3)},Crocin,10000000,1000000000")

    refused = await imports.send(admin, content)

    assert refused.json()["error"] == "BAD_ROWS"
    assert "at most 1,000,000,000" in refused.json()["message"]


async def test_what_the_shelf_cannot_cover_is_kept_as_demand_and_shown(
    admin: httpx.AsyncClient, database: Database
) -> None:
    medicine = await medicines.add(admin, name="Crocin", stock_qty=5)
    tomorrow = medicines.today() + timedelta(days=1)
    file = csv_of(LONG, f"{tomorrow},Crocin,4", f"{tomorrow},Crocin,3")

    done = await imports.imported(admin, file)
    again = await imports.imported(admin, file)

    assert (done["added"], done["discrepancies"]) == (2, 1)
    assert sorted((one["qty_sold"], one["uncovered_qty"]) for one in await sales_of(admin)) == [(3, 2), (4, 0)]
    [shortage] = await imports.problems(admin, done["id"])
    assert (shortage["kind"], shortage["row"], shortage["medicine_id"]) == ("shortage", 3, medicine["id"])
    assert shortage["expected"].startswith("3 on the shelf")
    assert shortage["found"].startswith("1;")
    assert await stock_of(admin, medicine["id"]) == 0
    assert again["added"] == 0
    assert await imports.sums(database) == {"Crocin": Decimal(7)}


async def test_stock_nobody_has_told_is_never_taken(admin: httpx.AsyncClient, database: Database) -> None:
    done = await imports.imported(admin, csv_of(LONG, f"{days_ago(1)},Crocin,4"))

    assert (done["added"], done["discrepancies"]) == (1, 0)
    async with database.read(1) as session:
        sale = await session.get_one(Sale, 1)
    assert (sale.takes_stock, sale.uncovered_qty) == (False, Decimal(0))
    assert await medicines.movements(admin, 1) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_sales_of_six_real_years_are_stored_exactly_and_once(
    admin: httpx.AsyncClient, database: Database
) -> None:
    if not REAL_FILE.exists():
        pytest.skip(f"{REAL_FILE.name} is not beside the repository")
    content = gzip.decompress(REAL_FILE.read_bytes())
    header, *lines = (line.split(",") for line in content.decode().splitlines())
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        for name, text in zip(header[1:9], line[1:9], strict=True):
            expected[name] += Decimal(text)
    sold = sum(1 for line in lines for text in line[1:9] if Decimal(text) > 0)

    first = await imports.imported(admin, content, filename="pharmacy-daily.csv")
    second = await imports.imported(admin, content, filename="again.csv")

    assert (first["rows_total"], first["new_medicines"]) == (2_106 * 8, 8)
    assert (first["added"], second["added"], second["already_there"]) == (sold, 0, sold)
    assert await imports.sums(database) == expected
    assert (first["date_from"], first["date_to"]) == ("2014-01-02", "2019-10-08")
