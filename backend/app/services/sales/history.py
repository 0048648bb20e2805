"""Reading sales: the history, the summary of a period, and revenue by day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import UnknownSort, ValidationError
from app.models import Medicine, Sale
from app.models.enums import SaleSource
from app.schemas.sales import Period, RevenueFilter, SaleFilter
from app.services import stock
from app.services.sales import queries
from app.utils.paging import Page, PageRequest
from app.utils.quantities import line_total

DEFAULT_DAYS: Final = 30
LONGEST_DAYS: Final = 3_660
TOP: Final = 10

_ORDERS: Final = {
    "sale_date": Sale.sold_on,
    "total_amount": Sale.total_amount,
    "qty_sold": Sale.qty_sold,
    "created_at": Sale.created_at,
    "medicine_name": Medicine.name_key,
}


class PeriodTooLong(ValidationError):
    """More days than a report holds."""

    code = "PERIOD_TOO_LONG"


@dataclass(frozen=True)
class Allocation:
    """How much of a sale came from which batch."""

    batch_id: int
    batch_no: str | None
    expiry_date: date | None
    qty: Decimal


@dataclass(frozen=True)
class SaleView:
    """A sale with the name of its medicine and the batches it was taken from."""

    id: int
    medicine_id: int
    medicine_name: str
    qty_sold: Decimal
    unit_price: Decimal
    total_amount: Decimal
    sale_date: date
    sold_at: datetime
    notes: str | None
    source: SaleSource
    bill_no: str | None
    returned_qty: Decimal
    uncovered_qty: Decimal
    created_at: datetime
    allocations: list[Allocation]


@dataclass(frozen=True)
class MedicineRevenue:
    """What a medicine sold, less what has come back."""

    medicine_id: int
    name: str
    units_sold: Decimal
    revenue: Decimal


@dataclass(frozen=True)
class Summary:
    """What a period sold, less what has come back."""

    date_from: date
    date_to: date
    sales_count: int
    units_sold: Decimal
    revenue: Decimal
    average_sale: Decimal
    top_medicines: list[MedicineRevenue]


@dataclass(frozen=True)
class DayRevenue:
    """What one day sold, less what has come back."""

    date: date
    revenue: Decimal
    units_sold: Decimal
    sales_count: int


async def list_sales(session: AsyncSession, *, wanted: SaleFilter, page: PageRequest) -> Page[SaleView]:
    """A page of sales, newest first unless asked otherwise.

    Raises:
        UnknownSort: they cannot be sorted that way.
    """
    conditions = queries.matching(wanted)
    total = await session.scalar(select(func.count(Sale.id)).where(*conditions)) or 0
    column, descending = _order(page.sort or "-sale_date")
    order = (column.desc(), Sale.id.desc()) if descending else (column, Sale.id)
    query = queries.sales().where(*conditions).order_by(*order).offset(page.offset).limit(page.page_size)
    return Page(await _views(session, (await session.execute(query)).all()), total, page)


def view_new(sale_id: int, sold: Mapping[str, Any], medicine_name: str, picks: Iterable[stock.Pick]) -> SaleView:
    """A sale that was just stored with these columns: what was taken is known and need not be read."""
    return SaleView(
        id=sale_id,
        medicine_name=medicine_name,
        sale_date=sold["sold_on"],
        allocations=[Allocation(pick.batch_id, pick.batch_no, pick.expires_on, pick.qty) for pick in picks],
        **{name: sold[name] for name in sold if name != "sold_on"},
    )


async def summarise(session: AsyncSession, *, period: Period, today: date) -> Summary:
    """What a period sold, and which medicines brought most.

    Raises:
        PeriodTooLong: the period has more than ten years.
    """
    date_from, date_to = _bounds(period, today)
    count, units, gross = (await session.execute(queries.totals(date_from, date_to))).one()
    refunds = await _refunds(session, date_from, date_to)
    revenue = gross - sum(refunds.values(), Decimal(0))
    top = await _top(session, date_from, date_to, refunds)
    average = line_total(revenue, Decimal(1) / count) if count else Decimal(0)
    return Summary(date_from, date_to, count, units, revenue, average, top)


async def daily_revenue(session: AsyncSession, *, wanted: RevenueFilter, today: date) -> list[DayRevenue]:
    """Revenue of each day of a period, oldest first, without gaps.

    Raises:
        PeriodTooLong: the period has more than ten years.
    """
    date_from, date_to = _bounds(wanted, today)
    rows = await session.execute(queries.by_day(date_from, date_to, wanted.medicine_id))
    given: dict[date, Decimal] = defaultdict(Decimal)
    for (day, medicine_id), amount in (await _refunds(session, date_from, date_to)).items():
        given[day] += amount if wanted.medicine_id in (None, medicine_id) else 0
    sold = {day: DayRevenue(day, gross - given[day], units, count) for day, gross, units, count in rows}
    days = (date_from + timedelta(days=n) for n in range((date_to - date_from).days + 1))
    return [sold.get(day) or DayRevenue(day, Decimal(0), Decimal(0), 0) for day in days]


async def _refunds(session: AsyncSession, date_from: date, date_to: date) -> dict[tuple[date, int], Decimal]:
    """What was given back for returns, by the day of the sale and the medicine."""
    given: dict[tuple[date, int], Decimal] = defaultdict(Decimal)
    for sale in await session.scalars(queries.returned(date_from, date_to)):
        given[sale.sold_on, sale.medicine_id] += _refund(sale)
    return given


def _refund(sale: Sale) -> Decimal:
    if sale.returned_qty == sale.qty_sold:
        return sale.total_amount
    return min(line_total(sale.returned_qty, sale.unit_price), sale.total_amount)


async def _top(
    session: AsyncSession, date_from: date, date_to: date, refunds: Mapping[tuple[date, int], Decimal]
) -> list[MedicineRevenue]:
    """The medicines of most revenue. At least TOP of those that are read have no refund, so none beyond them wins."""
    given: dict[int, Decimal] = defaultdict(Decimal)
    for (_, medicine_id), amount in refunds.items():
        given[medicine_id] += amount
    found = [
        MedicineRevenue(medicine_id, name, units, gross - given[medicine_id])
        for medicine_id, name, units, gross in await session.execute(
            queries.top_medicines(date_from, date_to, TOP + len({medicine_id for _, medicine_id in refunds}))
        )
    ]
    return sorted(found, key=lambda one: (-one.revenue, -one.units_sold, one.medicine_id))[:TOP]


async def _views(session: AsyncSession, rows: Iterable[tuple[Sale, str]]) -> list[SaleView]:
    found = list(rows)
    taken: dict[int, list[Allocation]] = defaultdict(list)
    for sale_id, batch_id, batch_no, expires_on, change in await session.execute(
        queries.allocations([sale.id for sale, _ in found])
    ):
        taken[sale_id].append(Allocation(batch_id, batch_no, expires_on, -change))
    return [_view(sale, name, taken[sale.id]) for sale, name in found]


def _view(sale: Sale, medicine_name: str, allocations: list[Allocation]) -> SaleView:
    return SaleView(
        id=sale.id,
        medicine_id=sale.medicine_id,
        medicine_name=medicine_name,
        qty_sold=sale.qty_sold,
        unit_price=sale.unit_price,
        total_amount=sale.total_amount,
        sale_date=sale.sold_on,
        sold_at=sale.sold_at,
        notes=sale.notes,
        source=sale.source,
        bill_no=sale.bill_no,
        returned_qty=sale.returned_qty,
        uncovered_qty=sale.uncovered_qty,
        created_at=sale.created_at,
        allocations=allocations,
    )


def _order(sort: str) -> tuple[Any, bool]:
    column = _ORDERS.get(sort.removeprefix("-"))
    if column is None:
        raise UnknownSort.of(sort, _ORDERS)
    return column, sort.startswith("-")


def _bounds(period: Period, today: date) -> tuple[date, date]:
    date_to = period.date_to or max(today, period.date_from or today)
    date_from = period.date_from or date_to - timedelta(days=DEFAULT_DAYS - 1)
    if (date_to - date_from).days >= LONGEST_DAYS:
        raise PeriodTooLong(f"A report covers at most {LONGEST_DAYS} days.", longest_days=LONGEST_DAYS)
    return date_from, date_to
