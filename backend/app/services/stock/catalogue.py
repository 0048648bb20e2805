"""Medicines together with what is on their shelf: the list, the search, and one of them."""

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from app.exceptions import ValidationError
from app.models import Batch, Medicine, Supplier
from app.models.base import Quantity
from app.models.enums import BatchState, StockStatus
from app.schemas.inventory import MedicineFilter
from app.services import inventory
from app.services.stock import queries
from app.utils.paging import Page, PageRequest

EXPIRING_DAYS: Final = 90

_TERMS: Final = (
    Medicine.id,
    Medicine.name,
    Medicine.generic_name,
    Medicine.category,
    Medicine.strength,
    Medicine.form,
    Medicine.manufacturer,
    Medicine.reorder_level,
    Medicine.price,
    Medicine.unit_cost,
    Medicine.is_divisible,
    Medicine.pack_size,
    Medicine.moq,
    Medicine.lead_time_days,
    Medicine.review_days,
    Medicine.service_level,
    Medicine.on_order_qty,
    Medicine.created_at,
    Medicine.updated_at,
)


class UnknownSort(ValidationError):
    """The list cannot be sorted by this; details name what it can be sorted by."""

    code = "UNKNOWN_SORT"


async def list_medicines(
    session: AsyncSession, *, wanted: MedicineFilter, page: PageRequest, on: date
) -> Page[Row[*tuple[Any, ...]]]:
    """A page of medicines with what is on their shelf on a day.

    Raises:
        UnknownSort: the list cannot be sorted that way.
    """
    matching = _matching(wanted, on)
    total = select(func.count(Medicine.id)).where(*matching)
    if wanted.supplier_name is not None:
        total = total.join(Supplier, Supplier.id == Medicine.supplier_id)
    query = (
        _with_shelf(on)
        .add_columns(total.scalar_subquery().label("total"))
        .where(*matching)
        .order_by(*_order(page.sort or "name", on))
        .offset(page.offset)
        .limit(page.page_size)
    )
    rows = list(await session.execute(query))
    found = rows[0].total if rows else await session.scalar(total)
    return Page(rows, found or 0, page)


async def get_medicine(session: AsyncSession, *, medicine_id: int, on: date) -> Row[*tuple[Any, ...]]:
    """One medicine with what is on its shelf on a day.

    Raises:
        MedicineNotFound: this pharmacy has none of this id.
    """
    query = _with_shelf(on).where(Medicine.id == medicine_id, Medicine.archived_at.is_(None))
    row = (await session.execute(query)).first()
    if row is None:
        raise inventory.MedicineNotFound(
            f"There is no medicine {medicine_id} in this pharmacy.", medicine_id=medicine_id
        )
    return row


def _with_shelf(on: date) -> Select[*tuple[Any, ...]]:
    return (
        select(*_TERMS)
        .add_columns(
            Supplier.name.label("supplier_name"),
            _usable(on).label("stock_qty"),
            _expired(on).label("expired_qty"),
            _sold_first(Batch.batch_no, on).label("batch_no"),
            _sold_first(Batch.expires_on, on).label("expiry_date"),
        )
        .outerjoin(Supplier, Supplier.id == Medicine.supplier_id)
    )


def _usable(on: date) -> ScalarSelect[Any]:
    return _sum(queries.may_be_sold(on))


def _expired(on: date) -> ScalarSelect[Any]:
    return _sum(Batch.expires_on < on)


def _sum(condition: ColumnElement[bool]) -> ScalarSelect[Any]:
    total = func.coalesce(func.sum(Batch.on_hand_qty), 0, type_=Quantity())
    return select(total).where(Batch.medicine_id == Medicine.id, condition).correlate(Medicine).scalar_subquery()


def _sold_first(column: InstrumentedAttribute[Any], on: date) -> ScalarSelect[Any]:
    return (
        select(column)
        .where(Batch.medicine_id == Medicine.id, Batch.on_hand_qty > 0, queries.may_be_sold(on))
        .order_by(Batch.expires_on.is_(None), Batch.expires_on, Batch.id)
        .limit(1)
        .correlate(Medicine)
        .scalar_subquery()
    )


def _matching(wanted: MedicineFilter, on: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Medicine.archived_at.is_(None)]
    if wanted.q:
        key = inventory.name_key(wanted.q)
        conditions.append(
            or_(
                Medicine.name_key.contains(key, autoescape=True),
                func.lower(Medicine.generic_name).contains(key, autoescape=True),
                func.lower(Medicine.manufacturer).contains(key, autoescape=True),
            )
        )
    if wanted.category is not None:
        conditions.append(Medicine.category == wanted.category)
    if wanted.supplier_name is not None:
        conditions.append(Supplier.name == wanted.supplier_name)
    if wanted.status is not None:
        conditions.append(_standing(wanted.status, on))
    return conditions


def _standing(status: StockStatus, on: date) -> ColumnElement[bool]:
    usable = _usable(on)
    soon = Batch.expires_on.between(on, on + timedelta(days=EXPIRING_DAYS))
    return {
        StockStatus.IN_STOCK: usable > 0,
        StockStatus.OUT: usable <= 0,
        StockStatus.LOW: usable.between(1, Medicine.reorder_level),
        StockStatus.EXPIRING: _sum(soon & (Batch.state == BatchState.OK)) > 0,
    }[status]


def _order(sort: str, on: date) -> list[ColumnElement[Any]]:
    orders: dict[str, ColumnElement[Any]] = {
        "name": Medicine.name_key.expression,
        "price": Medicine.price.expression,
        "reorder_level": Medicine.reorder_level.expression,
        "created_at": Medicine.created_at.expression,
        "updated_at": Medicine.updated_at.expression,
        "stock_qty": _usable(on),
        "expiry_date": _sold_first(Batch.expires_on, on),
    }
    column = orders.get(sort.removeprefix("-"))
    if column is None:
        raise UnknownSort(f"The list cannot be sorted by “{sort}”.", allowed=sorted(orders))
    tie = Medicine.id.expression
    return [column.desc().nulls_last(), tie.desc()] if sort.startswith("-") else [column.asc().nulls_last(), tie]
