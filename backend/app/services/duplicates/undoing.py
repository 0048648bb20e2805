"""Taking a merge back."""

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import DuplicateResourceError, ResourceNotFoundError
from app.models import MedicineMerge, MedicineMergeRow
from app.services import audit, pharmacies, stock
from app.services.duplicates.merging import MOVED, UNDO_FOR, MergeView, hold_both, view_of
from app.services.rbac import Actor
from app.utils import clock


class MergeNotFound(ResourceNotFoundError):
    """The pharmacy has no merge of this id."""

    code = "MERGE_NOT_FOUND"


class CannotUndo(DuplicateResourceError):
    """It is too late, or something that came after stands in the way; the message says what."""

    code = "CANNOT_UNDO"


async def undo(session: AsyncSession, merge_id: int, *, actor: Actor) -> MergeView:
    """Give a merged medicine back exactly what was taken from it. What came since stays with the survivor.

    Raises:
        MergeNotFound: this pharmacy has none of this id.
        CannotUndo: it is undone, or 24 hours old, or the survivor was merged or deleted, or the name is taken.
    """
    await pharmacies.take_turn(session)
    noted = await session.scalar(select(MedicineMerge).where(MedicineMerge.id == merge_id).with_for_update())
    if noted is None:
        raise MergeNotFound(f"There is no merge {merge_id} in this pharmacy.", merge_id=merge_id)
    if noted.undone_at is not None:
        raise CannotUndo("This merge is undone already.")
    if clock.now() >= noted.merged_at + UNDO_FOR:
        raise CannotUndo("A merge can be undone for 24 hours.", merged_at=noted.merged_at.isoformat())
    both = await hold_both(session, noted.survivor_id, noted.merged_id)
    survivor, merged = both[noted.survivor_id], both[noted.merged_id]
    if survivor.archived_at is not None:
        raise CannotUndo(f"“{survivor.name}” was merged or deleted since: take that back first.")
    await _give_back(session, noted)
    back = min(survivor.on_order_qty, noted.on_order_qty)
    survivor.on_order_qty, merged.on_order_qty = survivor.on_order_qty - back, back
    merged.archived_at = merged.merged_into_id = None
    survivor.updated_at = merged.updated_at = noted.undone_at = clock.now()
    noted.undone_by = actor.user_id
    name = merged.name  # what a failed flush leaves behind can be asked nothing
    try:
        await session.flush()
    except IntegrityError as error:
        raise CannotUndo(f"There is another medicine called “{name}” now: rename that one first.") from error
    await stock.hold_recalled(session, noted.merged_id)
    told = {"survivor_id": noted.survivor_id, "merged_id": noted.merged_id}
    await audit.record(session, "medicine.merge_undone", audit.Subject("medicine", noted.survivor_id), after=told)
    return await view_of(session, merge_id)


async def _give_back(session: AsyncSession, noted: MedicineMerge) -> None:
    for model in MOVED:
        taken = select(MedicineMergeRow.row_id).where(
            MedicineMergeRow.merge_id == noted.id, MedicineMergeRow.table_name == model.__tablename__
        )
        await session.execute(
            update(model)
            .where(model.medicine_id == noted.survivor_id, model.id.in_(taken))
            .values(medicine_id=noted.merged_id)
            .execution_options(synchronize_session=False)
        )
