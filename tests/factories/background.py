"""Jobs as the database holds them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import select

from app.config import Settings
from app.database import EVERY_PHARMACY, Database
from app.jobs.worker import Jobs
from app.models import Job

ENDED = ("done", "dead")


async def all_jobs(database: Database, name: str = "import_sales") -> list[Job]:
    """The jobs of a name, oldest first."""
    async with database.read(EVERY_PHARMACY) as session:
        return list(await session.scalars(select(Job).where(Job.name == name).order_by(Job.id)))


async def newest(database: Database, name: str = "import_sales") -> Job:
    return (await all_jobs(database, name))[-1]


async def do_newest(settings: Settings, database: Database, name: str = "import_sales") -> None:
    """Do the newest job of a name here and now."""
    worker = Jobs(settings, database)
    job = await newest(database, name)
    await worker.do(job.pharmacy_id, job.id)
    await worker.close()


async def ended(database: Database, name: str = "import_sales", *, seconds: float = 30) -> list[Job]:
    """Wait until every job of a name has ended; answers them."""
    async with asyncio.timeout(seconds):
        while True:
            found = await all_jobs(database, name)
            if found and all(job.status in ENDED for job in found):
                return found
            await asyncio.sleep(0.05)


@asynccontextmanager
async def looking(settings: Settings) -> AsyncIterator[None]:
    """A process that looks for what is due, for the length of the block."""
    awake = settings.model_copy(update={"schedule": True})
    database = Database(awake)
    working = Jobs(awake, database)
    await working.start()
    yield
    await working.close()
    await database.close()
