"""Making two entries of one medicine one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.database import pharmacy_of
from app.exceptions import DuplicateResourceError
from app.models import (
    Barcode,
    Batch,
    ImportRow,
    LostSale,
    Medicine,
    MedicineMerge,
    MedicineMergeRow,
    Reservation,
    Sale,
    Suggestion,
    SupplierItem,
    Transfer,
)
from app.models.enums import SuggestionStatus
from app.services import audit, inventory, outbox, pharmacies, stock
from app.services.rbac import Actor
from app.utils import clock
from app.utils.paging import Page, PageRequest

UNDO_FOR: Final = timedelta(hours=24)

Moved = type[Barcode | Batch | ImportRow | LostSale | Reservation | Sale | Suggestion | SupplierItem | Transfer]
MOVED: Final[tuple[Moved, ...]] = (
    Barcode,
    Batch,
    ImportRow,
    LostSale,
    Reservation,
    Sale,
    Suggestion,
    SupplierItem,
    Transfer,
)
"""What goes to the survivor. Ledger lines stay as they were written: a batch's are its own wherever it stands."""

_LIVE: Final = (SuggestionStatus.OPEN, SuggestionStatus.NOTHING_TO_ORDER)


class CannotMerge(DuplicateResourceError):
    """The two cannot be one as they stand; the message says what has to be changed first."""

    code = "CANNOT_MERGE"


@dataclass(frozen=True)
class MergeView:
    """A merge as a person sees it."""

    id: int
    survivor_id: int
    survivor_name: str
    merged_id: int
    merged_name: str
    moved_count: int
    merged_at: datetime
    undone_at: datetime | None

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and clock.now() < self.merged_at + UNDO_FOR


async def merge(session: AsyncSession, *, survivor_id: int, merged_id: int, actor: Actor) -> MergeView:
    """Give everything of one medicine to another, and take the first out of the lists.

    Its name goes on meaning the survivor where a file is imported. What a recall names of the survivor is held.

    Raises:
        MedicineNotFound: one of them is not there.
        CannotMerge: they are the same one, or count different units.
    """
    await pharmacies.take_turn(session)  # no import stores a sale meanwhile
    found = await hold_both(session, survivor_id, merged_id)
    for wanted in (survivor_id, merged_id):
        if wanted not in found or found[wanted].archived_at is not None:
            raise inventory.MedicineNotFound.of(wanted)
    survivor, merged = found[survivor_id], found[merged_id]
    _check(survivor, merged)
    noted = MedicineMerge(
        survivor_id=survivor_id,
        merged_id=merged_id,
        on_order_qty=merged.on_order_qty,
        merged_at=clock.now(),
        merged_by=actor.user_id,
    )
    session.add(noted)
    await session.flush()  # gives the id
    for model in MOVED:
        await _move(session, noted, model)
    await stock.hold_recalled(session, survivor_id)
    survivor.on_order_qty += merged.on_order_qty
    survivor.updated_at = merged.archived_at = noted.merged_at
    merged.merged_into_id = survivor_id
    await session.flush()
    told = {"survivor_id": survivor_id, "merged_id": merged_id, "merged_name": merged.name}
    await audit.record(session, "medicine.merged", audit.Subject("medicine", survivor_id), after=told)
    await outbox.publish(session, "medicine.merged", survivor_id=survivor_id, merged_id=merged_id)
    return await view_of(session, noted.id)


async def list_merges(session: AsyncSession, *, page: PageRequest) -> Page[MergeView]:
    """Merges, the latest first."""
    total = await session.scalar(select(func.count()).select_from(MedicineMerge)) or 0
    rows = await session.execute(_views().order_by(MedicineMerge.id.desc()).offset(page.offset).limit(page.page_size))
    return Page([MergeView(*row) for row in rows], total, page)


async def view_of(session: AsyncSession, merge_id: int) -> MergeView:
    """One merge as a person sees it."""
    return MergeView(*(await session.execute(_views().where(MedicineMerge.id == merge_id))).one())


async def hold_both(session: AsyncSession, *medicine_ids: int) -> dict[int, Medicine]:
    """Two medicines that nothing new can point to until this transaction ends, locked in id order."""
    wanted = select(Medicine).where(Medicine.id.in_(medicine_ids)).order_by(Medicine.id)
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    return {medicine.id: medicine for medicine in await session.scalars(locked)}


def _check(survivor: Medicine, merged: Medicine) -> None:
    if survivor is merged:
        raise CannotMerge("A medicine cannot be merged into itself.")
    for field, words in {"base_unit": "count different units", "is_divisible": "are not both sold in parts"}.items():
        if getattr(survivor, field) != getattr(merged, field):
            raise CannotMerge(f"“{survivor.name}” and “{merged.name}” {words}: change one of them first.", field=field)


async def _move(session: AsyncSession, noted: MedicineMerge, model: Moved) -> None:
    """Note which rows of a table the survivor gets, then give it those."""
    going = [model.medicine_id == noted.merged_id, *_staying(model, noted.survivor_id)]
    rows = select(literal(pharmacy_of(session)), literal(noted.id), literal(model.__tablename__), model.id).where(
        *going
    )
    columns = ["pharmacy_id", "merge_id", "table_name", "row_id"]
    await session.execute(insert(MedicineMergeRow).from_select(columns, rows))
    given = select(MedicineMergeRow.row_id).where(
        MedicineMergeRow.merge_id == noted.id, MedicineMergeRow.table_name == model.__tablename__
    )
    await session.execute(
        update(model)
        .where(model.medicine_id == noted.merged_id, model.id.in_(given))
        .values(medicine_id=noted.survivor_id)
        .execution_options(synchronize_session=False)
    )


def _staying(model: Moved, survivor_id: int) -> list[ColumnElement[bool]]:
    """What a row must be to go: the survivor's own terms with a supplier, and its live suggestion, stand."""
    if model is SupplierItem:
        own = select(SupplierItem.supplier_id).where(SupplierItem.medicine_id == survivor_id)
        return [SupplierItem.supplier_id.not_in(own)]
    if model is Suggestion:
        return [Suggestion.status.not_in(_LIVE)]
    return []


def _views() -> Select[*tuple[Any, ...]]:
    survivor, merged = aliased(Medicine), aliased(Medicine)
    moved = select(func.count()).where(MedicineMergeRow.merge_id == MedicineMerge.id).correlate(MedicineMerge)
    return (
        select(
            MedicineMerge.id,
            MedicineMerge.survivor_id,
            survivor.name,
            MedicineMerge.merged_id,
            merged.name,
            moved.scalar_subquery(),
            MedicineMerge.merged_at,
            MedicineMerge.undone_at,
        )
        .join(survivor, survivor.id == MedicineMerge.survivor_id)
        .join(merged, merged.id == MedicineMerge.merged_id)
    )
