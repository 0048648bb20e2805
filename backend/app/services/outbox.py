"""Domain events: stored with the change they tell of, told to their subscribers after it is committed."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import add_row
from app.models import Event
from app.utils import clock


async def publish(session: AsyncSession, event: str, **payload: object) -> None:
    """Tell of what happened, e.g. `publish(session, "sale.recorded", sale_id=7)`; nothing is told when it fails."""
    await add_row(session, Event, event=event, payload=payload)


async def take_unpublished(session: AsyncSession, *, limit: int) -> list[Event]:
    """Take the oldest events that nobody was told of, and note that they now are; another relay takes others."""
    oldest = select(Event.id).where(Event.published_at.is_(None)).order_by(Event.id).limit(limit)
    # Named, so that PostgreSQL looks for them once, and not again for each row.
    unpublished = oldest.with_for_update(skip_locked=True).cte("unpublished")
    taken = await session.scalars(
        update(Event).where(Event.id.in_(select(unpublished.c.id))).values(published_at=clock.now()).returning(Event)
    )
    return sorted(taken, key=lambda event: event.id)


async def has_unpublished(session: AsyncSession) -> bool:
    """Whether there is an event that nobody was told of."""
    return await session.scalar(select(Event.id).where(Event.published_at.is_(None)).limit(1)) is not None


async def forget(session: AsyncSession, *, before: datetime) -> int:
    """Delete the events that were told before an instant; answers how many."""
    gone = await session.scalars(delete(Event).where(Event.published_at < before).returning(Event.id))
    return len(gone.all())
