"""What needs doing today, in figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ml_client.reorder_predictor import ENGINE
from app.models import Medicine, Suggestion, Supplier
from app.models.base import Money
from app.models.enums import SuggestionStatus, Urgency
from app.services.reorder_engine import queries
from app.utils import clock
from app.utils.quantities import line_total

LATER_DAYS: Final = 90
SOON_DAYS: Final = 30

_VALUE: Final = func.coalesce(func.sum(Suggestion.order_value), 0, type_=Money())


@dataclass(frozen=True)
class ExpiringStock:
    """Stock that expires in a stretch of time."""

    batches: int
    units: Decimal
    value: Decimal


@dataclass(frozen=True)
class ExpiryOutlook:
    """What has expired on the shelf, and what will; the longer stretch includes the shorter."""

    expired: ExpiringStock
    within_30_days: ExpiringStock
    within_90_days: ExpiringStock


@dataclass(frozen=True)
class SupplierOrder:
    """What waits to be ordered from one supplier."""

    supplier_name: str | None
    suggestions: int
    order_value: Decimal


@dataclass(frozen=True)
class Analysis:
    """The figures of the first page.

    `by_urgency` counts what waits to be ordered; `out_of_stock` and `at_risk` count every medicine that stands so,
    whether or not enough is on order already.
    """

    as_of: date
    data_through: date | None
    data_age_days: int | None
    medicines: int
    open_suggestions: int
    order_value: Decimal
    accepted_suggestions: int
    accepted_value: Decimal
    out_of_stock: int
    at_risk: int
    not_enough_data: int
    stock_unknown: int
    by_urgency: dict[str, int]
    by_supplier: list[SupplierOrder]
    expiring: ExpiryOutlook
    model: str
    computed_at: datetime | None


async def analyse(session: AsyncSession, *, time_zone: str) -> Analysis:
    """Count and add up what the suggestions and the shelf say today."""
    today = clock.today(time_zone)
    run = await session.scalar(queries.last_run())
    through = run.data_through if run else None
    by_supplier = await _by_supplier(session)
    to_order = await _by_urgency(session, [SuggestionStatus.OPEN])
    standing = await _by_urgency(session, queries.LIVE)
    accepted = await _accepted_since(session, clock.at_noon(today, time_zone) - timedelta(hours=12))
    live = Suggestion.status.in_(queries.LIVE)
    return Analysis(
        as_of=today,
        data_through=through,
        data_age_days=(today - through).days if through else None,
        medicines=await _count(session, select(func.count(Medicine.id)).where(Medicine.archived_at.is_(None))),
        open_suggestions=sum(order.suggestions for order in by_supplier),
        order_value=sum((order.order_value for order in by_supplier), Decimal(0)),
        accepted_suggestions=accepted[0],
        accepted_value=accepted[1],
        out_of_stock=standing[Urgency.OUT],
        at_risk=standing[Urgency.AT_RISK],
        not_enough_data=await _count(session, _counted().where(live, Suggestion.confidence == "not_enough_data")),
        stock_unknown=await _count(session, _counted().where(live, Suggestion.stock_known.is_(False))),
        by_urgency=to_order,
        by_supplier=by_supplier,
        expiring=await _expiring(session, today),
        model=ENGINE,
        computed_at=run.checked_at if run else None,
    )


def _counted() -> Select[int]:
    """How many suggestions of medicines that are not deleted."""
    return (
        select(func.count(Suggestion.id))
        .join(Medicine, Medicine.id == Suggestion.medicine_id)
        .where(Medicine.archived_at.is_(None))
    )


async def _count(session: AsyncSession, query: Select[int]) -> int:
    return await session.scalar(query) or 0


async def _by_supplier(session: AsyncSession) -> list[SupplierOrder]:
    rows = await session.execute(
        select(Supplier.name, func.count(Suggestion.id), _VALUE)
        .select_from(Suggestion)
        .join(Medicine, Medicine.id == Suggestion.medicine_id)
        .outerjoin(Supplier, Supplier.id == Medicine.supplier_id)
        .where(Suggestion.status == SuggestionStatus.OPEN, Medicine.archived_at.is_(None))
        .group_by(Supplier.name)
        .order_by(_VALUE.desc())
    )
    return [SupplierOrder(*row) for row in rows]


async def _by_urgency(session: AsyncSession, statuses: Sequence[SuggestionStatus]) -> dict[str, int]:
    query = _counted().add_columns(Suggestion.urgency).where(Suggestion.status.in_(statuses))
    found = {urgency: count for count, urgency in await session.execute(query.group_by(Suggestion.urgency))}
    return {urgency.value: found.get(urgency, 0) for urgency in Urgency}


async def _accepted_since(session: AsyncSession, instant: datetime) -> tuple[int, Decimal]:
    query = select(func.count(Suggestion.id), _VALUE).where(
        Suggestion.status == SuggestionStatus.ACCEPTED, Suggestion.decided_at >= instant
    )
    count, value = (await session.execute(query)).one()
    return count, value


async def _expiring(session: AsyncSession, today: date) -> ExpiryOutlook:
    batches = [tuple(row) for row in await session.execute(queries.batches_to_expire(_in(today, LATER_DAYS)))]
    return ExpiryOutlook(
        expired=_added_up([row for row in batches if row[0] < today]),
        within_30_days=_added_up([row for row in batches if today <= row[0] <= _in(today, SOON_DAYS)]),
        within_90_days=_added_up([row for row in batches if today <= row[0]]),
    )


def _added_up(batches: list[tuple[date, Decimal, Decimal]]) -> ExpiringStock:
    """Batches, units and what they cost; added up here, for a product of two scaled integers overflows a column."""
    units = sum((qty for _, qty, _ in batches), Decimal(0))
    value = sum((line_total(qty, cost) for _, qty, cost in batches), Decimal(0))
    return ExpiringStock(len(batches), units, value)


def _in(today: date, days: int) -> date:
    return today + timedelta(days=days)
