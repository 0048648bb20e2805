"""No path sells a batch that is held or recalled: the till, reservations, an import, the command line's import."""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.factories import imports, medicines, sales

from app.config import Settings

PHARMAREC = Path(sys.executable).with_name("pharmarec")


@pytest.fixture(params=["hold", "quarantine", "damaged", "recall"])
async def blocked(request: pytest.FixtureRequest, admin: httpx.AsyncClient) -> int:
    """A medicine whose only batch, of five units, may not be sold."""
    added = await medicines.add(admin, name="Crocin", stock_qty=5, batch_no="B7", expiry_date=medicines.in_days(300))
    batch = (await medicines.batches(admin, added["id"]))[0]
    if request.param == "recall":
        done = await admin.post("/api/recalls", json={"batch_no": "b7", "reason": "Failed dissolution test"})
    else:
        done = await admin.post(f"/api/batches/{batch['id']}/{request.param}", json={})
    assert done.is_success, done.text
    return int(added["id"])


def sales_file() -> bytes:
    """A sale of two, of a day on which the stock was there."""
    return imports.csv_of("date,medicine,quantity", f"{medicines.today() + timedelta(days=1)},Crocin,2")


async def check_nothing_left(client: httpx.AsyncClient, medicine_id: int, *, uncovered: int | None) -> None:
    """All five are there still; a sale of two that was imported got nothing from the shelf."""
    assert [one["on_hand_qty"] for one in await medicines.batches(client, medicine_id)] == [5]
    listed = (await client.get("/api/sales")).json()["data"]
    assert [one["uncovered_qty"] for one in listed] == ([] if uncovered is None else [uncovered])


async def test_the_till_sells_nothing_of_it(admin: httpx.AsyncClient, blocked: int) -> None:
    refused = await sales.sell(admin, blocked, 2)

    assert (refused.status_code, refused.json()["error"]) == (409, "INSUFFICIENT_STOCK")
    await check_nothing_left(admin, blocked, uncovered=None)


async def test_nothing_of_it_is_reserved(admin: httpx.AsyncClient, blocked: int) -> None:
    wanted = {"medicine_id": blocked, "qty": 2, "reference": "Mrs Rao"}

    refused = await admin.post("/api/stock/reservations", json=wanted)

    assert (refused.status_code, refused.json()["error"]) == (409, "INSUFFICIENT_STOCK")
    assert [one["on_hand_qty"] for one in await medicines.batches(admin, blocked)] == [5]


async def test_an_import_takes_nothing_of_it(admin: httpx.AsyncClient, blocked: int) -> None:
    done = await imports.imported(admin, sales_file())

    assert (done["added"], done["discrepancies"]) == (1, 1)
    await check_nothing_left(admin, blocked, uncovered=2)


async def test_the_command_line_takes_nothing_of_it(
    admin: httpx.AsyncClient, blocked: int, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "sales.csv").write_bytes(sales_file())
    told = {
        "PHARMAREC_DATABASE_URL": settings.database,
        "PHARMAREC_DATA_DIR": str(settings.data_dir),
        "PHARMAREC_SECRET_KEY": "a-secret-for-tests-of-at-least-32-characters",
    }

    command = await asyncio.create_subprocess_exec(
        PHARMAREC, "import-sales", tmp_path / "sales.csv", env=os.environ | told, cwd=tmp_path
    )

    assert await command.wait() == 0
    await check_nothing_left(admin, blocked, uncovered=2)


async def test_an_import_takes_of_what_may_be_sold(admin: httpx.AsyncClient) -> None:
    added = await medicines.add(admin, name="Crocin", stock_qty=5)

    await imports.imported(admin, sales_file())

    assert [one["on_hand_qty"] for one in await medicines.batches(admin, added["id"])] == [3]
