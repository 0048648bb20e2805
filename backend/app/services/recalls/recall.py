"""Recalls: what a batch number reaches in each branch, holding all of it, and letting it go again."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4, uuid5

from sqlalchemy import func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Caller, Database
from app.exceptions import DuplicateResourceError, ResourceNotFoundError
from app.models import Batch, Recall, RecallBatch, Sale
from app.models.enums import BatchState
from app.models.stock import batch_no_key
from app.schemas.recalls import RecallStart, RecallWanted
from app.services import audit, idempotency, inventory, outbox, pharmacies, stock
from app.services.rbac import Actor
from app.services.recalls import queries
from app.utils import clock
from app.utils.paging import Page, PageRequest

FIRST_BILLS = 20

_KEYS: Final = UUID("5a0f1f0c-6f3c-4d0e-9b52-0d6a1c1f7e11")
"""The space in which the keys of requests name recalls."""

Wanted = TypeVar("Wanted", bound=RecallWanted)


class RecallNotFound(ResourceNotFoundError):
    """The pharmacy has no recall of this id."""

    code = "RECALL_NOT_FOUND"


class RecallLifted(DuplicateResourceError):
    """The recall was lifted before."""

    code = "RECALL_LIFTED"


@dataclass(frozen=True)
class BranchReach:
    """What a recall reaches in one branch; `bills` are the newest."""

    pharmacy_id: int
    pharmacy_name: str
    batches: list[Batch]
    on_hand_qty: Decimal
    bill_count: int
    sold_qty: Decimal
    bills: list[Row[*tuple[Any, ...]]]


@dataclass(frozen=True)
class Reach:
    """What a recall reaches in all branches; `recall_id` is that of the caller's branch, None in a preview."""

    recall_id: int | None
    branches: list[BranchReach]
    on_hand_qty: Decimal
    bill_count: int
    sold_qty: Decimal


async def preview(database: Database, wanted: RecallWanted, *, actor: Actor) -> Reach:
    """What a recall of a batch number would reach in the branches of the caller's organisation.

    Raises:
        MedicineNotFound: the caller's branch has no such medicine.
    """
    wanted, branches = await _by_name(database, wanted, actor.pharmacy_id), []
    for pharmacy_id, name in await _branches(database, actor.pharmacy_id):
        async with database.read(pharmacy_id) as session:
            branches.append(await _reached(session, wanted, pharmacy_id, name))
    return _summed(None, branches)


async def start(database: Database, new: RecallStart, *, key: str | None, actor: Actor, by: Caller) -> Reach:
    """Recall a batch number: nothing of it may be sold in any branch, nor what arrives of it later.

    Each branch is a transaction of its own: where one fails, the branches before it hold their stock already, which is
    the safe side. Asked again with its `key`, it goes on where it stopped.

    Raises:
        MedicineNotFound: the caller's branch has no such medicine.
        IdempotencyKeyReused: the key came before with another recall.
    """
    new = await _by_name(database, new, actor.pharmacy_id)
    group_key = (uuid4() if key is None else uuid5(_KEYS, f"{actor.pharmacy_id} {key}")).hex
    own_id, branches = None, []
    for pharmacy_id, name in await _branches(database, actor.pharmacy_id):
        async with database.transaction(pharmacy_id, by=by) as session:
            await pharmacies.take_turn(session)  # what is arriving at this moment is held, too
            recall = await _held_before(session, new, group_key) or await _hold(session, new, group_key)
            branches.append(await _reached(session, new, pharmacy_id, name))
        own_id = recall.id if pharmacy_id == actor.pharmacy_id else own_id
    return _summed(own_id, branches)


async def lift(database: Database, recall_id: int, *, note: str, actor: Actor, by: Caller) -> Recall:
    """End a recall in every branch: its batches go back to the states they were in.

    Each branch is a transaction of its own; asked again after one failed, this goes on where it stopped.

    Raises:
        RecallNotFound: this pharmacy has none of this id.
        RecallLifted: somebody lifted it in every branch before.
    """
    async with database.read(actor.pharmacy_id) as session:
        group_key = (await get_recall(session, recall_id)).group_key
    let_go = 0
    for pharmacy_id, _ in await _branches(database, actor.pharmacy_id):
        async with database.transaction(pharmacy_id, by=by) as session:
            await pharmacies.take_turn(session)  # what is arriving at this moment is let go, too
            recall = await session.scalar(queries.of_group(group_key).with_for_update())
            if recall is not None and recall.lifted_at is None:
                await _let_go(session, recall, note)
                let_go += 1
    if not let_go:
        raise RecallLifted("This recall was lifted before.", recall_id=recall_id)
    async with database.read(actor.pharmacy_id) as session:
        return await get_recall(session, recall_id)


async def get_recall(session: AsyncSession, recall_id: int) -> Recall:
    """A recall as the caller's branch knows it.

    Raises:
        RecallNotFound: this pharmacy has none of this id.
    """
    recall = await session.scalar(select(Recall).where(Recall.id == recall_id))
    if recall is None:
        raise RecallNotFound(f"There is no recall {recall_id} in this pharmacy.", recall_id=recall_id)
    return recall


async def list_recalls(session: AsyncSession, *, page: PageRequest) -> Page[Recall]:
    """The recalls, newest first."""
    total = await session.scalar(select(func.count(Recall.id))) or 0
    query = select(Recall).order_by(Recall.id.desc()).offset(page.offset).limit(page.page_size)
    return Page(list(await session.scalars(query)), total, page)


async def list_bills(session: AsyncSession, recall_id: int, *, page: PageRequest) -> Page[Row[*tuple[Any, ...]]]:
    """The sales of the caller's branch that took from a recall's batches, newest first.

    Raises:
        RecallNotFound: this pharmacy has none of this id.
    """
    recall = await get_recall(session, recall_id)
    found = await session.scalars(queries.batches(recall.batch_no_key, recall.name_key))
    query = queries.bills([batch.id for batch in found])
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = await session.execute(query.order_by(Sale.id.desc()).offset(page.offset).limit(page.page_size))
    return Page(list(rows), total, page)


async def _by_name(database: Database, wanted: Wanted, pharmacy_id: int) -> Wanted:
    """What is wanted, with its medicine named: ids differ from branch to branch."""
    if wanted.medicine_id is None:
        return wanted
    async with database.read(pharmacy_id) as session:
        medicine = await inventory.get_medicine(session, wanted.medicine_id)
    return wanted.model_copy(update={"medicine_name": medicine.name})


async def _branches(database: Database, pharmacy_id: int) -> list[tuple[int, str]]:
    async with database.read(pharmacy_id) as session:
        return [(row[0], row[1]) for row in await session.execute(queries.branches(pharmacy_id))]


async def _held_before(session: AsyncSession, new: RecallStart, group_key: str) -> Recall | None:
    recall: Recall | None = await session.scalar(queries.of_group(group_key))
    wanted = (new.batch_no, _name_key(new), new.reason, new.reference)
    if recall is not None and wanted != (recall.batch_no, recall.name_key, recall.reason, recall.reference):
        raise idempotency.IdempotencyKeyReused("This key came before, with another recall.")
    return recall


async def _hold(session: AsyncSession, new: RecallStart, group_key: str) -> Recall:
    recall = Recall(
        group_key=group_key,
        batch_no=new.batch_no,
        batch_no_key=batch_no_key(new.batch_no),
        medicine_name=new.medicine_name,
        name_key=_name_key(new),
        reason=new.reason,
        reference=new.reference,
        started_at=clock.now(),
        started_by=session.info["caller"].user_id,
    )
    session.add(recall)
    await session.flush()  # gives the id
    for batch in await session.scalars(queries.batches(recall.batch_no_key, recall.name_key)):
        change = await stock.set_state(session, batch.id, BatchState.RECALLED, note=new.reason)
        session.add(
            RecallBatch(recall_id=recall.id, batch_id=batch.id, state_before=change.before, held_qty=change.on_hand_qty)
        )
    told = {"batch_no": new.batch_no, "medicine_name": new.medicine_name, "reason": new.reason}
    await audit.record(session, "recall.started", audit.Subject("recall", recall.id), after=told)
    await outbox.publish(session, "batch.recalled", recall_id=recall.id, batch_no=new.batch_no)
    await session.flush()
    return recall


async def _let_go(session: AsyncSession, recall: Recall, note: str) -> None:
    recall.lifted_at, recall.lifted_by, recall.lift_note = clock.now(), session.info["caller"].user_id, note
    for held in await session.scalars(queries.held_by(recall.id)):
        other = await session.scalar(queries.other_open(held.batch_id, recall.id))
        if other is None:
            await stock.set_state(session, held.batch_id, BatchState(held.state_before), note=note)
        elif other.state_before == BatchState.RECALLED:
            other.state_before = held.state_before  # that recall now is the one that lets it go
    await audit.record(session, "recall.lifted", audit.Subject("recall", recall.id), after={"note": note})
    await outbox.publish(session, "recall.lifted", recall_id=recall.id)


async def _reached(session: AsyncSession, wanted: RecallWanted, pharmacy_id: int, name: str) -> BranchReach:
    found = list(await session.scalars(queries.batches(batch_no_key(wanted.batch_no), _name_key(wanted))))
    ids = [batch.id for batch in found]
    count, sold_qty = (await session.execute(queries.sold(ids))).one()
    newest = await session.execute(queries.bills(ids).order_by(Sale.id.desc()).limit(FIRST_BILLS))
    on_hand = sum((batch.on_hand_qty for batch in found), Decimal(0))
    return BranchReach(pharmacy_id, name, found, on_hand, count, sold_qty, list(newest))


def _summed(recall_id: int | None, branches: list[BranchReach]) -> Reach:
    return Reach(
        recall_id,
        branches,
        sum((one.on_hand_qty for one in branches), Decimal(0)),
        sum(one.bill_count for one in branches),
        sum((one.sold_qty for one in branches), Decimal(0)),
    )


def _name_key(wanted: RecallWanted) -> str | None:
    return inventory.name_key(wanted.medicine_name) if wanted.medicine_name else None
