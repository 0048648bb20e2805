"""Reading the shelf: what is on it, what moved, and what may be sold."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Batch, StockMovement
from app.models.enums import BatchState
from app.services import inventory
from app.services.stock import fefo, queries
from app.utils.paging import Page, PageRequest


@dataclass(frozen=True)
class ShelfBatch:
    """A batch as a person sees it on a day; `days_left` is negative once it is past its date."""

    id: int
    batch_no: str | None
    expiry_date: date | None
    on_hand_qty: Decimal
    state: BatchState
    is_expired: bool
    unit_cost: Decimal | None
    received_on: date
    days_left: int | None


def on_shelf(batch: Batch, on: date) -> ShelfBatch:
    """A batch as it stands on a day."""
    return ShelfBatch(
        id=batch.id,
        batch_no=batch.batch_no,
        expiry_date=batch.expires_on,
        on_hand_qty=batch.on_hand_qty,
        state=batch.state,
        is_expired=fefo.is_expired(batch.expires_on, on),
        unit_cost=batch.unit_cost,
        received_on=batch.received_on,
        days_left=(batch.expires_on - on).days if batch.expires_on else None,
    )


@dataclass(frozen=True)
class Availability:
    """What is on hand of a medicine on a day and where it stands; the parts add up to it.

    A unit is told once, as the first of these that is true: recalled, expired, held, reserved, available.
    """

    medicine_id: int
    on_hand: Decimal
    reserved: Decimal
    held: Decimal
    expired: Decimal
    recalled: Decimal
    available: Decimal


async def availability(session: AsyncSession, *, medicine_id: int, on: date) -> Availability:
    """What of a medicine may be sold on a day, and what may not and why.

    Raises:
        MedicineNotFound: this pharmacy has none of this id.
    """
    medicine = await inventory.get_medicine(session, medicine_id)
    parts = (await session.execute(queries.standing(medicine.id, on))).one()
    return Availability(medicine.id, **parts._mapping)


async def batches(session: AsyncSession, *, medicine_id: int, on: date) -> list[ShelfBatch]:
    """The batches of a medicine that hold something, first expired first."""
    return [on_shelf(batch, on) for batch in await session.scalars(queries.batches(medicine_id))]


async def movements(session: AsyncSession, *, medicine_id: int, page: PageRequest) -> Page[Row[*tuple[Any, ...]]]:
    """The ledger of a medicine, newest first."""
    query = queries.movements(medicine_id)
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = await session.execute(query.order_by(StockMovement.id.desc()).offset(page.offset).limit(page.page_size))
    return Page(list(rows), total, page)


async def openings(session: AsyncSession, medicine_ids: list[int]) -> dict[int, datetime]:
    """The instant each medicine's stock was first told; a medicine whose stock nobody told is absent."""
    return dict((await session.execute(queries.first_movement(medicine_ids))).all())
