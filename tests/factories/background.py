"""Jobs as the database holds them."""

import asyncio

from sqlalchemy import select

from app.database import EVERY_PHARMACY, Database
from app.models import Job

ENDED = ("done", "dead")


async def all_jobs(database: Database, name: str = "import_sales") -> list[Job]:
    """The jobs of a name, oldest first."""
    async with database.read(EVERY_PHARMACY) as session:
        return list(await session.scalars(select(Job).where(Job.name == name).order_by(Job.id)))


async def newest(database: Database, name: str = "import_sales") -> Job:
    return (await all_jobs(database, name))[-1]


async def ended(database: Database, name: str = "import_sales", *, seconds: float = 30) -> list[Job]:
    """Wait until every job of a name has ended; answers them."""
    async with asyncio.timeout(seconds):
        while True:
            found = await all_jobs(database, name)
            if found and all(job.status in ENDED for job in found):
                return found
            await asyncio.sleep(0.05)
