"""Alerts: a batch came within so many days of its date. Raised once, for the tightest stretch it stands in.

A batch that sells in time raises none.
"""

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Select, exists, func, literal, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database, caller_of, insert_ignoring, pharmacy_of
from app.exceptions import DuplicateResourceError, ResourceNotFoundError
from app.models import Batch, ExpiryAlert, ExpiryRisk, Medicine, User
from app.models.base import UtcDateTime
from app.models.enums import AlertStatus
from app.schemas.expiry import AlertFilter
from app.services import audit, outbox
from app.services.expiry_alerts import queries
from app.services.expiry_alerts.proposals import POSSIBLE, propose
from app.services.expiry_alerts.risks import refresh
from app.utils import clock
from app.utils.paging import Page, PageRequest

ALERT_DAYS: Final = (30, 60, 90)
"""What is past its date stands within 30 days, too."""


class AlertNotFound(ResourceNotFoundError):
    """The pharmacy has no expiry alert of this id."""

    code = "ALERT_NOT_FOUND"


class AlertResolved(DuplicateResourceError):
    """The alert needs nobody any more: its batch is gone, has another date, or a later alert took its place."""

    code = "ALERT_RESOLVED"


async def run(database: Database, *, pharmacy_id: int, time_zone: str, **_event: object) -> dict[str, object]:
    """Compute what will expire unsold, raise the alerts of the day, and resolve those whose reason is gone."""
    medicines = await refresh(database, pharmacy_id=pharmacy_id, time_zone=time_zone)
    today = clock.today(time_zone)
    async with database.transaction(pharmacy_id) as session:
        resolved = await _resolve(session, today)
        raised = [alert for days in ALERT_DAYS for alert in await _raise(session, days, today)]
        for alert_id, batch_id, band_days in raised:
            await outbox.publish(
                session, "expiry.alert_raised", alert_id=alert_id, batch_id=batch_id, band_days=band_days
            )
    return {"medicines": medicines, "raised": len(raised), "resolved": resolved}


async def list_alerts(
    session: AsyncSession, *, wanted: AlertFilter, page: PageRequest, on: date
) -> Page[dict[str, object]]:
    """A page of the alerts of a status, first expired first."""
    query = _alerts().where(ExpiryAlert.status == wanted.status)
    total = await session.scalar(query.with_only_columns(func.count(ExpiryAlert.id))) or 0
    ordered = query.order_by(ExpiryAlert.expires_on, ExpiryAlert.id).offset(page.offset).limit(page.page_size)
    return Page([_shown(row, on) for row in await session.execute(ordered)], total, page)


async def acknowledge(session: AsyncSession, alert_id: int, *, on: date) -> dict[str, object]:
    """Say that somebody takes care of an alert. One that was acknowledged before stays as it is.

    Raises:
        AlertNotFound: this pharmacy has none of this id.
        AlertResolved: it needs nobody any more.
    """
    alert = await session.scalar(select(ExpiryAlert).where(ExpiryAlert.id == alert_id).with_for_update())
    if alert is None:
        raise AlertNotFound(f"There is no expiry alert {alert_id} in this pharmacy.", alert_id=alert_id)
    if alert.status == AlertStatus.RESOLVED:
        raise AlertResolved("This alert is resolved: it needs nobody any more.", alert_id=alert_id)
    if alert.status == AlertStatus.OPEN:
        alert.status, alert.acknowledged_at = AlertStatus.ACKNOWLEDGED, clock.now()
        alert.acknowledged_by = caller_of(session).user_id
        told = {"batch_id": alert.batch_id, "band_days": alert.band_days}
        await audit.record(session, "expiry_alert.acknowledged", audit.Subject("expiry_alert", alert.id), after=told)
        await session.flush()
    return _shown((await session.execute(_alerts().where(ExpiryAlert.id == alert_id))).one(), on)


async def _raise(session: AsyncSession, days: int, today: date) -> list[tuple[int, int, int]]:
    """Id, batch and days of each alert that is new for the batches of a stretch."""
    columns = {
        "pharmacy_id": ExpiryRisk.pharmacy_id,
        "batch_id": ExpiryRisk.batch_id,
        "band_days": literal(days),
        "expires_on": ExpiryRisk.expires_on,
        "status": literal(AlertStatus.OPEN.value),
        "raised_at": literal(clock.now(), UtcDateTime()),
    }
    standing = (
        select(*columns.values())
        .where(
            ExpiryRisk.pharmacy_id == pharmacy_of(session),
            ExpiryRisk.expires_on.between(*_stretch(days, today)),
            or_(ExpiryRisk.unsold_chance.is_(None), ExpiryRisk.unsold_chance >= POSSIBLE),
        )
        .order_by(ExpiryRisk.batch_id)
    )
    new = insert_ignoring(session, ExpiryAlert).from_select(list(columns), standing).on_conflict_do_nothing()
    raised = await session.execute(new.returning(ExpiryAlert.id, ExpiryAlert.batch_id, ExpiryAlert.band_days))
    return [(row[0], row[1], row[2]) for row in raised]


async def _resolve(session: AsyncSession, today: date) -> int:
    """Close the alerts whose batch is gone, has another date, or stands in a tighter stretch by now."""
    resolved = 0
    for days in ALERT_DAYS:
        stands = exists().where(
            ExpiryRisk.batch_id == ExpiryAlert.batch_id,
            ExpiryRisk.expires_on == ExpiryAlert.expires_on,
            ExpiryRisk.expires_on.between(*_stretch(days, today)),
        )
        closed = await session.scalars(
            update(ExpiryAlert)
            .where(ExpiryAlert.band_days == days, ExpiryAlert.status != AlertStatus.RESOLVED, ~stands)
            .values(status=AlertStatus.RESOLVED, resolved_at=clock.now())
            .returning(ExpiryAlert.id)
            .execution_options(synchronize_session=False)
        )
        resolved += len(closed.all())
    return resolved


def _stretch(days: int, today: date) -> tuple[date, date]:
    """The first and the last date of the batches that an alert of so many days is for."""
    tighter = max((fewer for fewer in ALERT_DAYS if fewer < days), default=None)
    first = date.min if tighter is None else today + timedelta(days=tighter + 1)
    return first, today + timedelta(days=days)


def _alerts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ExpiryAlert.id,
            ExpiryAlert.batch_id,
            Batch.medicine_id,
            Medicine.name.label("medicine_name"),
            Batch.batch_no,
            ExpiryAlert.expires_on,
            ExpiryAlert.band_days,
            ExpiryAlert.status,
            Batch.on_hand_qty,
            Batch.state,
            *queries.PROSPECT,
            ExpiryAlert.raised_at,
            ExpiryAlert.acknowledged_at,
            User.full_name.label("acknowledged_by_name"),
            ExpiryAlert.resolved_at,
        )
        .join(Batch, Batch.id == ExpiryAlert.batch_id)
        .join(Medicine, Medicine.id == Batch.medicine_id)
        .outerjoin(ExpiryRisk, ExpiryRisk.batch_id == ExpiryAlert.batch_id)
        .outerjoin(*queries.SUPPLIER)
        .outerjoin(*queries.SUPPLIER_TERMS)
        .outerjoin(*queries.TRANSFER_TO)
        .outerjoin(*queries.OPEN_SUGGESTION)
        .outerjoin(User, User.id == ExpiryAlert.acknowledged_by)
    )


def _shown(row: Row[*tuple[Any, ...]], on: date) -> dict[str, object]:
    proposal = propose(queries.prospect(row), on)
    days_left = (row.expires_on - on).days
    return {**row._mapping, "days_left": days_left, "action": proposal.action, "reason": proposal.reason}
