"""Carrying a transfer out: it is asked for, sent by the one branch and received by the other, or called off.

Each step is one transaction over both branches: their rows of it never disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Caller, Database
from app.exceptions import DuplicateResourceError, ResourceNotFoundError
from app.models import Batch, Medicine, Transfer
from app.models.enums import MovementReason, TransferStatus
from app.services import audit, inventory, outbox, stock
from app.services.rbac import Actor
from app.services.transfers import queries
from app.services.transfers.both import as_branch, over_both
from app.utils import clock
from app.utils.quantities import plain

_KEYS: Final = UUID("0c1f6f1e-5c0a-4a53-8d3b-0e6fd0a3c7b2")
"""The space in which the keys of requests name transfers."""


class TransferNotFound(ResourceNotFoundError):
    """The pharmacy has no transfer of this id."""

    code = "TRANSFER_NOT_FOUND"


class NotInOneOrganisation(ResourceNotFoundError):
    """The other pharmacy is no branch of the caller's organisation, or has no medicine of this name."""

    code = "NO_SUCH_BRANCH"


class NotASourceBatch(DuplicateResourceError):
    """A batch is not one of this medicine that the sending branch may sell today."""

    code = "NOT_A_SOURCE_BATCH"


class NotItsTurn(DuplicateResourceError):
    """The transfer is not as far as this, or further already; details hold how far it is."""

    code = "TRANSFER_NOT_ITS_TURN"


@dataclass(frozen=True)
class AskedLot:
    """Units of one batch of the branch that gives."""

    batch_id: int
    qty: Decimal


@dataclass(frozen=True)
class Wanted:
    """Units of one medicine of the caller's branch that it gives another, or gets from it."""

    medicine_id: int
    other_pharmacy_id: int
    is_outgoing: bool
    lots: Sequence[AskedLot]


async def ask(database: Database, wanted: Wanted, *, key: str | None, actor: Actor, by: Caller) -> int:
    """Ask for a transfer, in either direction; what will arrive counts as on order. Answers its id here.

    Asked again with its `key`, it is the same transfer.

    Raises:
        MedicineNotFound, NotInOneOrganisation, NotASourceBatch: as their names say.
        InsufficientStock: fewer units of a batch are free.
    """
    own, other = actor.pharmacy_id, wanted.other_pharmacy_id
    group_key = (uuid4() if key is None else uuid5(_KEYS, f"{own} {key}")).hex
    async with database.read(own) as session:
        name_key = (await inventory.get_medicine(session, wanted.medicine_id)).name_key
        if other == own or other not in {row.id for row in await session.execute(queries.branches(own))}:
            raise NotInOneOrganisation("This is no other branch of your organisation.", pharmacy_id=other)
    source, target = (own, other) if wanted.is_outgoing else (other, own)
    ids: dict[int, int] = {}
    async with over_both(database, own, other, by=by) as session:
        with as_branch(session, own):
            before: Transfer | None = await session.scalar(queries.of_group(group_key))
            if before is not None:
                return before.id
        with as_branch(session, source):
            giver = await _medicine(session, name_key, other)
            await _check(session, giver.id, wanted.lots, clock.today(actor.time_zone))
            ids[source] = await _note(session, _asked(wanted, giver, actor), group_key, target)
        with as_branch(session, target):
            taker = await _medicine(session, name_key, other)
            taker.on_order_qty += sum((lot.qty for lot in wanted.lots), Decimal(0))
            taker.updated_at = clock.now()
            ids[target] = await _note(session, _asked(wanted, taker, actor), group_key, source)
    return ids[own]


async def send(database: Database, transfer_id: int, *, actor: Actor, by: Caller) -> None:
    """Take what was asked for off the shelf: it is on its way.

    Raises:
        TransferNotFound: this pharmacy has none of this id, or is not the one that sends it.
        NotItsTurn: it was sent or called off before.
        NotASourceBatch, InsufficientStock: a batch may not be sold any more, or holds fewer free units.
    """
    found = await _found(database, transfer_id, actor)
    if not found.is_outgoing:
        raise TransferNotFound(f"Transfer {transfer_id} is sent by the other branch.", transfer_id=transfer_id)
    async with over_both(database, actor.pharmacy_id, found.other_pharmacy_id, by=by) as session:
        with as_branch(session, actor.pharmacy_id):
            here = await _at(session, found.group_key, TransferStatus.ASKED)
            wanted = [AskedLot(lot["batch_id"], Decimal(lot["qty"])) for lot in here.lots]
            batches = await _check(session, here.medicine_id, wanted, clock.today(actor.time_zone))
            cause = stock.Cause(MovementReason.TRANSFER_OUT, clock.now(), actor.user_id, note=here.group_key)
            for lot in wanted:
                await stock.issue_batch(session, batch_id=lot.batch_id, qty=lot.qty, cause=cause)
            sent = [_told(batch, lot.qty) for batch, lot in zip(batches, wanted, strict=True)]
            await _move_on(session, here, TransferStatus.SENT, actor, lots=sent)
        with as_branch(session, found.other_pharmacy_id):
            there = await _at(session, found.group_key, TransferStatus.ASKED)
            await _move_on(session, there, TransferStatus.SENT, actor, lots=sent)


async def receive(database: Database, transfer_id: int, *, actor: Actor, by: Caller) -> None:
    """Put what arrived on the shelf, under the numbers and dates it had where it came from.

    Raises:
        TransferNotFound: this pharmacy has none of this id, or is not the one that gets it.
        NotItsTurn: it has not been sent, or was received before.
    """
    found = await _found(database, transfer_id, actor)
    if found.is_outgoing:
        raise TransferNotFound(f"Transfer {transfer_id} is received by the other branch.", transfer_id=transfer_id)
    async with over_both(database, actor.pharmacy_id, found.other_pharmacy_id, by=by) as session:
        with as_branch(session, actor.pharmacy_id):
            here = await _at(session, found.group_key, TransferStatus.SENT)
            medicine = await inventory.hold_medicine(session, here.medicine_id)
            cause = stock.Cause(MovementReason.TRANSFER_IN, clock.now(), actor.user_id, note=here.group_key)
            for lot in here.lots:
                arrived = _arrived(lot, medicine, clock.today(actor.time_zone))
                batch = await stock.receive(session, arrived, qty=Decimal(lot["qty"]), cause=cause)
                await outbox.publish(session, "stock.received", batch_id=batch.id, medicine_id=medicine.id)
            _no_longer_on_order(medicine, here.qty)
            await _move_on(session, here, TransferStatus.RECEIVED, actor)
        with as_branch(session, found.other_pharmacy_id):
            there = await _at(session, found.group_key, TransferStatus.SENT)
            await _move_on(session, there, TransferStatus.RECEIVED, actor)


async def cancel(database: Database, transfer_id: int, *, actor: Actor, by: Caller) -> None:
    """Call off a transfer that has not been sent.

    Raises:
        TransferNotFound: this pharmacy has none of this id.
        NotItsTurn: it was sent or called off before.
    """
    found = await _found(database, transfer_id, actor)
    async with over_both(database, actor.pharmacy_id, found.other_pharmacy_id, by=by) as session:
        for pharmacy_id in (actor.pharmacy_id, found.other_pharmacy_id):
            with as_branch(session, pharmacy_id):
                transfer = await _at(session, found.group_key, TransferStatus.ASKED)
                if not transfer.is_outgoing:
                    _no_longer_on_order(await inventory.hold_medicine(session, transfer.medicine_id), transfer.qty)
                await _move_on(session, transfer, TransferStatus.CANCELLED, actor)


async def _found(database: Database, transfer_id: int, actor: Actor) -> Transfer:
    async with database.read(actor.pharmacy_id) as session:
        transfer: Transfer | None = await session.scalar(select(Transfer).where(Transfer.id == transfer_id))
    if transfer is None:
        raise TransferNotFound(f"There is no transfer {transfer_id} in this pharmacy.", transfer_id=transfer_id)
    return transfer


async def _at(session: AsyncSession, group_key: str, wanted: TransferStatus) -> Transfer:
    transfer = (await session.scalars(queries.of_group(group_key))).one()
    if transfer.status != wanted:
        raise NotItsTurn(f"This transfer is {transfer.status} already.", status=transfer.status)
    return transfer


async def _medicine(session: AsyncSession, name_key: str, other_pharmacy_id: int) -> Medicine:
    medicine: Medicine | None = await session.scalar(queries.same_medicine(name_key))
    if medicine is None:
        raise NotInOneOrganisation("The other branch has no such medicine.", pharmacy_id=other_pharmacy_id)
    return medicine


async def _check(session: AsyncSession, medicine_id: int, lots: Sequence[AskedLot], today: date) -> list[Batch]:
    """The batches of these lots, in their order, each with so many free units."""
    found = await session.scalars(queries.source_batches(medicine_id, [lot.batch_id for lot in lots], today))
    batches = {batch.id: batch for batch in found}
    for lot in lots:
        batch = batches.get(lot.batch_id)
        if batch is None:
            raise NotASourceBatch(f"Batch {lot.batch_id} cannot be sent: look again.", batch_id=lot.batch_id)
        free = batch.on_hand_qty - batch.reserved_qty
        if free < lot.qty:
            raise stock.InsufficientStock(f"Only {plain(free)} of the batch are free, {plain(lot.qty)} are wanted.")
    return [batches[lot.batch_id] for lot in lots]


def _asked(wanted: Wanted, medicine: Medicine, actor: Actor) -> Transfer:
    now = clock.now()
    return Transfer(
        medicine_id=medicine.id,
        qty=sum((lot.qty for lot in wanted.lots), Decimal(0)),
        lots=[{"batch_id": lot.batch_id, "qty": str(lot.qty)} for lot in wanted.lots],
        is_outgoing=wanted.is_outgoing == (medicine.pharmacy_id == actor.pharmacy_id),
        status=TransferStatus.ASKED,
        asked_at=now,
        asked_by=actor.user_id,
        changed_at=now,
        changed_by=actor.user_id,
    )


async def _note(session: AsyncSession, transfer: Transfer, group_key: str, other_pharmacy_id: int) -> int:
    transfer.group_key, transfer.other_pharmacy_id = group_key, other_pharmacy_id
    session.add(transfer)
    await session.flush()  # gives the id, in the name of this branch
    after = {"medicine_id": transfer.medicine_id, "qty": transfer.qty, "is_outgoing": transfer.is_outgoing}
    await audit.record(session, "transfer.asked", audit.Subject("transfer", transfer.id), after=after)
    return transfer.id


async def _move_on(
    session: AsyncSession,
    transfer: Transfer,
    status: TransferStatus,
    actor: Actor,
    *,
    lots: list[dict[str, Any]] | None = None,
) -> None:
    before, transfer.status = transfer.status, status
    transfer.changed_at, transfer.changed_by = clock.now(), actor.user_id
    if lots is not None:
        transfer.lots = lots
    subject = audit.Subject("transfer", transfer.id)
    await audit.record(session, f"transfer.{status}", subject, before={"status": before}, after={"status": status})
    await session.flush()  # in the name of this branch


def _no_longer_on_order(medicine: Medicine, qty: Decimal) -> None:
    medicine.on_order_qty = max(Decimal(0), medicine.on_order_qty - qty)
    medicine.updated_at = clock.now()


def _told(batch: Batch, qty: Decimal) -> dict[str, Any]:
    """What the other branch has to know of a batch, as JSON."""
    money = {name: None if value is None else str(value) for name, value in _costs(batch).items()}
    expires_on = None if batch.expires_on is None else batch.expires_on.isoformat()
    return {"batch_id": batch.id, "qty": str(qty), "batch_no": batch.batch_no, "expires_on": expires_on, **money}


def _costs(batch: Batch) -> dict[str, Decimal | None]:
    return {"unit_cost": batch.unit_cost, "mrp": batch.mrp}


def _arrived(lot: dict[str, Any], medicine: Medicine, today: date) -> stock.NewBatch:
    cost, mrp = (None if lot[name] is None else Decimal(lot[name]) for name in ("unit_cost", "mrp"))
    return stock.NewBatch(
        medicine_id=medicine.id,
        batch_no=lot["batch_no"],
        expires_on=None if lot["expires_on"] is None else date.fromisoformat(lot["expires_on"]),
        received_on=today,
        unit_cost=medicine.unit_cost if cost is None else cost,
        mrp=mrp,
    )
