"""The proof on a pharmacy's own past: what is computed at night, and how it is read."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.conftest import QueryCount
from tests.factories import histories, medicines, people
from tests.factories.histories import STEADY, Delivery, Past
from tests.factories.medicines import data

from app.database import Database
from app.services import reorder_engine

ONE_A_DAY = (1,) * 300
TERMS = {"lead_time_days": 7, "review_days": 7, "price": "4.00", "unit_cost": "2.00", "service_level": 0.9}


class Nights:
    """The nightly job of one pharmacy."""

    def __init__(self, database: Database, pharmacy_id: int) -> None:
        self._database = database
        self.pharmacy_id = pharmacy_id
        self.progress: list[tuple[int, int]] = []

    async def pass_by(self) -> dict[str, object]:
        """One night; answers the job's result."""
        return await reorder_engine.prove(
            self._database,
            pharmacy_id=self.pharmacy_id,
            time_zone=medicines.ZONE,
            progress=lambda done, total: self.progress.append((done, total)),
        )


@pytest.fixture
async def nights(admin: httpx.AsyncClient, database: Database) -> Nights:
    return Nights(database, (await people.me(admin))["pharmacy"]["id"])


async def add(
    admin: httpx.AsyncClient, database: Database, demand: Sequence[int], name: str = "Steady", **terms: object
) -> dict[str, Any]:
    return await histories.add(admin, database, Past(demand=demand), name=name, **{**TERMS, **terms})


async def backtest(client: httpx.AsyncClient) -> dict[str, Any]:
    return data(await client.get("/api/reorder/backtest"))


async def accuracy(client: httpx.AsyncClient, **wanted: str | int) -> dict[str, Any]:
    answer = await client.get("/api/reorder/accuracy", params=wanted)
    assert answer.is_success, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def test_before_the_first_night_nothing_is_told(admin: httpx.AsyncClient) -> None:
    found = await backtest(admin)
    page = await accuracy(admin)

    assert found["state"] == page["summary"]["state"] == "not_enough_data"
    assert found["sentence"] == "Nothing has been computed yet: it is every night."
    assert found["ours"] is found["amc"] is found["actual"] is found["computed_at"] is None
    assert page["data"] == []
    assert page["summary"]["our_error"] is None


async def test_too_short_a_past_is_a_sentence(admin: httpx.AsyncClient, database: Database, nights: Nights) -> None:
    await add(admin, database, ONE_A_DAY[:150])

    done = await nights.pass_by()

    found = await backtest(admin)
    assert done["state"] == found["state"] == "not_enough_data"
    assert found["sentence"].endswith("are 181 days; 150 are known.")
    assert found["ours"] is found["amc"] is found["stock_ratio"] is found["first_day"] is None
    assert found["computed_at"] is not None


async def test_a_steady_medicine_goes_as_by_hand(admin: httpx.AsyncClient, database: Database, nights: Nights) -> None:
    # One a day. AMC × 1.5 × 14 days is 21: two weeks end their days at 20 … 7, the other eleven at 13 … 7.
    await add(admin, database, ONE_A_DAY)

    done = await nights.pass_by()

    found = await backtest(admin)
    assert done == {
        "state": "done",
        "weeks": 13,
        "medicines": 1,
        "forecast_medicines": 1,
        "forecaster": "exponential-mean-negative-binomial-1",
    }
    assert (found["state"], found["sentence"], found["weeks"], found["medicines"]) == ("done", None, 13, 1)
    yesterday = medicines.today() - timedelta(days=1)
    assert (found["first_day"], found["last_day"]) == (str(yesterday - timedelta(days=90)), str(yesterday))
    assert found["amc"] == {
        "fill": 1,
        "stock_value": f"{2 * (17 * 7 + 10 * 84) / 91:.2f}",
        "value_lost": "0.00",
        "orders": 12,
    }
    assert found["ours"]["fill"] > 0.95
    assert found["stock_ratio"] == pytest.approx(
        float(found["ours"]["stock_value"]) / float(found["amc"]["stock_value"])
    )
    assert nights.progress == sorted(nights.progress)
    assert nights.progress[-1] == (100, 100)


async def test_what_the_pharmacy_had_is_told_where_its_stock_was_known(
    admin: httpx.AsyncClient, database: Database, nights: Nights
) -> None:
    # 10 came before anything was sold, and 10 more that were there for 45 of the 91 days; nothing was taken.
    known = Past(demand=ONE_A_DAY, deliveries=[Delivery(10, days_ago=310), Delivery(10, days_ago=45)])
    await histories.add(admin, database, known, name="Known", **TERMS)

    await nights.pass_by()

    actual = (await backtest(admin))["actual"]
    assert Decimal(actual["stock_value"]) == round(2 * (10 + Decimal(10 * 45) / 91), 2)
    assert actual["fill"] is None
    assert actual["sentence"].startswith("Not all that customers ask for in vain is noted")


async def test_stock_that_was_told_lately_tells_nothing_of_the_weeks_before(
    admin: httpx.AsyncClient, database: Database, nights: Nights
) -> None:
    late = Past(demand=ONE_A_DAY, deliveries=[Delivery(10, days_ago=45)])
    await histories.add(admin, database, late, name="Late", **TERMS)

    await nights.pass_by()

    actual = (await backtest(admin))["actual"]
    assert actual["stock_value"] is None
    assert actual["sentence"].startswith("The stock of 1 of 1 medicines was not known on every day.")


async def test_past_forecasts_are_compared_with_what_was_wanted(
    admin: httpx.AsyncClient, database: Database, nights: Nights
) -> None:
    # The last 14 days sold 3 a day: 42, where naive and AMC said 14. The five forecasts before are off by nothing.
    risen = await add(admin, database, (1,) * 286 + (3,) * 14, "Risen")
    steady = await add(admin, database, ONE_A_DAY, "Steady")

    await nights.pass_by()

    page = await accuracy(admin)
    first, second = page["data"]
    assert (first["medicine_id"], first["medicine_name"], first["forecasts"]) == (risen["id"], "Risen", 6)
    assert first["wanted"] == pytest.approx((5 * 14 + 42) / 6)
    assert first["naive_error"] == first["amc_error"] == pytest.approx(28 / 6)
    assert (second["medicine_id"], second["naive_error"], second["amc_error"]) == (steady["id"], 0, 0)
    summary = page["summary"]
    assert (summary["state"], summary["medicines"], summary["forecasts"]) == ("done", 2, 12)
    assert summary["naive_error"] == pytest.approx(28 / (5 * 14 + 42 + 6 * 14))
    assert summary["horizon_days"] == 14
    assert page["meta"]["total_items"] == 2


async def test_the_list_is_paged_and_sorted(admin: httpx.AsyncClient, database: Database, nights: Nights) -> None:
    for name in "CAB":
        await add(admin, database, STEADY * 40, name)
    await nights.pass_by()

    named = await accuracy(admin, sort="-medicine_name", page_size=2, page=1)
    rest = await accuracy(admin, sort="-medicine_name", page_size=2, page=2)
    unknown = await admin.get("/api/reorder/accuracy", params={"sort": "pharmacy_id"})

    assert [one["medicine_name"] for one in named["data"] + rest["data"]] == ["C", "B", "A"]
    assert unknown.json()["error"] == "UNKNOWN_SORT"


async def test_each_night_replaces_what_the_last_found(
    admin: httpx.AsyncClient, database: Database, nights: Nights
) -> None:
    added = await add(admin, database, ONE_A_DAY)
    await nights.pass_by()
    once = await backtest(admin), await accuracy(admin)
    await nights.pass_by()
    twice = await backtest(admin), await accuracy(admin)

    assert once[0] | {"computed_at": None} == twice[0] | {"computed_at": None}
    assert once[1] == twice[1]

    await admin.delete(f"/api/inventory/{added['id']}")
    assert (await accuracy(admin))["data"] == []
    await nights.pass_by()

    assert (await backtest(admin))["state"] == "not_enough_data"
    assert (await backtest(admin))["ours"] is None


async def test_stock_at_cost_is_blank_for_who_may_not_see_costs(
    app: FastAPI, admin: httpx.AsyncClient, database: Database, nights: Nights
) -> None:
    staff = await people.join(app, admin)
    deliveries = [Delivery(10, days_ago=310)]
    await histories.add(admin, database, Past(demand=STEADY * 50, deliveries=deliveries), name="Dear", **TERMS)
    await nights.pass_by()

    seen, shown = await backtest(admin), await backtest(staff.client)

    for whose in ("ours", "amc", "actual"):
        assert seen[whose]["stock_value"] is not None
        assert shown[whose]["stock_value"] is None
    assert shown["amc_equal_stock_value"] is None
    assert shown["ours"]["fill"] == seen["ours"]["fill"]
    assert shown["stock_ratio"] == seen["stock_ratio"]


async def test_reading_costs_few_queries_however_many_medicines_there_are(
    admin: httpx.AsyncClient, database: Database, nights: Nights, query_count: QueryCount
) -> None:
    for number in range(12):
        await add(admin, database, STEADY * 40, f"Item {number}")
    await nights.pass_by()

    for path, table, most in (("backtest", "backtests", 1), ("accuracy", "forecast_errors", 2)):
        with query_count() as statements:
            await admin.get(f"/api/reorder/{path}")
        assert sum(f"FROM {table}" in statement for statement in statements) == most
        assert len(statements) < 10


async def test_the_night_asks_as_many_queries_for_many_medicines_as_for_few(
    app: FastAPI, admin: httpx.AsyncClient, nights: Nights, query_count: QueryCount
) -> None:
    database = app.state.platform.database
    nights = Nights(database, nights.pharmacy_id)
    await add(admin, database, STEADY * 40)
    with query_count() as few:
        await nights.pass_by()
    for number in range(10):
        await add(admin, database, STEADY * 40, f"Item {number}")
    with query_count() as many:
        await nights.pass_by()

    assert 5 < len(few) <= len(many) <= len(few) + 2
