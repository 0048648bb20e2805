"""Putting a medicine on the exit list, and taking it back."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import DuplicateResourceError
from app.services import audit, inventory, pharmacies, reorder_engine
from app.services.rbac import Actor
from app.utils import clock


class AlreadyStopped(DuplicateResourceError):
    """The medicine is on the exit list already."""

    code = "ALREADY_STOPPED"


class NotStopped(DuplicateResourceError):
    """The medicine is not on the exit list."""

    code = "NOT_STOPPED"


async def stop(session: AsyncSession, medicine_id: int, note: str | None, *, actor: Actor) -> None:
    """Order a medicine no more; what is left of it is sold.

    Raises:
        MedicineNotFound, AlreadyStopped: as their names say.
    """
    await pharmacies.take_turn(session)  # no computation writes a suggestion meanwhile
    medicine = await inventory.hold_medicine(session, medicine_id)
    if medicine.stopped_at is not None:
        raise AlreadyStopped(f"“{medicine.name}” is not ordered any more already.")
    medicine.stopped_at, medicine.stopped_by, medicine.stopped_note = clock.now(), actor.user_id, note
    await reorder_engine.suggest_no_more(session, medicine_id)
    await audit.record(session, "medicine.stopped", audit.Subject("medicine", medicine_id), after={"note": note})


async def resume(session: AsyncSession, medicine_id: int) -> None:
    """Order a medicine again as it sells.

    Raises:
        MedicineNotFound, NotStopped: as their names say.
    """
    await pharmacies.take_turn(session)
    medicine = await inventory.hold_medicine(session, medicine_id)
    if medicine.stopped_at is None:
        raise NotStopped(f"“{medicine.name}” is ordered as it sells.")
    before = {"note": medicine.stopped_note}
    medicine.stopped_at = medicine.stopped_by = medicine.stopped_note = None
    await audit.record(session, "medicine.resumed", audit.Subject("medicine", medicine_id), before=before)
