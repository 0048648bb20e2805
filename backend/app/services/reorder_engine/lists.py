"""Reading suggestions: the order list, its export, one medicine, and the analysis."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import ResourceNotFoundError, UnknownSort
from app.ml_client import reorder_predictor
from app.ml_client.reorder_predictor import BulkDay, WeekForecast
from app.models import Medicine, Suggestion, Supplier
from app.schemas.reorder import SuggestionFilter
from app.services import inventory
from app.services.reorder_engine import queries
from app.services.reorder_engine.demand import forecaster_of, histories_of, what_is_known
from app.utils import clock, costs
from app.utils.csv_text import csv_line
from app.utils.paging import Page, PageRequest
from app.utils.quantities import worth

HISTORY_WEEKS: Final = 26

_ORDERS: Final[dict[str, Any]] = {
    "urgency": queries.URGENCY_ORDER,
    "order_value": Suggestion.order_value,
    "suggested_qty": Suggestion.suggested_qty,
    "order_qty": Suggestion.order_qty,
    "days_of_cover": Suggestion.days_of_cover,
    "medicine_name": Medicine.name_key,
    "supplier_name": Supplier.name,
}


class SuggestionNotFound(ResourceNotFoundError):
    """The pharmacy has no suggestion of this id, or none for this medicine."""

    code = "SUGGESTION_NOT_FOUND"


@dataclass(frozen=True)
class SoldWeek:
    """What a week sold, and on how many of its days nothing could be sold or is known."""

    week_start: date
    units: float
    is_stockout_days: int


@dataclass(frozen=True)
class Fan:
    """The coming weeks with the quantiles of their demand, one for each level."""

    levels: tuple[float, ...]
    weeks: list[WeekForecast]


@dataclass(frozen=True)
class Outlook:
    """One medicine: its suggestion, what sold week by week, and what will."""

    suggestion: dict[str, Any]
    history: list[SoldWeek]
    forecast: Fan
    weekly_mean: float | None
    bulk_days: list[BulkDay]


async def list_suggestions(
    session: AsyncSession, *, wanted: SuggestionFilter, page: PageRequest
) -> Page[Row[*tuple[Any, ...]]]:
    """A page of suggestions, most urgent and most valuable first unless asked otherwise.

    Raises:
        UnknownSort: they cannot be sorted that way.
    """
    query = queries.suggestions().where(*matching(wanted))
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = await session.execute(_sorted(query, page.sort).offset(page.offset).limit(page.page_size))
    return Page(list(rows), total, page)


async def get_suggestion(session: AsyncSession, suggestion_id: int) -> Row[*tuple[Any, ...]]:
    """One suggestion.

    Raises:
        SuggestionNotFound: this pharmacy has none of this id.
    """
    row = (await session.execute(queries.suggestions().where(Suggestion.id == suggestion_id))).first()
    if row is None:
        raise SuggestionNotFound(f"There is no suggestion {suggestion_id} in this pharmacy.")
    return row


async def outlook(session: AsyncSession, *, medicine_id: int, time_zone: str) -> Outlook:
    """The suggestion of a medicine with its demand, past and expected.

    Raises:
        MedicineNotFound: this pharmacy has no such medicine.
        SuggestionNotFound: nothing has been computed for it yet.
    """
    await inventory.get_medicine(session, medicine_id)
    row = (await session.execute(queries.latest(medicine_id))).first()
    if row is None:
        raise SuggestionNotFound(f"Nothing has been computed for medicine {medicine_id} yet.")
    known = await what_is_known(session, clock.today(time_zone))
    [history] = await histories_of(session, [medicine_id], known, time_zone=time_zone)
    sold = [
        SoldWeek(week.week_start, week.units, week.censored_days)
        for week in reorder_predictor.weekly_sums(history, weeks=HISTORY_WEEKS)
    ]
    ahead = await reorder_predictor.forecast_weeks(history, forecaster=await forecaster_of(session))
    fan = Fan(reorder_predictor.FAN_LEVELS, ahead)
    return Outlook(shaped(row), sold, fan, ahead[0].mean if ahead else None, reorder_predictor.bulk_days(history))


def shaped(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """A suggestion with its names as one flat thing."""
    suggestion, name, *_ = row
    names = row._mapping
    return {
        **{column.key: getattr(suggestion, column.key) for column in Suggestion.__mapper__.columns},
        "medicine_name": name,
        **{key: names[key] for key in _NAMES},
        # What the quantity follows from, where deliveries or a calendar say other days than the medicine's terms.
        **{field: suggestion.inputs[field] for field in ("lead_time_days", "review_days")},
        **_risk(suggestion),
    }


def _risk(suggestion: Suggestion) -> dict[str, Decimal | None]:
    """What of the order, as it stands now, is more than sells before it expires; no safe quantity: not known."""
    told = suggestion.inputs.get("safe_qty")
    if told is None:
        return {"safe_qty": None, "at_risk_qty": Decimal(0), "at_risk_value": Decimal(0)}
    safe_qty = Decimal(str(told))
    at_risk_qty = max(suggestion.order_qty + suggestion.free_qty - safe_qty, Decimal(0))
    return {
        "safe_qty": safe_qty,
        "at_risk_qty": at_risk_qty,
        "at_risk_value": worth(at_risk_qty, suggestion.unit_cost),
    }


_NAMES: Final = (
    "generic_name",
    "category",
    "supplier_name",
    "pack_size",
    "moq",
    "lead_time_days",
    "review_days",
    "service_level",
    "service_level_from",
)

CSV_COLUMNS: Final = (
    "medicine_name",
    "generic_name",
    "supplier_name",
    "order_qty",
    "suggested_qty",
    "pack_size",
    "unit_cost",
    "order_value",
    "at_risk_qty",
    "at_risk_value",
    "usable_qty",
    "on_order_qty",
    "demand_per_day",
    "days_of_cover",
    "urgency",
    "reason",
    "explanation",
)


COSTS: Final = ("unit_cost", "order_value", "at_risk_value")


async def export_csv(session: AsyncSession, *, wanted: SuggestionFilter, sort: str | None) -> AsyncIterator[str]:
    """All matching suggestions as CSV, a line at a time. Cells that a spreadsheet would run are defused.

    Costs stay empty for who may not see them.
    """
    hidden = () if costs.are_shown.get() else COSTS
    yield csv_line(CSV_COLUMNS)
    for row in await session.execute(_sorted(queries.suggestions().where(*matching(wanted)), sort)):
        one = shaped(row)
        yield csv_line(None if column in hidden else one[column] for column in CSV_COLUMNS)


def matching(wanted: SuggestionFilter) -> list[ColumnElement[bool]]:
    """The conditions of a filter, for a query of suggestions with their medicines and suppliers."""
    conditions: list[ColumnElement[bool]] = [Suggestion.status == wanted.status]
    if wanted.q:
        key = inventory.name_key(wanted.q)
        conditions.append(
            or_(
                Medicine.name_key.contains(key, autoescape=True),
                func.lower(Medicine.generic_name).contains(key, autoescape=True),
            )
        )
    if wanted.urgency is not None:
        conditions.append(Suggestion.urgency == wanted.urgency)
    if wanted.supplier_name is not None:
        conditions.append(Supplier.name == wanted.supplier_name)
    if wanted.category is not None:
        conditions.append(Medicine.category == wanted.category)
    return conditions


def _sorted(query: Select[*tuple[Any, ...]], sort: str | None) -> Select[*tuple[Any, ...]]:
    """Who may not see costs may not sort by them either: the order would tell which is the greater."""
    shown = costs.are_shown.get()
    orders = {name: column for name, column in _ORDERS.items() if shown or name not in COSTS}
    then = (Suggestion.order_value.desc() if shown else Medicine.name_key, Suggestion.id)
    if sort is None:
        return query.order_by(queries.URGENCY_ORDER, *then)
    column = orders.get(sort.removeprefix("-"))
    if column is None:
        raise UnknownSort.of(sort, orders)
    first = column.desc().nulls_last() if sort.startswith("-") else column.asc().nulls_last()
    return query.order_by(first, *then)
