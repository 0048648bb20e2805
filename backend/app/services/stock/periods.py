"""Closed books: what is dated into a closed period is refused, unless somebody may and says why."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import DuplicateResourceError, ValidationError
from app.models import PeriodClose
from app.schemas.stock import PeriodCloseCreate
from app.services import audit, outbox, pharmacies
from app.services.rbac import Actor
from app.utils import clock


class PeriodClosed(DuplicateResourceError):
    """The day lies in a closed period; only who may backdate writes there, and says why."""

    code = "PERIOD_CLOSED"


class PeriodNotOver(ValidationError):
    """A period is closed through a day that is over."""

    code = "PERIOD_NOT_OVER"


class PeriodClosedAlready(DuplicateResourceError):
    """The books are closed through this day or a later one."""

    code = "PERIOD_CLOSED_ALREADY"


async def close_period(session: AsyncSession, wanted: PeriodCloseCreate, *, actor: Actor) -> PeriodClose:
    """Close the books through a day. They are never opened again; later days can be closed too.

    Raises:
        PeriodNotOver: the day is today or later.
        PeriodClosedAlready: it is closed.
    """
    if wanted.closed_through >= clock.today(actor.time_zone):
        raise PeriodNotOver("Only days that are over can be closed.", closed_through=str(wanted.closed_through))
    await pharmacies.take_turn(session)  # whoever writes into this period at this moment finishes first
    before = await closed_through(session)
    if before is not None and wanted.closed_through <= before:
        raise PeriodClosedAlready(f"The books are closed through {before}.", closed_through=str(before))
    closed = PeriodClose(closed_through=wanted.closed_through, note=wanted.note, closed_by=actor.user_id)
    session.add(closed)
    await session.flush()  # gives the id
    await audit.record(
        session,
        "period.closed",
        audit.Subject("period_close", closed.id),
        before={"closed_through": before},
        after={"closed_through": closed.closed_through, "note": closed.note},
    )
    await outbox.publish(session, "period.closed", closed_through=closed.closed_through.isoformat())
    return closed


async def closed_through(session: AsyncSession) -> date | None:
    """The last day of the closed books; None: nothing was ever closed."""
    latest = select(PeriodClose.closed_through).order_by(PeriodClose.closed_through.desc()).limit(1)
    day: date | None = await session.scalar(latest)
    return day


async def list_closes(session: AsyncSession) -> list[PeriodClose]:
    """The closes of the pharmacy, the latest 200, newest first."""
    return list(await session.scalars(select(PeriodClose).order_by(PeriodClose.closed_through.desc()).limit(200)))


async def check_open(session: AsyncSession, day: date, *, actor: Actor, reason: str | None) -> None:
    """Let a change dated on a business day through, or refuse it. Ask before any row is locked.

    Today is always open and costs nothing. For an earlier day nobody can close the books until this transaction ends.

    Raises:
        PeriodClosed: the day is closed, and the actor may not backdate or gives no reason.
    """
    if day >= clock.today(actor.time_zone):
        return
    await pharmacies.share_turn(session)
    closed = await closed_through(session)
    if closed is None or day > closed or (reason and "stock.backdate" in actor.permissions):
        return
    raise PeriodClosed(
        f"The books are closed through {closed}; with the permission to backdate, a note gives the reason.",
        closed_through=str(closed),
        day=str(day),
    )
