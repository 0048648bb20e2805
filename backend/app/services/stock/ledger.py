"""The only code that changes stock: each change of a batch writes its ledger line in the same transaction."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import BigInteger, Date, bindparam
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import PreparedStep, add_row
from app.exceptions import DuplicateResourceError
from app.models import Batch, StockMovement
from app.models.base import Quantity
from app.models.enums import BatchState, MovementReason
from app.services.stock import fefo, queries
from app.services.stock.batches import NewBatch, locked
from app.services.stock.open_recalls import note_held, open_recalls
from app.utils.quantities import json_number, plain

_SALEABLE: Final = queries.lots(bindparam("medicine_id", type_=BigInteger), bindparam("on", type_=Date()))
_LOTS: Final = PreparedStep(_SALEABLE)
_LOCK_LOTS: Final = PreparedStep(_SALEABLE.with_for_update())
_TAKE: Final = PreparedStep(queries.take(bindparam("batch_id", type_=BigInteger), bindparam("qty", type_=Quantity())))


class InsufficientStock(DuplicateResourceError):
    """Fewer units are free than wanted; details hold both figures."""

    code = "INSUFFICIENT_STOCK"


@dataclass(frozen=True)
class Cause:
    """Why stock moves, when, by whom, and on which paper. Its fields are columns of the ledger."""

    reason: MovementReason
    occurred_at: datetime
    actor_id: int | None = None
    sale_id: int | None = None
    note: str | None = None
    reason_code: str | None = None
    receipt_id: int | None = None
    adjustment_id: int | None = None
    destruction_id: int | None = None
    reverses_id: int | None = None


@dataclass(frozen=True)
class Change:
    """A change of a batch as the database reported it."""

    qty: Decimal
    balance_after: Decimal
    sequence: int


async def issue(session: AsyncSession, *, medicine_id: int, qty: Decimal, on: date, cause: Cause) -> list[fefo.Pick]:
    """Take units off the shelf, first expired first, and write the ledger lines.

    Raises:
        InsufficientStock: fewer than `qty` units are available; the transaction has to be given up.
    """
    picks = await issue_up_to(session, medicine_id=medicine_id, qty=qty, on=on, cause=cause)
    taken = sum((pick.qty for pick in picks), Decimal(0))
    if taken < qty:
        raise _insufficient(taken, qty)
    return picks


async def issue_up_to(
    session: AsyncSession, *, medicine_id: int, qty: Decimal, on: date, cause: Cause
) -> list[fefo.Pick]:
    """Take what the shelf can give of `qty`, first expired first; the picks may sum to less.

    One batch is taken by a conditional update without a lock, the usual case. Where several are needed, or somebody
    was quicker, the batches are locked in id order first, so that two sales never wait for each other in a circle.
    """
    plan = await _plan(session, medicine_id, qty, on=on, locked=False)
    if len(plan) == 1 and plan[0].qty == qty:
        taken = (await _TAKE.run(session, batch_id=plan[0].batch_id, qty=qty)).first()
        if taken is not None:
            await _write(session, medicine_id, plan[0].batch_id, Change(-qty, *taken), cause)
            return plan
    plan = await _plan(session, medicine_id, qty, on=on, locked=True)
    for pick in plan:
        left = (await _TAKE.run(session, batch_id=pick.batch_id, qty=pick.qty)).one()
        await _write(session, medicine_id, pick.batch_id, Change(-pick.qty, *left), cause)
    return plan


async def issue_batch(session: AsyncSession, *, batch_id: int, qty: Decimal, cause: Cause) -> Change:
    """Take units of one named batch, whatever its state and date: to correct, destroy or send back, never to sell.

    Raises:
        BatchNotFound: this pharmacy has none of this id.
        InsufficientStock: fewer than `qty` of its units are free; nothing is written.
    """
    batch = await locked(session, batch_id)
    left = (await session.execute(queries.take_in_any_state(batch_id, qty))).first()
    if left is None:
        raise _insufficient(batch.on_hand_qty - batch.reserved_qty, qty)
    return await _write(session, batch.medicine_id, batch_id, Change(-qty, *left), cause)


async def put_into(session: AsyncSession, *, batch_id: int, qty: Decimal, cause: Cause) -> Change:
    """Add units to one named batch; it stays in the state it is in.

    Raises:
        BatchNotFound: this pharmacy has none of this id.
    """
    batch = await locked(session, batch_id)
    put = (await session.execute(queries.put(batch_id, qty))).one()
    return await _write(session, batch.medicine_id, batch_id, Change(qty, *put), cause)


async def receive(session: AsyncSession, new: NewBatch, *, qty: Decimal, cause: Cause) -> Batch:
    """Put a batch on the shelf. A batch of the same number, expiry, cost and MRP grows; another one begins.

    Where units of this number are held or recalled, the new ones are too; those set apart already stay a batch of their
    own, so that lifting a recall puts nothing spoiled on sale. `qty` of zero opens the stock: it is then known, and
    nothing.
    """
    before = new.state
    recall_ids = await open_recalls(session, medicine_id=new.medicine_id, batch_no=new.batch_no)
    if recall_ids:
        new = replace(new, state=BatchState.RECALLED)
    elif new.batch_no and new.state is BatchState.OK:
        new = replace(new, state=await session.scalar(queries.blocked(new)) or BatchState.OK)
    batch = await session.scalar(queries.same_batch(new)) if not recall_ids or before is BatchState.OK else None
    if batch is None:
        batch = Batch(**vars(new))
        session.add(batch)
        await session.flush()  # gives the id
        note_held(session, batch.id, recall_ids, before=before, qty=qty)
    put = (await session.execute(queries.put(batch.id, qty))).one()
    await _write(session, new.medicine_id, batch.id, Change(qty, *put), cause)
    batch.on_hand_qty, batch.movement_count = put
    return batch


async def count(session: AsyncSession, new: NewBatch, *, counted_qty: Decimal, on: date, cause: Cause) -> Decimal:
    """Make the usable stock of a medicine what somebody counted, and answer the difference.

    What is missing goes first expired first. What is too much belongs to the batch described by `new`, or, where that
    says neither number nor expiry, to the batch on the shelf that is sold last.

    Raises:
        InsufficientStock: reserved units are missing; they have to be released first.
    """
    usable = [fefo.Lot(*row) for row in await session.execute(queries.counted(new.medicine_id, on))]
    difference = counted_qty - sum((lot.on_hand_qty for lot in usable), Decimal(0))
    if difference < 0:
        await issue(session, medicine_id=new.medicine_id, qty=-difference, on=on, cause=cause)
    elif difference > 0 and usable and new.batch_no is None and new.expires_on is None:
        last = max(usable, key=fefo.soonest_first)
        put = (await session.execute(queries.put(last.batch_id, difference))).one()
        await _write(session, new.medicine_id, last.batch_id, Change(difference, *put), cause)
    elif difference > 0 or await session.scalar(queries.has_moved(new.medicine_id)) is None:
        await receive(session, new, qty=difference, cause=cause)
    return difference


async def plan_locked(session: AsyncSession, medicine_id: int, qty: Decimal, *, on: date) -> list[fefo.Pick]:
    """Where `qty` would be sold from on a day; nobody else takes from these batches until this transaction ends.

    Raises:
        InsufficientStock: fewer than `qty` units are available.
    """
    picks = await _plan(session, medicine_id, qty, on=on, locked=True)
    planned = sum((pick.qty for pick in picks), Decimal(0))
    if planned < qty:
        raise _insufficient(planned, qty)
    return picks


async def _plan(session: AsyncSession, medicine_id: int, qty: Decimal, *, on: date, locked: bool) -> list[fefo.Pick]:
    return fefo.pick(await _lots(session, medicine_id, on=on, locked=locked), qty, on=on)


async def _lots(session: AsyncSession, medicine_id: int, *, on: date, locked: bool) -> list[fefo.Lot]:
    lots = _LOCK_LOTS if locked else _LOTS
    return [fefo.Lot(*row) for row in await lots.run(session, medicine_id=medicine_id, on=on)]


def _insufficient(available: Decimal, wanted: Decimal) -> InsufficientStock:
    return InsufficientStock(
        f"Only {plain(available)} available, {plain(wanted)} wanted.",
        wanted_qty=json_number(wanted),
        available_qty=json_number(available),
    )


async def _write(session: AsyncSession, medicine_id: int, batch_id: int, change: Change, cause: Cause) -> Change:
    await add_row(
        session,
        StockMovement,
        medicine_id=medicine_id,
        batch_id=batch_id,
        sequence=change.sequence,
        change_qty=change.qty,
        balance_after=change.balance_after,
        **vars(cause),
    )
    return change
