"""Reading what will expire: by bands, by supplier, batch by batch."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, case, func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import UnknownSort
from app.models import Batch, ExpiryRisk, Medicine, Supplier
from app.models.base import Money, Quantity
from app.models.enums import ExpiryAction, ExpiryBand
from app.schemas.expiry import BandsWanted, ExpiryBatchFilter
from app.services.expiry_alerts import queries
from app.services.expiry_alerts.ladder import LADDER, rung_of, stretch
from app.services.expiry_alerts.proposals import LIKELY, propose
from app.utils import costs
from app.utils.paging import Page, PageRequest

_ORDERS: Final[dict[str, Any]] = {
    "expires_on": ExpiryRisk.expires_on,
    "days_left": ExpiryRisk.expires_on,
    "value_at_risk": ExpiryRisk.unsold_value,
    "value": ExpiryRisk.value,
    "mrp_value": ExpiryRisk.mrp_value,
    "expected_unsold_qty": ExpiryRisk.unsold_qty,
    "unsold_chance": ExpiryRisk.unsold_chance,
    "on_hand_qty": ExpiryRisk.on_hand_qty,
    "medicine_name": Medicine.name_key,
    "supplier_name": Supplier.name,
}
_COSTS: Final = ("value_at_risk", "value")


@dataclass(frozen=True)
class Band:
    """The batches of a band together. Values at cost leave out the batches whose cost nobody knows."""

    band: ExpiryBand
    days_left_from: int | None
    days_left_to: int
    action: ExpiryAction
    batches: int = 0
    qty: Decimal = Decimal(0)
    value: Decimal = Decimal(0)
    mrp_value: Decimal = Decimal(0)
    expected_unsold_qty: Decimal = Decimal(0)
    expected_unsold_value: Decimal = Decimal(0)
    likely_unsold_batches: int = 0
    unknown_demand_batches: int = 0
    unknown_cost_batches: int = 0


@dataclass(frozen=True)
class SupplierBands:
    """The bands of what came from one supplier; no supplier: nobody knows who sent it."""

    supplier_id: int | None
    supplier_name: str | None
    bands: list[Band]


@dataclass(frozen=True)
class Bands:
    """All bands, and those of each supplier where they were asked for, with when they were computed for which day."""

    as_of: date
    computed_at: datetime
    bands: list[Band]
    by_supplier: list[SupplierBands]


async def bands(session: AsyncSession, *, wanted: BandsWanted) -> Bands:
    """What is on the shelf by how long it may still be sold, as last computed."""
    run = (await session.scalars(queries.last_run())).one()
    by_supplier = await _by_supplier(session, run.computed_for) if wanted.by == "supplier" else []
    sums = {row.band: row for row in await session.execute(_sums(run.computed_for).group_by("band"))}
    return Bands(run.computed_for, run.computed_at, _ladder(sums), by_supplier)


async def list_expiring(
    session: AsyncSession, *, wanted: ExpiryBatchFilter, page: PageRequest
) -> Page[dict[str, object]]:
    """A page of the batches that expire within half a year or have, first expired first unless asked otherwise.

    Raises:
        UnknownSort: they cannot be sorted that way.
    """
    on = (await session.scalars(queries.last_run())).one().computed_for
    query = _batches()
    if wanted.band is not None:
        query = query.where(queries.within(*stretch(wanted.band, on)))
    if wanted.supplier_id is not None:
        query = query.where(ExpiryRisk.supplier_id == wanted.supplier_id)
    total = await session.scalar(query.with_only_columns(func.count(ExpiryRisk.batch_id))) or 0
    ordered = _sorted(query, page.sort or "expires_on").offset(page.offset).limit(page.page_size)
    return Page([_shown(row, on) for row in await session.execute(ordered)], total, page)


async def _by_supplier(session: AsyncSession, on: date) -> list[SupplierBands]:
    query = _sums(on).add_columns(ExpiryRisk.supplier_id, Supplier.name.label("supplier_name"))
    query = query.outerjoin(Supplier, Supplier.id == ExpiryRisk.supplier_id)
    sums: defaultdict[tuple[int | None, str | None], dict[str, Row[*tuple[Any, ...]]]] = defaultdict(dict)
    for row in await session.execute(query.group_by("band", ExpiryRisk.supplier_id, Supplier.name)):
        sums[row.supplier_id, row.supplier_name][row.band] = row
    found = [SupplierBands(*supplier, _ladder(of_supplier)) for supplier, of_supplier in sums.items()]
    return sorted(found, key=_most_at_risk_first)


def _most_at_risk_first(one: SupplierBands) -> tuple[Decimal, str, int]:
    """By name for who may not see costs."""
    values = [band.expected_unsold_value for band in one.bands] if costs.are_shown.get() else []
    return -sum(values, Decimal(0)), one.supplier_name or "", one.supplier_id or 0


def _sums(on: date) -> Select[*tuple[Any, ...]]:
    """What the batches of each band add up to, to be grouped."""
    band = case(*((ExpiryRisk.expires_on <= stretch(rung.band, on)[1], rung.band.value) for rung in LADDER))
    return select(
        band.label("band"),
        func.count(ExpiryRisk.batch_id).label("batches"),
        func.sum(ExpiryRisk.on_hand_qty, type_=Quantity()).label("qty"),
        func.coalesce(func.sum(ExpiryRisk.value), 0, type_=Money()).label("value"),
        func.sum(ExpiryRisk.mrp_value, type_=Money()).label("mrp_value"),
        func.coalesce(func.sum(ExpiryRisk.unsold_qty), 0, type_=Quantity()).label("expected_unsold_qty"),
        func.coalesce(func.sum(ExpiryRisk.unsold_value), 0, type_=Money()).label("expected_unsold_value"),
        func.count(case((ExpiryRisk.unsold_chance >= LIKELY, 1))).label("likely_unsold_batches"),
        (func.count(ExpiryRisk.batch_id) - func.count(ExpiryRisk.unsold_qty)).label("unknown_demand_batches"),
        (func.count(ExpiryRisk.batch_id) - func.count(ExpiryRisk.value)).label("unknown_cost_batches"),
    ).where(ExpiryRisk.expires_on <= stretch(LADDER[-1].band, on)[1])


_SUMMED: Final = (
    "batches",
    "qty",
    "value",
    "mrp_value",
    "expected_unsold_qty",
    "expected_unsold_value",
    "likely_unsold_batches",
    "unknown_demand_batches",
    "unknown_cost_batches",
)


def _ladder(sums: dict[str, Row[*tuple[Any, ...]]]) -> list[Band]:
    """Every band of the ladder, also one that holds nothing."""
    first_days = [None, *(rung.last_day + 1 for rung in LADDER)]
    return [
        Band(
            rung.band,
            first_day,
            rung.last_day,
            rung.action,
            **({key: sums[rung.band]._mapping[key] for key in _SUMMED} if rung.band in sums else {}),
        )
        for first_day, rung in zip(first_days, LADDER, strict=False)
    ]


def _batches() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ExpiryRisk.batch_id,
            ExpiryRisk.medicine_id,
            Medicine.name.label("medicine_name"),
            Batch.batch_no,
            ExpiryRisk.expires_on,
            Batch.state,
            ExpiryRisk.on_hand_qty,
            *queries.PROSPECT,
            ExpiryRisk.value,
            ExpiryRisk.mrp_value,
            ExpiryRisk.supplier_id,
        )
        .join(Batch, Batch.id == ExpiryRisk.batch_id)
        .join(Medicine, Medicine.id == ExpiryRisk.medicine_id)
        .outerjoin(*queries.SUPPLIER)
        .outerjoin(*queries.SUPPLIER_TERMS)
        .outerjoin(*queries.TRANSFER_TO)
        .outerjoin(*queries.OPEN_SUGGESTION)
    )


def _sorted(query: Select[*tuple[Any, ...]], sort: str) -> Select[*tuple[Any, ...]]:
    """Who may not see costs may not sort by them either: the order would tell which is the greater."""
    orders = {name: column for name, column in _ORDERS.items() if costs.are_shown.get() or name not in _COSTS}
    column = orders.get(sort.removeprefix("-"))
    if column is None:
        raise UnknownSort.of(sort, orders)
    order = column.desc().nulls_last() if sort.startswith("-") else column.asc().nulls_last()
    return query.order_by(order, ExpiryRisk.batch_id)


def _shown(row: Row[*tuple[Any, ...]], on: date) -> dict[str, object]:
    proposal = propose(queries.prospect(row), on)
    band, days_left = rung_of(row.expires_on, on).band, (row.expires_on - on).days
    return {
        **row._mapping,
        "days_left": days_left,
        "band": band,
        "action": proposal.action,
        "reason": proposal.reason,
    }
