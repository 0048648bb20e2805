"""Work that nobody waits for. Jobs are rows; this process does those that it takes.

A job handed over is done at once: by this process, or by a worker that hears of it through Redis. Redis carries only
the news. What it loses is found in the table a second later, by the same look that finds what has become due.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final, TypeVar

import structlog
from taskiq import AsyncBroker, InMemoryBroker
from taskiq.receiver import Receiver
from taskiq_redis import RedisStreamBroker

from app.config import Settings
from app.database import EVERY_PHARMACY, Database, WriteSession
from app.jobs.performance import Performance
from app.jobs.relay import BATCH, relay
from app.jobs.schedule import Schedule
from app.models import Job
from app.services import audit, jobs, outbox
from app.utils import clock

log = structlog.get_logger("jobs")

Done = TypeVar("Done")

LONGEST_QUEUE: Final = 10_000
LOCK_SECONDS: Final = 60
GOODBYE_SECONDS: Final = 5
# A worker asks for two seconds at a time; on a busy machine the answer may take longer than the library's five.
PATIENCE_SECONDS: Final = 30
CONNECT_SECONDS: Final = 5

AT_ONCE: Final = 10
"""Jobs that people wait for, done side by side; what the looks find does not stand in their way."""

FOUND_AT_ONCE: Final = 4
LOOK_SECONDS: Final = 1
CLOCK_SECONDS: Final = 20
"""How often it is asked whether a night has come, and whether somebody left a job unfinished."""

SILENCE: Final = timedelta(seconds=60)
"""Without a sign of life for this long, a job was left by its process."""


class Jobs:
    """The jobs of an installation, as one process sees them."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._schedule = Schedule(database)
        self._doing: dict[int, asyncio.Task[None]] = {}
        self._aside: set[asyncio.Task[Any]] = set()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._lanes = 0
        self._closing = asyncio.Event()
        self.broker = _broker(settings.redis_url)
        self._news = self.broker.register_task(_plain(self.do), task_name="do")
        database.after_commit.append(self._tell_of_new)

    async def start(self) -> None:
        """Take up what an earlier process left, and from now on do what is due, beside the requests."""
        await self.resume()
        if self._settings.schedule:
            self._beside(self._keep(self._look, seconds=LOOK_SECONDS))
            self._beside(self._keep(self._look_at_the_clock, seconds=CLOCK_SECONDS))

    async def work(self) -> None:
        """Do jobs until cancelled: what comes through Redis, and what is due.

        When cancelled, a job that has begun may still end, for a few seconds; the others are given back.
        """
        self.broker.is_worker_process = True
        stop = asyncio.Event()
        listening = asyncio.create_task(self._listen(stop))
        try:
            await self.start()
            await asyncio.shield(listening)
        finally:
            stop.set()
            await self._say_goodbye()
            await listening
            await self.broker.shutdown()

    async def close(self) -> None:
        """End the work of this process as `work` does."""
        await self._say_goodbye()
        await self.broker.shutdown()

    async def resume(self) -> None:
        """Queue again what was left unfinished, and tell of the first that wait; the others are found by looking.

        Without Redis this process is the only one: what is called running now was left by the one before.
        """
        await self._take_back(silence=SILENCE if self._settings.redis_url else timedelta())
        async with self._database.read(EVERY_PHARMACY) as session:  # whoever's they are, they are done
            waiting = await jobs.due(session, limit=AT_ONCE)
        for pharmacy_id, job_id in waiting:
            await self._tell(pharmacy_id, job_id)

    async def do(self, pharmacy_id: int, job_id: int) -> None:
        """Do a job, unless somebody else does or did."""
        async with self._turns:
            if self._closing.is_set():
                return
            begun = await self._beside(self._take(pharmacy_id, job_id))
            if begun is not None:
                await asyncio.wait([begun])

    async def _take(self, pharmacy_id: int, job_id: int) -> asyncio.Task[None] | None:
        async with self._database.transaction(pharmacy_id) as session:
            job = await jobs.claim(session, job_id)
        return None if job is None else self._begin(job)

    def _begin(self, job: Job) -> asyncio.Task[None]:
        task = asyncio.create_task(Performance(self._settings, self._database, job).give())
        self._doing[job.id] = task
        task.add_done_callback(lambda _ended: self._doing.pop(job.id))
        return task

    def _tell_of_new(self, session: WriteSession) -> None:
        for pharmacy_id, job_id in jobs.handed_over(session):
            self._beside(self._tell(pharmacy_id, job_id))

    async def _tell(self, pharmacy_id: int, job_id: int) -> None:
        try:
            await self._news.kiq(pharmacy_id, job_id)
        except Exception:
            log.warning("nobody could be told of a job; it is found by looking", job_id=job_id, exc_info=True)

    async def _listen(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            receiver = Receiver(self.broker, max_async_tasks=AT_ONCE, wait_tasks_timeout=GOODBYE_SECONDS)
            try:
                await receiver.listen(stop)
            except Exception:
                log.exception("the queue does not answer; trying again")
                await asyncio.sleep(1)

    async def _keep(self, look: Callable[[], Awaitable[None]], *, seconds: float) -> None:
        """Look again and again until this process ends; what makes one look fail may be over at the next."""
        while not self._closing.is_set():
            try:
                await look()
            except Exception:
                log.exception("looking for what is due failed; trying again")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), seconds)

    async def _look_at_the_clock(self) -> None:
        await self._schedule.look()
        await self._take_back(silence=SILENCE)
        await audit.seal_news(self._database)

    async def _look(self) -> None:
        """Tell events on, and begin what is due. Where there is nothing to do it only reads."""
        async with self._database.read(EVERY_PHARMACY) as session:  # everybody's events
            has_events = await outbox.has_unpublished(session)
        while has_events:
            has_events = await relay(self._database) == BATCH
        async with self._database.read(EVERY_PHARMACY) as session:  # whoever's they are, they are done
            waiting = await jobs.due(session, limit=FOUND_AT_ONCE)
        for _ in waiting[self._lanes :]:
            self._lanes += 1
            self._beside(self._do_due())

    async def _do_due(self) -> None:
        """Do one job after the other until none is due."""
        try:
            while not self._closing.is_set():
                async with self._database.transaction(EVERY_PHARMACY) as session:  # whoever's they are, they are done
                    job = await jobs.claim_due(session)
                if job is None:
                    return
                await asyncio.wait([self._begin(job)])
        except Exception:
            log.exception("no job could be taken; the next look tries again")
        finally:
            self._lanes -= 1

    async def _take_back(self, *, silence: timedelta) -> None:
        async with self._database.transaction(EVERY_PHARMACY) as session:  # its process is gone, whoever's it was
            left = await jobs.take_back(session, silent_since=clock.now() - silence, alive=list(self._doing))
        if left:
            log.warning("jobs were left unfinished and wait again", job_ids=left)

    def _beside(self, work: Coroutine[Any, Any, Done]) -> asyncio.Task[Done]:
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)
        return task

    async def _say_goodbye(self) -> None:
        """Let what has begun end, for a few seconds, and what it leads to as well; the rest is given back."""
        self._closing.set()
        now = asyncio.get_running_loop().time
        until = now() + GOODBYE_SECONDS
        while begun := [*self._doing.values(), *self._aside]:
            _, late = await asyncio.wait(begun, timeout=max(0.0, until - now()))
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
        told = self._database.after_commit
        told[:] = [each for each in told if each != self._tell_of_new]  # the way to tell is about to be closed


class _ThisProcess(InMemoryBroker):
    """Does jobs beside the requests."""

    async def shutdown(self) -> None:
        await self.wait_all()
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
        socket_connect_timeout=CONNECT_SECONDS,  # else as patient as a read: half a minute for a lost packet
    )


def _plain(do: Callable[[int, int], Awaitable[None]]) -> Callable[[int, int], Awaitable[None]]:
    """A method as the plain function that Taskiq registers."""

    async def told(pharmacy_id: int, job_id: int) -> None:
        await do(pharmacy_id, job_id)

    return told
