"""Stock that comes back: what a customer returns of a sale, and lines of the ledger that are taken back."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import DuplicateResourceError, ResourceNotFoundError
from app.models import Sale, StockMovement
from app.models.enums import BatchState, MovementReason
from app.schemas.stock import ReturnCreate, ReversalCreate
from app.services import audit, outbox
from app.services.rbac import Actor
from app.services.stock import ledger
from app.services.stock.batches import NewBatch, locked
from app.services.stock.given_back import Line, Part, allot, with_the_customer
from app.utils import clock
from app.utils.quantities import json_number, plain

_FINAL: Final = (MovementReason.REVERSAL, MovementReason.DESTRUCTION)


class SaleNotFound(ResourceNotFoundError):
    """The pharmacy has no sale of this id."""

    code = "SALE_NOT_FOUND"


class MoreThanSold(DuplicateResourceError):
    """More would come back than the shelf gave for the sale; details hold both figures."""

    code = "MORE_THAN_SOLD"


class MovementNotFound(ResourceNotFoundError):
    """The pharmacy's ledger has no line of this id."""

    code = "MOVEMENT_NOT_FOUND"


class NotReversible(DuplicateResourceError):
    """The line is itself a reversal, destroyed stock, or changed nothing."""

    code = "NOT_REVERSIBLE"


class AlreadyReversed(DuplicateResourceError):
    """The line was taken back before."""

    code = "ALREADY_REVERSED"


@dataclass(frozen=True)
class ReturnedPart:
    """How much went into which batch."""

    batch_id: int
    batch_no: str | None
    qty: Decimal
    state: BatchState


@dataclass(frozen=True)
class Returned:
    """What came back, and how much of the sale has come back by now."""

    sale_id: int
    qty: Decimal
    returned_qty: Decimal
    batches: list[ReturnedPart]


async def give_back(session: AsyncSession, wanted: ReturnCreate, *, actor: Actor) -> Returned:
    """Take back what a customer brings of a sale: into the batches it came from, or into quarantine.

    A batch that is on hold or recalled by now takes its units back and stays so.

    Raises:
        SaleNotFound: as its name says.
        MoreThanSold: more than the shelf gave and than is still out; nothing is written.
    """
    sale = await _locked_sale(session, wanted.sale_id)
    out = with_the_customer(await _lines(session, sale.id))
    parts = allot(out, wanted.qty)
    _check_out(out, wanted.qty)
    cause = ledger.Cause(MovementReason.SALE_RETURN, clock.now(), actor.user_id, sale_id=sale.id, note=wanted.note)
    put = _put_back if wanted.saleable else _quarantine
    batches = [await put(session, part, cause, actor) for part in sorted(parts, key=lambda part: part.batch_id)]
    before, sale.returned_qty = sale.returned_qty, sale.returned_qty + wanted.qty
    await audit.record(
        session,
        "sale.returned",
        audit.Subject("sale", sale.id),
        before={"returned_qty": before},
        after={"returned_qty": sale.returned_qty, "saleable": wanted.saleable, "note": wanted.note},
    )
    await outbox.publish(session, "sale.returned", sale_id=sale.id, qty=str(wanted.qty))
    return Returned(sale.id, wanted.qty, sale.returned_qty, batches)


async def reverse(session: AsyncSession, movement_id: int, wanted: ReversalCreate, *, actor: Actor) -> StockMovement:
    """Take a line of the ledger back by one of the opposite sign that names it. It is dated now, and final.

    The line of a sale that is taken back makes that much of the sale returned; that of a return, unreturned.

    Raises:
        MovementNotFound, NotReversible, AlreadyReversed: as their names say.
        MoreThanSold: that much of the sale has come back already.
        InsufficientStock: fewer units of the batch are free than have to go.
    """
    movement = await session.scalar(select(StockMovement).where(StockMovement.id == movement_id))
    if movement is None:
        raise MovementNotFound(f"The ledger has no line {movement_id}.", movement_id=movement_id)
    if movement.reason in _FINAL or movement.change_qty == 0:
        raise NotReversible("A reversal, destroyed stock and a line of nothing stay.", reason=movement.reason)
    sale = await _locked_sale(session, movement.sale_id) if movement.sale_id else None
    await locked(session, movement.batch_id)  # whoever reverses the same line waits here
    if await session.scalar(select(StockMovement.id).where(StockMovement.reverses_id == movement.id)):
        raise AlreadyReversed("This line was taken back before.", movement_id=movement.id)
    if sale is not None:
        await _mark(session, sale, movement)
    reversal = await _write_reversal(session, movement, wanted, actor)
    after = {"reversed_by": reversal.id, "change_qty": reversal.change_qty, "note": wanted.note}
    await audit.record(session, "movement.reversed", audit.Subject("movement", movement.id), after=after)
    await outbox.publish(session, "stock.adjusted", movement_id=reversal.id, batch_id=movement.batch_id)
    return reversal


async def _locked_sale(session: AsyncSession, sale_id: int) -> Sale:
    wanted = select(Sale).where(Sale.id == sale_id).with_for_update(key_share=True)
    sale: Sale | None = await session.scalar(wanted.execution_options(populate_existing=True))
    if sale is None:
        raise SaleNotFound(f"There is no sale {sale_id}.", sale_id=sale_id)
    return sale


async def _lines(session: AsyncSession, sale_id: int) -> list[Line]:
    columns = (
        StockMovement.id,
        StockMovement.batch_id,
        StockMovement.change_qty,
        StockMovement.reason,
        StockMovement.reverses_id,
    )
    rows = await session.execute(select(*columns).where(StockMovement.sale_id == sale_id))
    return [
        Line(id_, batch_id, change_qty, MovementReason(reason), reverses_id)
        for id_, batch_id, change_qty, reason, reverses_id in rows
    ]


def _check_out(out: list[Part], qty: Decimal) -> None:
    still_out = sum((part.qty for part in out), Decimal(0))
    if qty > still_out:
        raise MoreThanSold(
            f"Only {plain(still_out)} of this sale can come back.",
            wanted_qty=json_number(qty),
            returnable_qty=json_number(still_out),
        )


async def _put_back(session: AsyncSession, part: Part, cause: ledger.Cause, _actor: Actor) -> ReturnedPart:
    batch = await locked(session, part.batch_id)
    await ledger.put_into(session, batch_id=batch.id, qty=part.qty, cause=cause)
    return ReturnedPart(batch.id, batch.batch_no, part.qty, BatchState(batch.state))


async def _quarantine(session: AsyncSession, part: Part, cause: ledger.Cause, actor: Actor) -> ReturnedPart:
    sold = await locked(session, part.batch_id)
    apart = NewBatch(
        medicine_id=sold.medicine_id,
        batch_no=sold.batch_no,
        expires_on=sold.expires_on,
        received_on=clock.today(actor.time_zone),
        unit_cost=sold.unit_cost,
        mrp=sold.mrp,
        supplier_id=sold.supplier_id,
        state=BatchState.QUARANTINE,
    )
    batch = await ledger.receive(session, apart, qty=part.qty, cause=cause)
    return ReturnedPart(batch.id, batch.batch_no, part.qty, BatchState(batch.state))


async def _mark(session: AsyncSession, sale: Sale, movement: StockMovement) -> None:
    """Keep what has come back of a sale right when one of its lines is taken back."""
    if movement.reason == MovementReason.SALE:
        out = with_the_customer(await _lines(session, sale.id))
        _check_out([part for part in out if part.batch_id == movement.batch_id], -movement.change_qty)
    sale.returned_qty -= movement.change_qty


async def _write_reversal(
    session: AsyncSession, movement: StockMovement, wanted: ReversalCreate, actor: Actor
) -> StockMovement:
    cause = ledger.Cause(
        MovementReason.REVERSAL,
        clock.now(),
        actor.user_id,
        sale_id=movement.sale_id,
        note=wanted.note,
        reverses_id=movement.id,
    )
    move = ledger.put_into if movement.change_qty < 0 else ledger.issue_batch
    await move(session, batch_id=movement.batch_id, qty=abs(movement.change_qty), cause=cause)
    return (await session.scalars(select(StockMovement).where(StockMovement.reverses_id == movement.id))).one()
