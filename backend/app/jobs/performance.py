"""Doing one job that was taken: its retries, its signs of life, and how it ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import stamina
import structlog

from app.config import Settings
from app.database import Database, WriteSession, is_transient
from app.exceptions import PharmaRecException
from app.jobs.registry import JOBS, Kind, Result
from app.models import Job
from app.services import jobs, pharmacies

log = structlog.get_logger("jobs")

WAITS_SECONDS: Final = (0.0, 1.0, 2.0, 4.0)
"""Before the second, third, fourth and fifth attempt."""

MOST_ATTEMPTS: Final = len(WAITS_SECONDS) + 1
BEAT_SECONDS: Final = 2

_UNEXPECTED: Final = "Something went wrong on our side; the log says what. It may be started again."
_INTERRUPTED: Final = "The process that did this ended each time before it was done. It may be started again."
_UNKNOWN: Final = "This version knows no such job."


class Unfinishable(PharmaRecException):
    """Nobody can do the job: it ended its process too often, or this version does not know it."""

    code = "JOB_UNFINISHABLE"


class Performance:
    """One taken job being done by this process."""

    def __init__(self, settings: Settings, database: Database, job: Job) -> None:
        self._settings = settings
        self._database = database
        self._job = job
        self._attempts = job.attempts
        self._progress = (job.progress_done, job.progress_total)

    async def give(self) -> None:
        """Do the job to its end: done, dead with a sentence, or given back when this process ends before."""
        try:
            async with self._beating():
                await self._close(await self._outcome())
        except asyncio.CancelledError:
            await asyncio.shield(self._write(lambda session: jobs.give_back(session, self._job)))
            raise
        except Exception:
            # Without a sign of life it is soon queued again.
            log.exception("a job cannot be closed", job=self._job.name, job_id=self._job.id)

    async def _outcome(self) -> Result | PharmaRecException:
        job = self._job
        try:
            kind = self._kind()
            return await self._with_retries(lambda: self._run(kind))
        except PharmaRecException as refusal:
            log.warning("job refused", job=job.name, job_id=job.id, reason=refusal.message)
            return refusal
        except Exception:
            log.exception("job failed", job=job.name, job_id=job.id)
            return PharmaRecException(_UNEXPECTED)

    def _kind(self) -> Kind:
        kind = JOBS.get(self._job.name)
        if kind is None:
            raise Unfinishable(_UNKNOWN)
        if self._job.attempts > MOST_ATTEMPTS:
            raise Unfinishable(_INTERRUPTED)
        return kind

    async def _with_retries(self, work: Callable[[], Awaitable[Result]]) -> Result:
        waits = iter(WAITS_SECONDS[self._attempts - 1 :])

        def wait_or_fail(error: Exception) -> bool | float:
            return next(waits, False) if is_transient(error) else False

        async for attempt in stamina.retry_context(on=wait_or_fail, attempts=MOST_ATTEMPTS, timeout=None):
            self._attempts = self._job.attempts + attempt.num - 1
            with attempt:
                return await work()
        raise AssertionError("a retry returns or raises")

    async def _run(self, kind: Kind) -> Result:
        offered = {"uploads": self._settings.uploads_dir, "progress": self._note_progress}
        if "time_zone" in kind.needs:
            async with self._database.read(self._job.pharmacy_id) as session:
                offered["time_zone"] = (await pharmacies.get(session, self._job.pharmacy_id)).time_zone
        needed = {need: offered[need] for need in kind.needs}
        return await kind.run(self._database, pharmacy_id=self._job.pharmacy_id, **needed, **self._job.arguments)

    def _note_progress(self, done: int, total: int) -> None:
        self._progress = (done, total)

    async def _close(self, outcome: Result | PharmaRecException) -> None:
        job, attempts = self._job, self._attempts
        await self._beat()
        if isinstance(outcome, PharmaRecException):
            await self._give_up()
            error, code = outcome.message, outcome.code
            await self._write(lambda session: jobs.bury(session, job, error=error, code=code, attempts=attempts))
        else:
            await self._write(lambda session: jobs.finish(session, job, outcome, attempts=attempts))

    async def _give_up(self) -> None:
        job, kind = self._job, JOBS.get(self._job.name)
        if kind is not None and kind.give_up is not None:
            uploads = self._settings.uploads_dir
            await kind.give_up(self._database, pharmacy_id=job.pharmacy_id, uploads=uploads, **job.arguments)

    @asynccontextmanager
    async def _beating(self) -> AsyncIterator[None]:
        """Show signs of life, with the progress, for the length of the block."""
        beats = asyncio.create_task(self._keep_beating())
        try:
            yield
        finally:
            beats.cancel()
            await asyncio.wait([beats])

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                await self._beat()
            except Exception:
                log.warning("no sign of life could be given", job_id=self._job.id, exc_info=True)

    async def _beat(self) -> None:
        done, total = self._progress
        await self._write(lambda session: jobs.beat(session, self._job, done=done, total=total))

    async def _write(self, change: Callable[[WriteSession], Awaitable[None]]) -> None:
        async with self._database.transaction(self._job.pharmacy_id) as session:
            await change(session)
