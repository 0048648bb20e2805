"""Work that nobody waits for: done in this process, or handed to workers through Redis."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import structlog
from taskiq import AsyncBroker, InMemoryBroker
from taskiq.receiver import Receiver
from taskiq_redis import RedisStreamBroker

from app.config import Settings
from app.database import EVERY_PHARMACY, Database
from app.services import imports, pharmacies, reorder_engine

log = structlog.get_logger("jobs")

LONGEST_QUEUE: Final = 10_000
LOCK_SECONDS: Final = 60
MOST_AT_ONCE: Final = 100
GOODBYE_SECONDS: Final = 5
# A worker asks for two seconds at a time; on a busy machine the answer may take longer than the library's five.
PATIENCE_SECONDS: Final = 30

_UNEXPECTED: Final = "Something went wrong on our side. Import the same file again: nothing will be added twice."


class Jobs:
    """The jobs of an installation: `enqueue` hands one over, `work` does those that others handed over."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self.broker = _broker(settings.redis_url)
        jobs: dict[str, Callable[..., Awaitable[None]]] = {
            "import_sales": self.import_sales,
            "refresh_reorder": self.refresh_reorder,
        }
        self._tasks = {name: self.broker.register_task(_task(job), task_name=name) for name, job in jobs.items()}

    async def enqueue(self, name: str, **arguments: int) -> None:
        """Hand a job over. It must be able to start at once: whatever it works on is committed."""
        await self._tasks[name].kiq(arguments)

    async def work(self) -> None:
        """Do jobs until cancelled, those first that a worker before left. Only needed where they come through Redis.

        When cancelled, a job that has begun may still end, for a few seconds; what is cut off goes on at a start.
        """
        stop = asyncio.Event()
        self.broker.is_worker_process = True
        await self.resume()
        listening = asyncio.create_task(self._listen(stop))
        try:
            await asyncio.shield(listening)
        finally:
            stop.set()
            await listening
            await self.broker.shutdown()

    async def _listen(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            receiver = Receiver(self.broker, max_async_tasks=MOST_AT_ONCE, wait_tasks_timeout=GOODBYE_SECONDS)
            try:
                await receiver.listen(stop)
            except Exception:
                log.exception("the queue does not answer; trying again")
                await asyncio.sleep(1)

    async def resume(self) -> None:
        """Hand over again what an earlier process of this installation left unfinished."""
        async with self._database.transaction(EVERY_PHARMACY) as session:  # whoever's import it is, it goes on
            unfinished = await imports.unfinished(session)
        for one in unfinished:
            await self.enqueue("import_sales", pharmacy_id=one.pharmacy_id, import_id=one.id)

    async def import_sales(self, pharmacy_id: int, import_id: int) -> None:
        """Do an import. Whatever happens, it ends as done or failed."""
        zone = await self._time_zone(pharmacy_id)
        try:
            await imports.run(
                self._database,
                pharmacy_id=pharmacy_id,
                import_id=import_id,
                uploads=self._settings.uploads_dir,
                time_zone=zone,
            )
        except Exception:
            log.exception("job failed", job="import_sales", import_id=import_id)
            uploads = self._settings.uploads_dir
            await imports.finish(self._database, pharmacy_id, import_id, uploads=uploads, error=_UNEXPECTED)

    async def refresh_reorder(self, pharmacy_id: int) -> None:
        """Bring a pharmacy's suggestions up to date."""
        zone = await self._time_zone(pharmacy_id)
        await reorder_engine.refresh(self._database, pharmacy_id=pharmacy_id, time_zone=zone)

    async def _time_zone(self, pharmacy_id: int) -> str:
        async with self._database.read(pharmacy_id) as session:
            return (await pharmacies.get(session, pharmacy_id)).time_zone


class _ThisProcess(InMemoryBroker):
    """Does jobs beside the requests. A job that has begun may still end when the process does, for a few seconds."""

    async def shutdown(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.wait_all(), GOODBYE_SECONDS)
        await super().shutdown()


def _broker(redis_url: str) -> AsyncBroker:
    if not redis_url:
        return _ThisProcess()
    return RedisStreamBroker(
        redis_url,
        consumer_id="0",  # what was handed over before the first worker ever started is done too
        maxlen=LONGEST_QUEUE,
        unacknowledged_lock_timeout=LOCK_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
    )


def _task(job: Callable[..., Awaitable[None]]) -> Callable[[dict[str, int]], Awaitable[None]]:
    """A method as the plain function that Taskiq registers."""

    async def task(arguments: dict[str, int]) -> None:
        await job(**arguments)

    return task
