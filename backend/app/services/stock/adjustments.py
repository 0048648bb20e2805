"""Corrections of a batch: posted at once, or above the pharmacy's limit once a second person agreed."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, case, func, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.exceptions import DuplicateResourceError, ResourceNotFoundError, ValidationError
from app.models import Adjustment, Batch, Medicine, User
from app.models.base import Money
from app.models.enums import AdjustmentClass, AdjustmentReason, AdjustmentStatus, MovementReason
from app.schemas.stock import AdjustmentCreate, AdjustmentFilter, Decision
from app.services import audit, outbox
from app.services.rbac import Actor
from app.services.stock import approval, ledger, periods
from app.services.stock.approval import SecondPersonNeeded
from app.services.stock.batches import BatchNotFound
from app.services.stock.intake import check_divisible
from app.utils import clock
from app.utils.paging import Page, PageRequest

_CLASSIFICATIONS: Final = {reason.value: reason.classification.value for reason in AdjustmentReason}


class AdjustmentNotFound(ResourceNotFoundError):
    """The pharmacy has no correction of this id."""

    code = "ADJUSTMENT_NOT_FOUND"


class AdjustmentDecided(DuplicateResourceError):
    """Somebody posted or rejected the correction before."""

    code = "ADJUSTMENT_DECIDED"


class WrongDirection(ValidationError):
    """A loss takes away and a gain adds; nothing is no correction."""

    code = "WRONG_DIRECTION"


class ImpossibleInstant(ValidationError):
    """Nothing happens to a batch in the future, or before it was there."""

    code = "IMPOSSIBLE_INSTANT"


@dataclass(frozen=True)
class ReasonCode:
    """A reason and what it means to the books."""

    reason_code: AdjustmentReason
    classification: AdjustmentClass


def reason_codes() -> list[ReasonCode]:
    """The reasons for a correction."""
    return [ReasonCode(reason, reason.classification) for reason in AdjustmentReason]


async def adjust(session: AsyncSession, wanted: AdjustmentCreate, *, actor: Actor) -> Row[*tuple[Any, ...]]:
    """Correct a batch now, or ask a second person to.

    That is needed where its worth, with what the same person corrected of the medicine that day, is above the
    pharmacy's limit.

    Raises:
        BatchNotFound, NotDivisible, WrongDirection, ImpossibleInstant: as their names say.
        PeriodClosed: it happened in a closed period.
        InsufficientStock: fewer units are free than are to go.
    """
    batch, medicine = await _batch(session, wanted.batch_id)
    check_divisible(medicine.is_divisible, wanted.change_qty, medicine_name=medicine.name)
    _check_direction(wanted.reason_code, wanted.change_qty)
    occurred_at = _instant(wanted.occurred_at, batch, actor)
    await periods.check_open(session, _day(occurred_at, actor), actor=actor, reason=wanted.note)
    adjustment = Adjustment(
        batch_id=batch.id,
        change_qty=wanted.change_qty,
        reason_code=wanted.reason_code,
        note=wanted.note,
        value_amount=approval.worth_of(abs(wanted.change_qty), medicine, batch.unit_cost),
        status=AdjustmentStatus.PENDING,
        occurred_at=occurred_at,
        requested_by=actor.user_id,
        requested_at=clock.now(),
    )
    worth = adjustment.value_amount + await _posted_today(session, medicine, actor)
    if not await approval.needs_second_person(session, worth):
        adjustment.status = AdjustmentStatus.POSTED
    session.add(adjustment)
    await session.flush()  # gives the id
    if adjustment.status == AdjustmentStatus.POSTED:
        await _post(session, adjustment)
    await _note(session, "adjustment.requested", adjustment, before=None)
    return await _view(session, adjustment.id)


async def approve(
    session: AsyncSession, adjustment_id: int, decision: Decision, *, actor: Actor
) -> Row[*tuple[Any, ...]]:
    """Post a correction that somebody else asked for.

    Raises:
        AdjustmentNotFound, AdjustmentDecided, SecondPersonNeeded: as their names say.
        PeriodClosed: its day has been closed since, and the actor may not backdate.
        InsufficientStock: fewer units are free than are to go; it stays pending.
    """
    adjustment = await _find(session, adjustment_id)
    day = _day(adjustment.occurred_at, actor)
    await periods.check_open(session, day, actor=actor, reason=decision.note or adjustment.note)
    adjustment = await _decide(session, adjustment, AdjustmentStatus.POSTED, decision, actor)
    await _post(session, adjustment)
    await _note(session, "adjustment.approved", adjustment, before={"status": AdjustmentStatus.PENDING})
    return await _view(session, adjustment.id)


async def reject(
    session: AsyncSession, adjustment_id: int, decision: Decision, *, actor: Actor
) -> Row[*tuple[Any, ...]]:
    """Refuse a correction that somebody else asked for; nothing moves.

    Raises:
        AdjustmentNotFound, AdjustmentDecided, SecondPersonNeeded: as their names say.
    """
    adjustment = await _find(session, adjustment_id)
    adjustment = await _decide(session, adjustment, AdjustmentStatus.REJECTED, decision, actor)
    await _note(session, "adjustment.rejected", adjustment, before={"status": AdjustmentStatus.PENDING})
    return await _view(session, adjustment.id)


async def list_adjustments(
    session: AsyncSession, *, wanted: AdjustmentFilter, page: PageRequest
) -> Page[Row[*tuple[Any, ...]]]:
    """Corrections, newest first."""
    conditions = [Adjustment.status == wanted.status] if wanted.status else []
    total = await session.scalar(select(func.count(Adjustment.id)).where(*conditions)) or 0
    query = _views().where(*conditions).order_by(Adjustment.id.desc())
    return Page(list(await session.execute(query.offset(page.offset).limit(page.page_size))), total, page)


async def _batch(session: AsyncSession, batch_id: int) -> tuple[Batch, Medicine]:
    query = select(Batch, Medicine).join(Medicine, Medicine.id == Batch.medicine_id).where(Batch.id == batch_id)
    found = (await session.execute(query)).first()
    if found is None:
        raise BatchNotFound.of(batch_id)
    return found.Batch, found.Medicine


def _check_direction(reason: AdjustmentReason, change_qty: Decimal) -> None:
    takes = reason.classification in (AdjustmentClass.LOSS, AdjustmentClass.OWN_USE)
    gives = reason.classification is AdjustmentClass.GAIN
    if change_qty == 0 or (takes and change_qty > 0) or (gives and change_qty < 0):
        raise WrongDirection(
            "A loss and own use take away, a gain adds, and a correction does either.",
            reason_code=reason,
            classification=reason.classification,
        )


def _instant(told: datetime | None, batch: Batch, actor: Actor) -> datetime:
    present = clock.now()
    occurred_at = told or present
    if occurred_at > present or _day(occurred_at, actor) < batch.received_on:
        raise ImpossibleInstant(
            "This is in the future, or before the batch was there.", received_on=str(batch.received_on)
        )
    return occurred_at


def _day(occurred_at: datetime, actor: Actor) -> date:
    return clock.business_day(occurred_at, actor.time_zone)


async def _posted_today(session: AsyncSession, medicine: Medicine, actor: Actor) -> Decimal:
    """What somebody has corrected a medicine by today without a second person: a large correction in small parts."""
    midnight = clock.instant(clock.today(actor.time_zone), time.min, actor.time_zone)
    posted = (
        select(func.coalesce(func.sum(Adjustment.value_amount), 0, type_=Money()))
        .join(Batch, Batch.id == Adjustment.batch_id)
        .where(
            Adjustment.requested_by == actor.user_id,
            Adjustment.requested_at >= midnight,
            Adjustment.status == AdjustmentStatus.POSTED,
            Adjustment.decided_by.is_(None),
            Batch.medicine_id == medicine.id,
        )
    )
    return await session.scalar(posted) or Decimal(0)


async def _post(session: AsyncSession, adjustment: Adjustment) -> None:
    cause = ledger.Cause(
        MovementReason.ADJUSTMENT,
        adjustment.occurred_at,
        adjustment.requested_by,
        note=adjustment.note,
        reason_code=adjustment.reason_code,
        adjustment_id=adjustment.id,
    )
    move = ledger.put_into if adjustment.change_qty > 0 else ledger.issue_batch
    await move(session, batch_id=adjustment.batch_id, qty=abs(adjustment.change_qty), cause=cause)
    await outbox.publish(session, "stock.adjusted", adjustment_id=adjustment.id, batch_id=adjustment.batch_id)


async def _find(session: AsyncSession, adjustment_id: int) -> Adjustment:
    adjustment = await session.scalar(select(Adjustment).where(Adjustment.id == adjustment_id))
    if adjustment is None:
        raise AdjustmentNotFound(f"There is no correction {adjustment_id}.", adjustment_id=adjustment_id)
    return adjustment


async def _decide(
    session: AsyncSession, adjustment: Adjustment, status: AdjustmentStatus, decision: Decision, actor: Actor
) -> Adjustment:
    """Decide on a correction unless somebody else just did."""
    if adjustment.requested_by == actor.user_id:
        raise SecondPersonNeeded("Somebody else decides on a correction of yours.", adjustment_id=adjustment.id)
    decided = (
        update(Adjustment)
        .where(Adjustment.id == adjustment.id, Adjustment.status == AdjustmentStatus.PENDING)
        .values(status=status, decided_by=actor.user_id, decided_at=clock.now(), decision_note=decision.note)
        .returning(Adjustment)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    found: Adjustment | None = await session.scalar(decided)
    if found is None:
        raise AdjustmentDecided("This correction was decided before.", adjustment_id=adjustment.id)
    return found


async def _note(
    session: AsyncSession, action: str, adjustment: Adjustment, *, before: dict[str, object] | None
) -> None:
    after = {
        "batch_id": adjustment.batch_id,
        "change_qty": adjustment.change_qty,
        "reason_code": adjustment.reason_code,
        "value_amount": adjustment.value_amount,
        "status": adjustment.status,
        "note": adjustment.decision_note or adjustment.note,
    }
    await audit.record(session, action, audit.Subject("adjustment", adjustment.id), before=before, after=after)


def _views() -> Select[*tuple[Any, ...]]:
    requester, decider = aliased(User), aliased(User)
    columns = (column for column in Adjustment.__mapper__.columns if column.key != "pharmacy_id")
    return (
        select(
            *columns,
            case(_CLASSIFICATIONS, value=Adjustment.reason_code).label("classification"),
            Batch.batch_no,
            Batch.medicine_id,
            Medicine.name.label("medicine_name"),
            requester.full_name.label("requested_by_name"),
            decider.full_name.label("decided_by_name"),
        )
        .join(Batch, Batch.id == Adjustment.batch_id)
        .join(Medicine, Medicine.id == Batch.medicine_id)
        .join(requester, requester.id == Adjustment.requested_by)
        .outerjoin(decider, decider.id == Adjustment.decided_by)
    )


async def _view(session: AsyncSession, adjustment_id: int) -> Row[*tuple[Any, ...]]:
    return (await session.execute(_views().where(Adjustment.id == adjustment_id))).one()
