"""The pairs of a pharmacy's medicines that may be one."""

import asyncio
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Batch, Medicine
from app.models.base import Quantity
from app.services.duplicates.likeness import Entry, likely_pairs
from app.services.stock.queries import free_qty, may_be_sold
from app.utils.paging import Page, PageRequest


@dataclass(frozen=True)
class Part:
    """One of a pair, with what may be sold of it."""

    id: int
    name: str
    stock_qty: Decimal


@dataclass(frozen=True)
class Suspicion:
    """Two medicines that may be one."""

    first: Part
    second: Part
    score: float
    why: tuple[str, ...]


async def find(session: AsyncSession, *, page: PageRequest, on: date) -> Page[Suspicion]:
    """A page of the pairs that may be one medicine, the likeliest first."""
    rows = await session.execute(
        select(
            Medicine.id,
            Medicine.name,
            Medicine.generic_name,
            Medicine.strength,
            Medicine.form,
            Medicine.manufacturer,
            Medicine.is_lasa,
        ).where(Medicine.archived_at.is_(None))
    )
    entries = {row.id: Entry(*row) for row in rows}
    pairs = await asyncio.to_thread(likely_pairs, entries.values())
    shown = pairs[page.offset : page.offset + page.page_size]
    stock = await _stock(session, {item for pair in shown for item in (pair.first_id, pair.second_id)}, on)

    def part(item: int) -> Part:
        return Part(item, entries[item].name, stock.get(item, Decimal(0)))

    found = [Suspicion(part(pair.first_id), part(pair.second_id), pair.score, pair.why) for pair in shown]
    return Page(found, len(pairs), page)


async def _stock(session: AsyncSession, ids: set[int], on: date) -> dict[int, Decimal]:
    rows = await session.execute(
        select(Batch.medicine_id, func.sum(free_qty(), type_=Quantity()))
        .where(Batch.medicine_id.in_(ids), may_be_sold(on))
        .group_by(Batch.medicine_id)
    )
    return dict(rows.all())
