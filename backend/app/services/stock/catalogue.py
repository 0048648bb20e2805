"""Medicines together with what is on their shelf: the list, the search, and one of them."""

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    func,
    outerjoin,
    select,
)
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from app.database import Database, Prepared
from app.exceptions import UnknownSort
from app.models import Batch, Medicine, Supplier
from app.models.base import Quantity
from app.models.enums import BatchState, StockStatus
from app.schemas.inventory import MedicineFilter
from app.services import inventory
from app.services.stock import queries, search
from app.utils.paging import Page, PageRequest

EXPIRING_DAYS: Final = 90

# What the queries are told when they run; the queries themselves are built once.
_ON: Final = bindparam("on", type_=Date)

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
    inventory.share_of_row().label("service_level"),
    inventory.source_of_row().label("service_level_from"),
    Medicine.on_order_qty,
    Medicine.generic_id,
    Medicine.base_unit,
    Medicine.mrp,
    Medicine.schedule,
    Medicine.storage,
    Medicine.is_lasa,
    Medicine.is_locked_storage,
    Medicine.ven,
    Medicine.abc,
    Medicine.created_at,
    Medicine.updated_at,
)
# Of one medicine only: the list stays narrow.
_DETAILS: Final = (
    Medicine.route,
    Medicine.hsn,
    Medicine.xyz,
    Medicine.fsn,
    Medicine.classified_on,
    Medicine.class_window_days,
)


async def list_medicines(
    database: Database, pharmacy_id: int, *, wanted: MedicineFilter, page: PageRequest, on: date
) -> Page[Row[*tuple[Any, ...]]]:
    """A page of medicines with what is on their shelf on a day, as they are stored.

    Raises:
        UnknownSort: the list cannot be sorted that way.
    """
    told = {field: getattr(wanted, field) for field in MedicineFilter.model_fields}
    named = {field: value for field, value in told.items() if value is not None}
    is_short = wanted.q is not None and search.is_short(wanted.q)
    listed, counted = _list_queries(
        frozenset(named), wanted.status, page.sort or "name", on_sqlite=database.is_sqlite, is_short=is_short
    )
    values = named | search.values(pharmacy_id, wanted.q or "") | _shown(page, on)
    return await _page(database, pharmacy_id, listed, counted, values=values, page=page)


async def search_medicines(
    database: Database, pharmacy_id: int, *, part: str, page: PageRequest, on: date
) -> Page[Row[*tuple[Any, ...]]]:
    """A page of the medicines that have a part in their text, those that fit best first unless asked otherwise.

    Raises:
        UnknownSort: they cannot be sorted that way.
    """
    listed, counted = _search_queries(page.sort, on_sqlite=database.is_sqlite, is_short=search.is_short(part))
    values = search.values(pharmacy_id, part) | _shown(page, on)
    return await _page(database, pharmacy_id, listed, counted, values=values, page=page)


def _shown(page: PageRequest, on: date) -> dict[str, object]:
    soon = on + timedelta(days=EXPIRING_DAYS)
    return {"on": on, "soon": soon, "offset": page.offset, "limit": page.page_size}


async def _page(
    database: Database,
    pharmacy_id: int,
    listed: Prepared,
    counted: Prepared,
    *,
    values: dict[str, object],
    page: PageRequest,
) -> Page[Row[*tuple[Any, ...]]]:
    rows = list(await listed.rows(database, pharmacy_id, values))
    if rows or page.page == 1:
        return Page(rows, rows[0].total if rows else 0, page)
    return Page(rows, (await counted.rows(database, pharmacy_id, values))[0][0], page)


async def get_medicine(session: AsyncSession, *, medicine_id: int, on: date) -> dict[str, Any]:
    """One medicine with what is on its shelf on a day, and what it comes in.

    Raises:
        MedicineNotFound: this pharmacy has none of this id.
    """
    row: Row[*tuple[Any, ...]] | None = (await session.execute(_one_query(), {"id": medicine_id, "on": on})).first()
    if row is None:
        raise await inventory.missing(session, medicine_id)
    packs = await inventory.packs_of(session, medicine_id)
    words = inventory.in_words(max(row.stock_qty, Decimal(0)), packs, row.base_unit)
    return {**row._mapping, "packs": packs, "stock_words": words}


@lru_cache(maxsize=1)
def _one_query() -> Select[*tuple[Any, ...]]:
    return _with_shelf().add_columns(*_DETAILS).where(Medicine.id == bindparam("id"), Medicine.archived_at.is_(None))


@lru_cache(maxsize=512)
def _list_queries(
    named: frozenset[str], status: StockStatus | None, sort: str, *, on_sqlite: bool, is_short: bool
) -> tuple[Prepared, Prepared]:
    """The query of a page and that of the number of rows, for these filters. Building them costs more than running."""
    matching = _matching(named, status)
    if "q" in named:
        matching.append(search.has_part(on_sqlite=on_sqlite, is_short=is_short))
    counted = select(func.count().label("total")).select_from(Medicine).where(*matching)
    if "supplier_name" in named:
        counted = counted.join(Supplier, Supplier.id == Medicine.supplier_id)
    listed = (
        _with_shelf()
        .add_columns(counted.scalar_subquery().label("total"))
        .where(*matching)
        .order_by(*_order(sort))
        .offset(bindparam("offset", type_=Integer))
        .limit(bindparam("limit", type_=Integer))
    )
    return Prepared(listed), Prepared(counted)


@lru_cache(maxsize=64)
def _search_queries(sort: str | None, *, on_sqlite: bool, is_short: bool) -> tuple[Prepared, Prepared]:
    """As `_list_queries`, for a search. The page is cut before anything is looked up of its medicines."""
    best = search.best(on_sqlite=on_sqlite, is_short=is_short)
    found = select(best.c.id, best.c.name_key, best.c.place, func.count().over().label("total"))
    if sort:
        found = found.outerjoin(Medicine, Medicine.id == best.c.id).order_by(*_order(sort))
    else:
        found = found.order_by(best.c.place, best.c.name_key)
    shown = found.offset(bindparam("offset", type_=Integer)).limit(bindparam("limit", type_=Integer)).subquery("shown")
    order = _order(sort) if sort else [shown.c.place, shown.c.name_key]
    # An outer join, so that the planner begins with the few that are shown.
    medicines = outerjoin(shown, Medicine, Medicine.id == shown.c.id)
    listed = _with_shelf(medicines).add_columns(shown.c.total).order_by(*order)
    return Prepared(listed), Prepared(select(func.count().label("total")).select_from(best))


def _with_shelf(medicines: FromClause | type[Medicine] = Medicine) -> Select[*tuple[Any, ...]]:
    return (
        select(*_TERMS)
        .select_from(medicines)
        .add_columns(
            Supplier.name.label("supplier_name"),
            _usable().label("stock_qty"),
            _expired().label("expired_qty"),
            _sold_first(Batch.batch_no).label("batch_no"),
            _sold_first(Batch.expires_on).label("expiry_date"),
        )
        .outerjoin(Supplier, Supplier.id == Medicine.supplier_id)
    )


def _usable() -> ScalarSelect[Any]:
    return _sum(queries.may_be_sold(_ON), queries.free_qty())


def _expired() -> ScalarSelect[Any]:
    return _sum(Batch.expires_on < _ON, Batch.on_hand_qty.expression)


def _sum(
    condition: ColumnElement[bool], qty: ColumnElement[Decimal] = Batch.on_hand_qty.expression
) -> ScalarSelect[Any]:
    total = func.coalesce(func.sum(qty), 0, type_=Quantity())
    return select(total).where(Batch.medicine_id == Medicine.id, condition).correlate(Medicine).scalar_subquery()


def _sold_first(column: InstrumentedAttribute[Any]) -> ScalarSelect[Any]:
    return (
        select(column)
        .where(Batch.medicine_id == Medicine.id, Batch.on_hand_qty > 0, queries.may_be_sold(_ON))
        .order_by(Batch.expires_on.is_(None), Batch.expires_on, Batch.id)
        .limit(1)
        .correlate(Medicine)
        .scalar_subquery()
    )


def _matching(named: frozenset[str], status: StockStatus | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Medicine.archived_at.is_(None)]
    if "category" in named:
        conditions.append(Medicine.category == bindparam("category"))
    if "supplier_name" in named:
        conditions.append(Supplier.name == bindparam("supplier_name"))
    if status is not None:
        conditions.append(_standing(status))
    return conditions


def _standing(status: StockStatus) -> ColumnElement[bool]:
    usable = _usable()
    soon = Batch.expires_on.between(_ON, bindparam("soon", type_=Date))
    return {
        StockStatus.IN_STOCK: usable > 0,
        StockStatus.OUT: usable <= 0,
        StockStatus.LOW: and_(usable > 0, usable <= Medicine.reorder_level),
        StockStatus.EXPIRING: _sum(soon & (Batch.state == BatchState.OK), Batch.on_hand_qty.expression) > 0,
    }[status]


def _order(sort: str) -> list[ColumnElement[Any]]:
    orders: dict[str, ColumnElement[Any]] = {
        "name": Medicine.name_key.expression,
        "price": Medicine.price.expression,
        "reorder_level": Medicine.reorder_level.expression,
        "created_at": Medicine.created_at.expression,
        "updated_at": Medicine.updated_at.expression,
        "stock_qty": _usable(),
        "expiry_date": _sold_first(Batch.expires_on),
    }
    column = orders.get(sort.removeprefix("-"))
    if column is None:
        raise UnknownSort.of(sort, orders)
    if sort == "name":
        return [column]  # no two share a name
    tie = Medicine.id.expression
    return [column.desc().nulls_last(), tie.desc()] if sort.startswith("-") else [column.asc().nulls_last(), tie]
