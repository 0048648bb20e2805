"""Whether a batch may be sold: holding it back, quarantining it, letting it go."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Medicine
from app.models.enums import BatchState
from app.services import audit, outbox
from app.services.stock.batches import locked
from app.utils import clock


@dataclass(frozen=True)
class StateChange:
    """What a batch was and what it is now, with what is on hand of it."""

    batch_id: int
    medicine_id: int
    before: BatchState
    after: BatchState
    on_hand_qty: Decimal


async def set_state(session: AsyncSession, batch_id: int, state: BatchState, *, note: str | None) -> StateChange:
    """Put a batch into a state, whatever it was in. Its units, and what is reserved of them, stay as they are.

    Nothing is written where it is in that state already: `before` equals `after`.

    Raises:
        BatchNotFound: this pharmacy has none of this id.
    """
    batch = await locked(session, batch_id)
    change = StateChange(batch.id, batch.medicine_id, BatchState(batch.state), state, batch.on_hand_qty)
    if change.before is state:
        return change
    before = {"state": change.before, "note": batch.state_note}
    batch.state, batch.state_note, batch.state_changed_at = state, note, clock.now()
    await touch(session, batch.medicine_id)
    await audit.record(
        session,
        "batch.state_changed",
        audit.Subject("batch", batch.id),
        before=before,
        after={"state": state, "note": note},
    )
    await outbox.publish(session, "batch.state_changed", batch_id=batch.id, before=change.before, after=state)
    return change


async def touch(session: AsyncSession, medicine_id: int) -> None:
    """Have what is computed of a medicine computed again: its usable stock changed without a movement."""
    medicine = await session.get_one(Medicine, medicine_id)
    medicine.updated_at = clock.now()
