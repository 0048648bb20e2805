"""Destroying stock before a witness: all of it or nothing, numbered without gaps, its value written off."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import ResourceNotFoundError
from app.models import Batch, Destruction, DestructionLine, Medicine, User
from app.models.enums import MovementReason
from app.schemas.expiry import DestructionCreate
from app.services import audit, outbox, pharmacies, stock
from app.services.rbac import Actor
from app.utils import clock
from app.utils.paging import Page, PageRequest
from app.utils.quantities import MAX_MONEY, worth


class DestructionNotFound(ResourceNotFoundError):
    """The pharmacy has no destruction of this id."""

    code = "DESTRUCTION_NOT_FOUND"


@dataclass(frozen=True)
class DestructionView:
    """A destruction with its lines and who recorded it."""

    destruction: Destruction
    lines: Sequence[DestructionLine]
    actor_name: str | None


async def destroy(session: AsyncSession, new: DestructionCreate, *, actor: Actor) -> dict[str, object]:
    """Take batches out of stock for good, whatever their state, and write the document.

    Raises:
        BatchNotFound: this pharmacy has no such batch.
        NotDivisible: part of a unit of what is sold whole.
        InsufficientStock: a batch does not hold that much; nothing is destroyed.
    """
    wanted = {line.batch_id: line.qty for line in new.lines}
    await pharmacies.take_turn(session)  # nobody else takes the next number
    document = Destruction(
        number=(await session.scalar(select(func.max(Destruction.number))) or 0) + 1,
        destroyed_at=clock.now(),
        value=Decimal(0),
        actor_id=actor.user_id,
        **new.model_dump(exclude={"lines"}),
    )
    session.add(document)
    await session.flush()  # gives the id that the ledger lines carry
    cause = stock.Cause(
        MovementReason.DESTRUCTION, document.destroyed_at, actor.user_id, note=new.note, destruction_id=document.id
    )
    lines = [await _destroy_line(session, batch_id, wanted[batch_id], cause) for batch_id in sorted(wanted)]
    session.add_all(lines)
    document.value = min(sum((line.value for line in lines), Decimal(0)), MAX_MONEY)
    await session.flush()
    told = {"number": document.number, "value": document.value, "lines": [[one.batch_id, one.qty] for one in lines]}
    await audit.record(session, "stock.destroyed", audit.Subject("destruction", document.id), after=told)
    await outbox.publish(session, "batch.destroyed", destruction_id=document.id, batch_ids=sorted(wanted))
    return await get_destruction(session, document.id)


async def get_destruction(session: AsyncSession, destruction_id: int) -> dict[str, object]:
    """A destruction with its lines, as its schema reads it.

    Raises:
        DestructionNotFound: this pharmacy has none of this id.
    """
    view = await find(session, destruction_id)
    columns = {column.key: getattr(view.destruction, column.key) for column in Destruction.__mapper__.columns}
    return columns | {"lines": view.lines, "actor_name": view.actor_name}


async def find(session: AsyncSession, destruction_id: int) -> DestructionView:
    """A destruction with its lines.

    Raises:
        DestructionNotFound: this pharmacy has none of this id.
    """
    query = select(Destruction, User.full_name).outerjoin(User, User.id == Destruction.actor_id)
    found = (await session.execute(query.where(Destruction.id == destruction_id))).first()
    if found is None:
        raise DestructionNotFound(f"There is no destruction {destruction_id} in this pharmacy.")
    lines = select(DestructionLine).where(DestructionLine.destruction_id == destruction_id)
    return DestructionView(found[0], (await session.scalars(lines.order_by(DestructionLine.id))).all(), found[1])


async def list_destructions(session: AsyncSession, *, page: PageRequest) -> Page[Destruction]:
    """The destructions, newest first."""
    total = await session.scalar(select(func.count(Destruction.id))) or 0
    query = select(Destruction).order_by(Destruction.number.desc()).offset(page.offset).limit(page.page_size)
    return Page(list(await session.scalars(query)), total, page)


async def _destroy_line(session: AsyncSession, batch_id: int, qty: Decimal, cause: stock.Cause) -> DestructionLine:
    await stock.issue_batch(session, batch_id=batch_id, qty=qty, cause=cause)
    query = select(Batch, Medicine).join(Medicine, Medicine.id == Batch.medicine_id).where(Batch.id == batch_id)
    batch, medicine = (await session.execute(query)).one()
    stock.check_divisible(medicine.is_divisible, qty, medicine_name=medicine.name)
    unit_cost = medicine.unit_cost if batch.unit_cost is None else batch.unit_cost
    return DestructionLine(
        destruction_id=cause.destruction_id,
        batch_id=batch_id,
        medicine_id=medicine.id,
        medicine_name=medicine.name,
        batch_no=batch.batch_no,
        expires_on=batch.expires_on,
        qty=qty,
        unit_cost=unit_cost,
        value=Decimal(0) if unit_cost is None else worth(qty, unit_cost),
    )
