from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from tests.factories import imports, medicines, people, sales
from tests.factories.medicines import data

from app.database import EVERY_PHARMACY, Database
from app.models import Event
from app.services import expiry_alerts
from app.utils import clock


class Nights:
    """The nightly job of one pharmacy, done on any day."""

    def __init__(self, database: Database, pharmacy_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self._database = database
        self._pharmacy_id = pharmacy_id
        self._monkeypatch = monkeypatch

    async def pass_by(self, *, on: date | None = None) -> dict[str, object]:
        """The night of a day, by default of today; answers the job's result."""
        with self._monkeypatch.context() as patch:
            if on is not None:
                patch.setattr(clock, "now", lambda: clock.at_noon(on, medicines.ZONE))
            return await expiry_alerts.run(self._database, pharmacy_id=self._pharmacy_id, time_zone=medicines.ZONE)


@pytest.fixture
async def nights(admin: httpx.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch) -> Nights:
    return Nights(database, (await people.me(admin))["pharmacy"]["id"], monkeypatch)


async def batch(client: httpx.AsyncClient, days: int, qty: int = 5) -> dict[str, Any]:
    """A batch that may be sold for so many days more."""
    added = await medicines.add(client, stock_qty=qty, expiry_date=medicines.in_days(days))
    return (await medicines.batches(client, added["id"]))[0] | {"medicine_id": added["id"]}


async def alerts(client: httpx.AsyncClient, status: str = "open") -> list[tuple[int, int]]:
    """Batch and days of the alerts of a status."""
    listed = (await client.get("/api/expiry/alerts", params={"status": status})).json()["data"]
    return [(one["batch_id"], one["band_days"]) for one in listed]


async def test_a_batch_first_seen_raises_only_the_tightest_alert(admin: httpx.AsyncClient, nights: Nights) -> None:
    batches = [(await batch(admin, days))["id"] for days in (-5, 30, 31, 61, 90, 91)]

    done = await nights.pass_by()

    assert await alerts(admin) == list(zip(batches, (30, 30, 60, 90, 90), strict=False))
    assert done["raised"] == 5


async def test_an_alert_is_raised_once(admin: httpx.AsyncClient, nights: Nights, database: Database) -> None:
    only = (await batch(admin, 20))["id"]

    raised = [(await nights.pass_by())["raised"] for _ in range(2)]

    async with database.read(EVERY_PHARMACY) as session:  # a test looks at the events of all
        told = await session.scalars(select(Event.payload).where(Event.event == "expiry.alert_raised"))
        assert [one["batch_id"] for one in told] == [only]
    assert raised == [1, 0]


async def test_as_its_date_comes_nearer_a_tighter_alert_takes_the_place(
    admin: httpx.AsyncClient, nights: Nights
) -> None:
    only = (await batch(admin, 80))["id"]
    await nights.pass_by()

    await nights.pass_by(on=medicines.today() + timedelta(days=25))

    assert (await alerts(admin), await alerts(admin, "resolved")) == ([(only, 60)], [(only, 90)])


async def test_the_alert_of_a_batch_that_is_gone_is_resolved(admin: httpx.AsyncClient, nights: Nights) -> None:
    gone = await batch(admin, 20)
    await nights.pass_by()

    await sales.sold(admin, gone["medicine_id"], 5)
    await nights.pass_by()

    assert (await alerts(admin), await alerts(admin, "resolved")) == ([], [(gone["id"], 30)])


async def test_a_corrected_date_raises_an_alert_of_its_own(admin: httpx.AsyncClient, nights: Nights) -> None:
    only = (await batch(admin, 20))["id"]
    await nights.pass_by()

    await admin.patch(f"/api/batches/{only}", json={"expiry_date": medicines.in_days(25)})
    await nights.pass_by()

    assert (await alerts(admin), await alerts(admin, "resolved")) == ([(only, 30)], [(only, 30)])


async def test_an_acknowledged_alert_says_by_whom(admin: httpx.AsyncClient, nights: Nights) -> None:
    only = (await batch(admin, 20))["id"]
    await nights.pass_by()
    alert_id = (await admin.get("/api/expiry/alerts")).json()["data"][0]["id"]

    done = data(await admin.post(f"/api/expiry/alerts/{alert_id}/acknowledge"))
    again = data(await admin.post(f"/api/expiry/alerts/{alert_id}/acknowledge"))

    assert (done["status"], done["acknowledged_by_name"]) == ("acknowledged", (await people.me(admin))["full_name"])
    assert again == done
    assert (await alerts(admin), await alerts(admin, "acknowledged")) == ([], [(only, 30)])


async def test_a_batch_that_sells_in_time_raises_no_alert(admin: httpx.AsyncClient, nights: Nights) -> None:
    selling = await medicines.add(admin, name="Steady", stock_qty=20, expiry_date=medicines.in_days(80))
    risky = (await medicines.receive(admin, selling["id"], 4000, expiry_date=medicines.in_days(85)))["id"]
    lines = [f"{imports.days_ago(day):%d/%m/%Y},Steady,4" for day in range(1, 91)]
    await imports.imported(admin, imports.csv_of("date,medicine,quantity", *lines), date_order="dmy")

    await nights.pass_by()

    assert await alerts(admin) == [(risky, 90)]
    told = (await admin.get("/api/expiry/alerts")).json()["data"][0]
    assert told["unsold_chance"] > 0.99
    assert told["expected_unsold_qty"] == pytest.approx(4000 - 4 * 86 + 20, abs=60)
    assert "will likely expire unsold" in told["reason"]


async def test_a_resolved_alert_is_not_acknowledged(admin: httpx.AsyncClient, nights: Nights) -> None:
    gone = await batch(admin, 20)
    await nights.pass_by()
    alert_id = (await admin.get("/api/expiry/alerts")).json()["data"][0]["id"]
    await sales.sold(admin, gone["medicine_id"], 5)
    await nights.pass_by()

    refused = await admin.post(f"/api/expiry/alerts/{alert_id}/acknowledge")

    assert (refused.status_code, refused.json()["error"]) == (409, "ALERT_RESOLVED")


async def test_a_neighbour_neither_sees_nor_acknowledges_our_alerts(
    admin: httpx.AsyncClient, neighbour: httpx.AsyncClient, nights: Nights
) -> None:
    await batch(admin, 20)
    await nights.pass_by()
    alert_id = (await admin.get("/api/expiry/alerts")).json()["data"][0]["id"]

    assert await alerts(neighbour) == []
    assert (await neighbour.post(f"/api/expiry/alerts/{alert_id}/acknowledge")).status_code == 404
