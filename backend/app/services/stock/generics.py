"""Generics together with what all their brands hold."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Batch, Generic, Medicine
from app.models.base import Quantity
from app.services import inventory
from app.services.stock import queries
from app.utils.paging import Page, PageRequest


async def list_generics(
    session: AsyncSession, *, q: str | None, page: PageRequest, on: date
) -> Page[Row[*tuple[Any, ...]]]:
    """The generics that have a brand, by molecule, with what may be sold of all their brands on a day."""
    has_brand = select(Medicine.id).where(Medicine.generic_id == Generic.id, Medicine.archived_at.is_(None)).exists()
    conditions: list[ColumnElement[bool]] = [has_brand]
    if q:
        conditions.append(Generic.key.contains(inventory.name_key(q), autoescape=True))
    total = await session.scalar(select(func.count()).select_from(Generic).where(*conditions)) or 0
    query = _with_totals(on).where(*conditions).order_by(Generic.key).offset(page.offset).limit(page.page_size)
    return Page(list(await session.execute(query)), total, page)


async def get_generic(session: AsyncSession, *, generic_id: int, on: date) -> dict[str, object]:
    """A generic with its brands, the one with most stock first.

    Raises:
        GenericNotFound: this pharmacy has none of this id.
    """
    await inventory.get_generic(session, generic_id)
    row = (await session.execute(_with_totals(on).where(Generic.id == generic_id))).one()
    free = func.coalesce(func.sum(queries.free_qty()), 0, type_=Quantity())
    stock_qty = (
        select(free).where(Batch.medicine_id == Medicine.id, queries.may_be_sold(on)).correlate(Medicine)
    ).scalar_subquery()
    brands = await session.execute(
        select(
            Medicine.id,
            Medicine.name,
            Medicine.manufacturer,
            Medicine.price,
            Medicine.mrp,
            Medicine.base_unit,
            stock_qty.label("stock_qty"),
        )
        .where(Medicine.generic_id == generic_id, Medicine.archived_at.is_(None))
        .order_by(stock_qty.desc(), Medicine.name_key)
    )
    return {**row._mapping, "brands": list(brands)}


def _with_totals(on: date) -> Select[*tuple[Any, ...]]:
    brands = select(func.count()).where(Medicine.generic_id == Generic.id, Medicine.archived_at.is_(None))
    stock_qty = (
        select(func.coalesce(func.sum(queries.free_qty()), 0, type_=Quantity()))
        .join(Medicine, Medicine.id == Batch.medicine_id)
        .where(Medicine.generic_id == Generic.id, Medicine.archived_at.is_(None), queries.may_be_sold(on))
    )
    return select(
        Generic.id,
        Generic.molecule,
        Generic.strength,
        Generic.form,
        Generic.route,
        brands.correlate(Generic).scalar_subquery().label("brand_count"),
        stock_qty.correlate(Generic).scalar_subquery().label("stock_qty"),
    )
