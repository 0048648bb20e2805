"""Sales files for one test each, and what the API and the database hold once they are imported."""

import asyncio
import io
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select
from tests.factories import medicines
from tests.factories.medicines import data

from app.config import Settings
from app.database import EVERY_PHARMACY, Database
from app.models import Medicine, Sale
from app.models.base import Base, Quantity

FINISHED = ("done", "failed")
# The library ships no types, so it is taken as it is.
xlsxwriter = import_module("xlsxwriter")


def days_ago(days: int) -> date:
    return medicines.today() - timedelta(days=days)


def csv_of(*lines: object) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def xlsx_of(*rows: Sequence[str | float | date]) -> bytes:
    """A workbook as a spreadsheet program writes it, with dates that are dates."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as workbook:
        sheet = workbook.add_worksheet("Sales")
        for place, row in enumerate(rows):
            for index, cell in enumerate(row):
                sheet.write(place, index, cell)
    return buffer.getvalue()


async def send(
    client: httpx.AsyncClient, content: bytes, *, to: str = "", filename: str = "sales.csv", **wishes: str
) -> httpx.Response:
    """Give a file to the API; `to` is "/preview" to only have it read. Answers whatever the API does."""
    return await client.post(f"/api/imports/sales{to}", files={"file": (filename, content)}, data=wishes)


async def preview(client: httpx.AsyncClient, content: bytes, **options: str) -> dict[str, Any]:
    return data(await send(client, content, to="/preview", **options))


async def imported(client: httpx.AsyncClient, content: bytes, **options: str) -> dict[str, Any]:
    """Import a file to its end; answers the import."""
    begun = await send(client, content, **options)
    assert begun.status_code == 202, begun.text
    return await finished(client, data(begun)["id"])


async def finished(client: httpx.AsyncClient, import_id: int) -> dict[str, Any]:
    """Wait until an import has ended; answers it."""
    async with asyncio.timeout(30):
        while True:
            told = data(await client.get(f"/api/imports/{import_id}"))
            if told["status"] in FINISHED:
                return told
            await asyncio.sleep(0.02)


async def problems(client: httpx.AsyncClient, import_id: int) -> list[dict[str, Any]]:
    """What an import has to tell, in the order of the file, without ids."""
    answer = await client.get(f"/api/imports/{import_id}/problems", params={"page_size": 100})
    assert answer.is_success, answer.text
    return [{key: value for key, value in one.items() if key != "id"} for one in answer.json()["data"]]


def counted(told: dict[str, Any]) -> dict[str, int]:
    """What an import came to, in figures."""
    return {key: told[key] for key in ("added", "already_there", "skipped_bad", "discrepancies", "new_medicines")}


async def sums(database: Database) -> dict[str, Decimal]:
    """What the database says was sold of each medicine, to the last digit."""
    total = func.sum(Sale.qty_sold, type_=Quantity())
    query = select(Medicine.name, total).join(Sale, Sale.medicine_id == Medicine.id).group_by(Medicine.name)
    async with database.read(EVERY_PHARMACY) as session:
        return dict((await session.execute(query)).all())


async def everything_stored(database: Database, settings: Settings) -> tuple[dict[str, int], list[Path]]:
    """How many rows each table has, and which files lie in the uploads."""
    return await rows_stored(database), files(settings)


async def rows_stored(database: Database) -> dict[str, int]:
    async with database.read(EVERY_PHARMACY) as session:
        return {
            table.name: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def files(settings: Settings) -> list[Path]:
    return sorted(settings.uploads_dir.glob("**/*"))
