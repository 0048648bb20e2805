"""Open recalls: what gets one of their numbers, or turns out to have one, is held by them."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Batch, RecallBatch
from app.models.enums import BatchState
from app.services.stock import queries, states


async def open_recalls(session: AsyncSession, *, medicine_id: int, batch_no: str | None) -> list[int]:
    """The ids of the open recalls that a batch of this number falls under, oldest first."""
    return list(await session.scalars(queries.recalled(medicine_id, batch_no))) if batch_no else []


def note_held(session: AsyncSession, batch_id: int, recall_ids: list[int], *, before: BatchState, qty: Decimal) -> None:
    """Note that recalls hold a batch. The last of them to be lifted puts it back into the state `before`."""
    for recall_id in recall_ids:
        session.add(RecallBatch(recall_id=recall_id, batch_id=batch_id, state_before=before, held_qty=qty))
        before = BatchState.RECALLED


async def hold_recalled(session: AsyncSession, medicine_id: int) -> None:
    """Hold what open recalls name of a medicine that took another name, or another's batches."""
    await session.flush()  # what is asked for below is the new name
    named = queries.under_recall(medicine_id).execution_options(populate_existing=True)
    for batch in (await session.scalars(named)).all():
        await hold_if_recalled(session, batch)


async def hold_if_recalled(session: AsyncSession, batch: Batch) -> None:
    """Hold a batch whose number was corrected, or whose medicine is another now, if that is recalled."""
    await session.flush()  # what is asked for below is the new number
    found = await open_recalls(session, medicine_id=batch.medicine_id, batch_no=batch.batch_no)
    held = set(await session.scalars(select(RecallBatch.recall_id).where(RecallBatch.batch_id == batch.id)))
    recall_ids = [recall_id for recall_id in found if recall_id not in held]
    if recall_ids:
        change = await states.set_state(session, batch.id, BatchState.RECALLED, note="Its number is recalled.")
        note_held(session, batch.id, recall_ids, before=change.before, qty=change.on_hand_qty)
