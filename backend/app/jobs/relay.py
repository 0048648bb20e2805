"""Telling events to those who asked for them: each becomes a job, so that it is retried and its failure is seen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.database import EVERY_PHARMACY, Database
from app.models import Event
from app.services import jobs, outbox
from app.services.jobs import Wanted
from app.utils import clock

BATCH: Final = 500


@dataclass(frozen=True)
class Each:
    """Every event is a job of its own; what the event carries are its arguments."""

    job: str

    def wanted(self, event: Event) -> Wanted:
        return Wanted(event.pharmacy_id, self.job, event.payload, key=f"event:{event.id}:{self.job}")


@dataclass(frozen=True)
class Together:
    """All events of a pharmacy within a time are one job, which needs to know nothing of them."""

    job: str
    within: timedelta

    def wanted(self, event: Event) -> Wanted:
        return Wanted(event.pharmacy_id, self.job, due_at=clock.now() + self.within)


# The order list is computed when somebody looks at it; ahead of that, this often is enough.
_MOVED: Final = Together("refresh_reorder", within=timedelta(minutes=5))

SUBSCRIBERS: Final[Mapping[str, tuple[Each | Together, ...]]] = {
    "import.finished": (Each("refresh_reorder"),),
    "sale.recorded": (_MOVED,),
    "stock.received": (_MOVED,),
    "stock.adjusted": (_MOVED,),
    "batch.state_changed": (_MOVED,),
    "batch.recalled": (_MOVED,),
    "batch.destroyed": (_MOVED,),
}


async def relay(database: Database) -> int:
    """Tell a batch of the events that nobody was told of; answers how many those were.

    They are noted as told in the transaction that hands the jobs over: none is lost, and none handed over twice.
    """
    async with database.transaction(EVERY_PHARMACY) as session:  # it carries everybody's events to their own jobs
        events = await outbox.take_unpublished(session, limit=BATCH)
        await jobs.add(session, list(_wanted(events, Each)))
        await jobs.add_soon(session, list(_wanted(events, Together)))
    return len(events)


def _wanted(events: list[Event], kind: type[Each] | type[Together]) -> Iterator[Wanted]:
    for event in events:
        for subscriber in SUBSCRIBERS.get(event.event, ()):
            if isinstance(subscriber, kind):
                yield subscriber.wanted(event)
