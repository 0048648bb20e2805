"""Medicines and their stock at once: adding with an opening batch, counting, receiving, correcting a batch."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import AuthorizationError, DuplicateResourceError, ValidationError
from app.models import Medicine
from app.models.enums import MovementReason
from app.schemas.inventory import BatchReceive, MedicineCreate, MedicineUpdate
from app.services import audit, inventory, outbox, pharmacies
from app.services.rbac import Actor
from app.services.stock import approval, care, catalogue, fefo, ledger, queries
from app.services.stock.approval import SecondPersonNeeded
from app.services.stock.batches import NewBatch
from app.services.stock.open_recalls import hold_recalled
from app.services.stock.receipts import receipt_for
from app.services.stock.shelf import ShelfBatch, on_shelf
from app.utils import clock
from app.utils.quantities import is_whole, json_number

_OF_THE_BATCH: Final = {"stock_qty", "batch_no", "expiry_date"}
_MAY_BE_EMPTIED: Final = {
    "service_level",
    "generic_name",
    "category",
    "strength",
    "form",
    "manufacturer",
    "supplier_name",
    "unit_cost",
    "route",
    "mrp",
    "hsn",
    "schedule",
    "storage",
    "ven",
}


class ExpiredOnArrival(ValidationError):
    """A delivery is past its expiry date."""

    code = "EXPIRED_ON_ARRIVAL"


class NoBatchToCorrect(DuplicateResourceError):
    """A number or expiry date was told for the batch that is sold first, and there is none."""

    code = "NO_BATCH_TO_CORRECT"


async def add_medicine(session: AsyncSession, new: MedicineCreate, *, actor: Actor) -> dict[str, Any]:
    """Add a medicine and, where its stock is told, the opening batch.

    Raises:
        MedicineExists: one of this name is there already.
        NotDivisible: part of a unit was given for a medicine sold whole.
        AuthorizationError: its stock is told by somebody who may not count.
    """
    _check_may_count(new.stock_qty, actor)
    check_divisible(new.is_divisible, new.stock_qty, medicine_name=new.name)
    await pharmacies.share_turn(session)  # a number may be recalled at this moment
    medicine = await inventory.add_medicine(session, new.model_dump(exclude=_OF_THE_BATCH))
    if new.stock_qty is not None:
        batch = _described(medicine, new, actor)
        cause = ledger.Cause(MovementReason.OPENING, clock.now(), actor.user_id)
        await ledger.receive(session, batch, qty=new.stock_qty, cause=cause)
    return await catalogue.get_medicine(session, medicine_id=medicine.id, on=clock.today(actor.time_zone))


async def change_medicine(
    session: AsyncSession, medicine_id: int, change: MedicineUpdate, *, actor: Actor
) -> dict[str, Any]:
    """Change a medicine's terms, and its stock to what was counted. A name that is recalled holds its batches.

    Raises:
        MedicineNotFound, MedicineExists, NotDivisible: as their names say.
        InsufficientStock: less was counted than is reserved.
        AuthorizationError: stock is told by somebody who may not count.
        SecondPersonNeeded: the difference is worth more than the pharmacy's limit.
    """
    _check_may_count(change.stock_qty, actor)
    await pharmacies.share_turn(session)  # a number may be recalled at this moment
    medicine = await inventory.hold_medicine(session, medicine_id)  # it may be merged at this moment
    sent = change.model_dump(exclude_unset=True, exclude=_OF_THE_BATCH)
    terms = {field: value for field, value in sent.items() if value is not None or field in _MAY_BE_EMPTIED}
    await inventory.change_medicine(session, medicine, terms)
    if "name" in terms:
        await hold_recalled(session, medicine_id)
    surplus = Decimal(0)
    if change.stock_qty is not None:
        check_divisible(medicine.is_divisible, change.stock_qty, medicine_name=medicine.name)
        surplus = await _count(session, medicine, change, actor)
    if surplus <= 0 and {"batch_no", "expiry_date"} & change.model_fields_set:
        await _correct_first_batch(session, medicine, change, actor)
    return await catalogue.get_medicine(session, medicine_id=medicine_id, on=clock.today(actor.time_zone))


async def receive_batch(session: AsyncSession, medicine_id: int, arrived: BatchReceive, *, actor: Actor) -> ShelfBatch:
    """Put a delivery on the shelf; it is no longer on order.

    Raises:
        MedicineNotFound, UnknownPack, NotDivisible: as their names say.
        ExpiredOnArrival: the batch is past its date already.
    """
    await pharmacies.share_turn(session)  # the number may be recalled at this moment
    medicine = await inventory.hold_medicine(session, medicine_id)  # another delivery may reduce its orders too
    qty = await inventory.in_base_units(session, medicine, arrived.qty, arrived.pack)
    check_divisible(medicine.is_divisible, qty, medicine_name=medicine.name)
    today = clock.today(actor.time_zone)
    if fefo.is_expired(arrived.expiry_date, today):
        raise ExpiredOnArrival("This batch has expired already: send it back.", expiry_date=str(arrived.expiry_date))
    receipt = await receipt_for(session, arrived, actor=actor)
    described = replace(
        _described(medicine, arrived, actor), mrp=arrived.mrp, supplier_id=receipt.supplier_id if receipt else None
    )
    cause = ledger.Cause(MovementReason.RECEIPT, clock.now(), actor.user_id, receipt_id=receipt.id if receipt else None)
    medicine.on_order_qty = max(Decimal(0), medicine.on_order_qty - qty)
    batch = await ledger.receive(session, described, qty=qty, cause=cause)
    after = {"batch_id": batch.id, "qty": qty, "on_hand_qty": batch.on_hand_qty}
    await audit.record(session, "stock.received", audit.Subject("batch", batch.id), after=after)
    await outbox.publish(session, "stock.received", batch_id=batch.id, medicine_id=medicine.id)
    return on_shelf(batch, today)


def check_divisible(is_divisible: bool, qty: Decimal | None, *, medicine_name: str) -> None:
    """Refuse part of a unit of what is sold whole.

    Raises:
        NotDivisible: `qty` is not whole and the medicine is not divisible.
    """
    if qty is not None and not is_divisible and not is_whole(qty):
        message = f"“{medicine_name}” is sold in whole units; set is_divisible to sell parts of one."
        raise inventory.NotDivisible(message, qty=json_number(qty))


def _check_may_count(stock_qty: Decimal | None, actor: Actor) -> None:
    if stock_qty is not None and "stock.count" not in actor.permissions:
        raise AuthorizationError("Your role does not allow counting.", missing=["stock.count"], role=actor.role)


async def _count(session: AsyncSession, medicine: Medicine, change: MedicineUpdate, actor: Actor) -> Decimal:
    assert change.stock_qty is not None
    surplus = await ledger.count(
        session,
        _described(medicine, change, actor),
        counted_qty=change.stock_qty,
        on=clock.today(actor.time_zone),
        cause=ledger.Cause(MovementReason.COUNT, clock.now(), actor.user_id),
    )
    worth = approval.worth_of(abs(surplus), medicine)
    if await approval.needs_second_person(session, worth):
        message = "This differs from the books by more than one person may correct: ask for corrections of the batches."
        raise SecondPersonNeeded(message, difference_qty=json_number(surplus))
    after = {"counted_qty": change.stock_qty, "surplus_qty": surplus}
    await audit.record(session, "stock.counted", audit.Subject("medicine", medicine.id), after=after)
    return surplus


async def _correct_first_batch(session: AsyncSession, medicine: Medicine, change: MedicineUpdate, actor: Actor) -> None:
    batch = await session.scalar(queries.sold_first(medicine.id, clock.today(actor.time_zone)))
    if batch is None:
        raise NoBatchToCorrect("No batch of this medicine may be sold: correct the one that is meant.")
    await care.correct_batch(session, batch, change.model_dump(include={"batch_no", "expiry_date"}, exclude_unset=True))


def _described(medicine: Medicine, by: MedicineCreate | MedicineUpdate | BatchReceive, actor: Actor) -> NewBatch:
    return NewBatch(
        medicine_id=medicine.id,
        batch_no=by.batch_no,
        expires_on=by.expiry_date,
        received_on=clock.today(actor.time_zone),
        unit_cost=by.unit_cost if by.unit_cost is not None else medicine.unit_cost,
    )
