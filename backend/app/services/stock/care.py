"""What people do with a batch as a whole: finding it, holding it back, letting it go, correcting what it says."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import DuplicateResourceError, UnknownSort
from app.models import Batch, Medicine, Supplier
from app.models.enums import BatchState
from app.models.stock import batch_no_key
from app.schemas.batches import BatchFilter
from app.services import audit, inventory, outbox, pharmacies
from app.services.stock import fefo, states
from app.services.stock.batches import BatchNotFound, locked
from app.services.stock.open_recalls import hold_if_recalled
from app.utils.paging import Page, PageRequest
from app.utils.quantities import worth

_ORDERS: Final = {
    "expiry_date": Batch.expires_on,
    "medicine_name": Medicine.name_key,
    "on_hand_qty": Batch.on_hand_qty,
    "received_on": Batch.received_on,
}
_COLUMNS: Final = {"expiry_date": "expires_on"}


class BatchRecalled(DuplicateResourceError):
    """The batch is held by a recall: only lifting that lets it go."""

    code = "BATCH_RECALLED"


async def list_batches(
    session: AsyncSession, *, wanted: BatchFilter, page: PageRequest, on: date
) -> Page[dict[str, Any]]:
    """A page of the batches of all medicines, first expired first unless asked otherwise.

    Raises:
        UnknownSort: they cannot be sorted that way.
    """
    sort = page.sort or "expiry_date"
    column = _ORDERS.get(sort.removeprefix("-"))
    if column is None:
        raise UnknownSort.of(sort, _ORDERS)
    order = column.desc().nulls_last() if sort.startswith("-") else column.asc().nulls_last()
    query = _batches().where(*_matching(wanted, on))
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = await session.execute(query.order_by(order, Batch.id).offset(page.offset).limit(page.page_size))
    return Page([_shown(row, on) for row in rows], total, page)


async def get_batch(session: AsyncSession, batch_id: int, *, on: date) -> dict[str, Any]:
    """One batch with its medicine and where it came from.

    Raises:
        BatchNotFound: this pharmacy has none of this id.
    """
    row = (await session.execute(_batches().where(Batch.id == batch_id))).first()
    if row is None:
        raise BatchNotFound.of(batch_id)
    return _shown(row, on)


async def hold_back(session: AsyncSession, batch_id: int, *, note: str | None, on: date) -> dict[str, Any]:
    """Hold a batch back until somebody has looked at it.

    Raises:
        BatchNotFound: this pharmacy has none of this id.
        BatchRecalled: a recall holds it already.
    """
    await _move(session, batch_id, BatchState.HOLD, note=note)
    return await get_batch(session, batch_id, on=on)


async def quarantine(session: AsyncSession, batch_id: int, *, note: str | None, on: date) -> dict[str, Any]:
    """Set a batch apart, to be sent back or destroyed.

    Raises:
        BatchNotFound: this pharmacy has none of this id.
        BatchRecalled: a recall holds it already.
    """
    await _move(session, batch_id, BatchState.QUARANTINE, note=note)
    return await get_batch(session, batch_id, on=on)


async def set_damaged(session: AsyncSession, batch_id: int, *, note: str | None, on: date) -> dict[str, Any]:
    """Set a damaged batch apart.

    Raises:
        BatchNotFound: this pharmacy has none of this id.
        BatchRecalled: a recall holds it already.
    """
    await _move(session, batch_id, BatchState.DAMAGED, note=note)
    return await get_batch(session, batch_id, on=on)


async def let_go(session: AsyncSession, batch_id: int, *, note: str, on: date) -> dict[str, Any]:
    """Put a batch back on sale.

    Raises:
        BatchNotFound: this pharmacy has none of this id.
        BatchRecalled: a recall holds it.
    """
    await _move(session, batch_id, BatchState.OK, note=note)
    return await get_batch(session, batch_id, on=on)


async def correct(session: AsyncSession, batch_id: int, told: Mapping[str, object], *, on: date) -> dict[str, Any]:
    """Correct what a batch says of itself: number, expiry date, MRP, cost. What is not named stays.

    A number that is recalled holds the batch.

    Raises:
        BatchNotFound: this pharmacy has none of this id.
    """
    await pharmacies.share_turn(session)  # its new number may be recalled at this moment
    await correct_batch(session, await locked(session, batch_id), told)
    return await get_batch(session, batch_id, on=on)


async def correct_batch(session: AsyncSession, batch: Batch, told: Mapping[str, object]) -> None:
    """As `correct`, of a batch that is held already."""
    changes = {_COLUMNS.get(field, field): value for field, value in told.items()}
    before = {field: getattr(batch, field) for field in changes}
    if before == changes:
        return
    for field, value in changes.items():
        setattr(batch, field, value)
    await states.touch(session, batch.medicine_id)
    if "batch_no" in changes:
        await hold_if_recalled(session, batch)
    await audit.record(session, "batch.corrected", audit.Subject("batch", batch.id), before=before, after=changes)
    await outbox.publish(session, "batch.corrected", batch_id=batch.id)


async def _move(session: AsyncSession, batch_id: int, state: BatchState, *, note: str | None) -> None:
    batch = await locked(session, batch_id)
    if batch.state == BatchState.RECALLED:
        raise BatchRecalled("A recall holds this batch: lift the recall first.", batch_id=batch_id)
    await states.set_state(session, batch_id, state, note=note)


def _batches() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Batch.id,
            Batch.medicine_id,
            Medicine.name.label("medicine_name"),
            Batch.batch_no,
            Batch.expires_on.label("expiry_date"),
            Batch.received_on,
            Batch.on_hand_qty,
            Batch.reserved_qty,
            Batch.state,
            Batch.state_note,
            Batch.state_changed_at,
            func.coalesce(Batch.unit_cost, Medicine.unit_cost, type_=Batch.unit_cost.type).label("unit_cost"),
            func.coalesce(Batch.mrp, Medicine.price, type_=Batch.mrp.type).label("mrp"),
            Supplier.name.label("supplier_name"),
        )
        .join(Medicine, Medicine.id == Batch.medicine_id)
        .outerjoin(Supplier, Supplier.id == func.coalesce(Batch.supplier_id, Medicine.supplier_id))
    )


def _matching(wanted: BatchFilter, on: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not wanted.include_empty:
        conditions.append(Batch.on_hand_qty > 0)
    if wanted.state is not None:
        conditions.append(Batch.state == wanted.state)
    if wanted.medicine_id is not None:
        conditions.append(Batch.medicine_id == wanted.medicine_id)
    if wanted.expires_within_days is not None:
        conditions.append(Batch.expires_on <= on + timedelta(days=wanted.expires_within_days))
    if wanted.q is not None:
        conditions.append(
            or_(
                Batch.batch_no_key.startswith(batch_no_key(wanted.q), autoescape=True),
                Medicine.name_key.contains(inventory.name_key(wanted.q), autoescape=True),
            )
        )
    return conditions


def _shown(row: Row[*tuple[Any, ...]], on: date) -> dict[str, Any]:
    shown = dict(row._mapping)
    expires_on, on_hand = shown["expiry_date"], shown["on_hand_qty"]
    return shown | {
        "is_expired": fefo.is_expired(expires_on, on),
        "days_left": None if expires_on is None else (expires_on - on).days,
        "value": None if shown["unit_cost"] is None else worth(on_hand, shown["unit_cost"]),
        "mrp_value": worth(on_hand, shown["mrp"]),
    }
