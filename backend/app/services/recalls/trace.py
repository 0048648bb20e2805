"""Tracing a batch both ways: from its suppliers' invoices to the bills, and from a sale back to them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Sale
from app.services import stock
from app.services.recalls import queries
from app.utils.paging import Page, PageRequest

NEWEST: Final = 20
"""How many of its bills and of its other lines a trace tells of each kind."""

Rows = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True)
class Trace:
    """Where a batch came from and where it went; of each kind the newest lines."""

    batch: dict[str, Any]
    receipts: Rows
    movements: Rows
    destructions: Rows
    bill_count: int
    sold_qty: Decimal
    bills: Rows


@dataclass(frozen=True)
class SoldFrom:
    """What a sale took from a batch, and the deliveries that the batch came with."""

    batch_id: int
    batch_no: str | None
    expires_on: date | None
    qty: Decimal
    receipts: Rows


async def trace(session: AsyncSession, batch_id: int, *, on: date) -> Trace:
    """Where a batch came from and where it went.

    Raises:
        BatchNotFound: this pharmacy has none of this id.
    """
    batch = await stock.get_batch(session, batch_id, on=on)
    count, sold_qty = (await session.execute(queries.sold([batch_id]))).one()
    newest = queries.bills([batch_id]).order_by(Sale.id.desc()).limit(NEWEST)
    return Trace(
        batch=batch,
        receipts=(await session.execute(queries.receipts([batch_id]).limit(NEWEST))).all(),
        movements=(await session.execute(queries.other_movements(batch_id).limit(NEWEST))).all(),
        destructions=(await session.execute(queries.destructions(batch_id).limit(NEWEST))).all(),
        bill_count=count,
        sold_qty=sold_qty,
        bills=(await session.execute(newest)).all(),
    )


async def list_bills_of_batch(
    session: AsyncSession, batch_id: int, *, page: PageRequest, on: date
) -> Page[Row[*tuple[Any, ...]]]:
    """The sales that took from a batch, newest first.

    Raises:
        BatchNotFound: this pharmacy has none of this id.
    """
    await stock.get_batch(session, batch_id, on=on)
    query = queries.bills([batch_id])
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = await session.execute(query.order_by(Sale.id.desc()).offset(page.offset).limit(page.page_size))
    return Page(list(rows), total, page)


async def trace_sale(session: AsyncSession, sale_id: int) -> list[SoldFrom]:
    """The batches that a sale took from, with the deliveries that each came with.

    Raises:
        SaleNotFound: this pharmacy has no sale of this id.
    """
    if await session.scalar(select(Sale.id).where(Sale.id == sale_id)) is None:
        raise stock.SaleNotFound(f"There is no sale {sale_id} in this pharmacy.", sale_id=sale_id)
    taken = (await session.execute(queries.taken_by(sale_id))).all()
    receipts: defaultdict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for receipt in await session.execute(queries.receipts([one.batch_id for one in taken])):
        receipts[receipt.batch_id].append(receipt)
    return [SoldFrom(*one, receipts[one.batch_id]) for one in taken]
