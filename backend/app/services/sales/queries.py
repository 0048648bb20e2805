from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.models import Batch, Medicine, Sale, StockMovement
from app.models.base import Money, Quantity
from app.models.enums import MovementReason
from app.schemas.sales import SaleFilter

UNITS: ColumnElement[Decimal] = func.coalesce(func.sum(Sale.qty_sold - Sale.returned_qty), 0, type_=Quantity())
REVENUE: ColumnElement[Decimal] = func.coalesce(func.sum(Sale.total_amount), 0, type_=Money())


def matching(wanted: SaleFilter) -> list[ColumnElement[bool]]:
    """The conditions that a filter stands for."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.medicine_id is not None:
        conditions.append(Sale.medicine_id == wanted.medicine_id)
    if wanted.source is not None:
        conditions.append(Sale.source == wanted.source)
    if wanted.date_from is not None:
        conditions.append(Sale.sold_on >= wanted.date_from)
    if wanted.date_to is not None:
        conditions.append(Sale.sold_on <= wanted.date_to)
    return conditions


def sales() -> Select[Sale, str]:
    """Sales with the names of their medicines, deleted ones included."""
    return select(Sale, Medicine.name).join(Medicine, Medicine.id == Sale.medicine_id)


def allocations(sale_ids: list[int]) -> Select[*tuple[Any, ...]]:
    """What each sale took from which batch."""
    return (
        select(StockMovement.sale_id, Batch.id, Batch.batch_no, Batch.expires_on, StockMovement.change_qty)
        .join(Batch, Batch.id == StockMovement.batch_id)
        .where(StockMovement.sale_id.in_(sale_ids), StockMovement.reason == MovementReason.SALE)
        .order_by(StockMovement.id)
    )


def totals(date_from: date, date_to: date) -> Select[int, Decimal, Decimal]:
    return select(func.count(Sale.id), UNITS, REVENUE).where(Sale.sold_on.between(date_from, date_to))


def returned(date_from: date, date_to: date) -> Select[Sale]:
    """The sales of a period of which something has come back."""
    return select(Sale).where(Sale.sold_on.between(date_from, date_to), Sale.returned_qty > 0)


def top_medicines(date_from: date, date_to: date, limit: int) -> Select[*tuple[Any, ...]]:
    """The medicines of most revenue in a period, returns not taken off."""
    return (
        select(Sale.medicine_id, Medicine.name.label("name"), UNITS.label("units_sold"), REVENUE.label("revenue"))
        .join(Medicine, Medicine.id == Sale.medicine_id)
        .where(Sale.sold_on.between(date_from, date_to))
        .group_by(Sale.medicine_id, Medicine.name)
        .order_by(REVENUE.desc(), UNITS.desc(), Sale.medicine_id)
        .limit(limit)
    )


def by_day(date_from: date, date_to: date, medicine_id: int | None) -> Select[*tuple[Any, ...]]:
    """Revenue, returns not taken off, units and number of sales of each day that had any."""
    query = (
        select(Sale.sold_on, REVENUE, UNITS, func.count(Sale.id))
        .where(Sale.sold_on.between(date_from, date_to))
        .group_by(Sale.sold_on)
    )
    return query if medicine_id is None else query.where(Sale.medicine_id == medicine_id)
