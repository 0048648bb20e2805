"""What can be impossible of a medicine."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import reduce
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, ScalarSelect, Select, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.models import Batch, Medicine, Sale, StockMovement
from app.models.base import Quantity
from app.models.enums import MovementReason
from app.services.data_doctor.rule import Found, Rule
from app.utils.quantities import MONEY_PLACES, money_text, plain

DEMAND_DAYS: Final = 90
A_YEAR: Final = 4
"""Of 90 days' demand: a reorder level above that is a slip."""
FORGOTTEN_AFTER: Final = timedelta(days=60)
_CENTIMILS: Final = Decimal(1).scaleb(-MONEY_PLACES)
_IN_STOCK: Final = (
    select(Batch.id).where(Batch.medicine_id == Medicine.id, Batch.on_hand_qty > 0).correlate(Medicine).exists()
)


def _live(*conditions: ColumnElement[bool], **columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    told = [column.label(name) for name, column in columns.items()]
    subject = (Medicine.id.label("subject_id"), Medicine.id.label("medicine_id"), Medicine.name.label("label"))
    return select(*subject, *told).where(Medicine.archived_at.is_(None), *conditions)


def _cost_above_mrp(_on: date) -> Select[*tuple[Any, ...]]:
    return _live(
        Medicine.unit_cost > Medicine.mrp,
        unit_cost=Medicine.unit_cost.expression,
        mrp=Medicine.mrp.expression,
        pack_size=Medicine.pack_size.expression,
    )


def _cost_of_a_unit(row: Found) -> Decimal | None:
    """The cost of one unit, where what was told can be that of a pack."""
    cost: Decimal = (row.unit_cost / row.pack_size).quantize(_CENTIMILS)
    return cost if row.pack_size > 1 and cost <= row.mrp else None


def _price_above_mrp(_on: date) -> Select[*tuple[Any, ...]]:
    return _live(Medicine.price > Medicine.mrp, price=Medicine.price.expression, mrp=Medicine.mrp.expression)


def _no_price(_on: date) -> Select[*tuple[Any, ...]]:
    return _live(Medicine.price == 0, _IN_STOCK, mrp=Medicine.mrp.expression)


def _no_hsn(_on: date) -> Select[*tuple[Any, ...]]:
    other = aliased(Medicine)
    same_generic = (
        select(func.min(other.hsn))
        .where(other.generic_id == Medicine.generic_id, other.archived_at.is_(None), ~_is_malformed(other.hsn))
        .correlate(Medicine)
    )
    return _live(Medicine.hsn.is_(None), known=same_generic.scalar_subquery())


def _malformed_hsn(_on: date) -> Select[*tuple[Any, ...]]:
    return _live(_is_malformed(Medicine.hsn), hsn=Medicine.hsn.expression)


def _is_malformed(hsn: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    without_digits = reduce(lambda text, digit: func.replace(text, digit, ""), "0123456789", hsn.expression)
    return or_(without_digits != "", func.length(hsn).not_in((4, 6, 8)))


def _digits_of_hsn(row: Found) -> str | None:
    digits = "".join(char for char in row.hsn if char in "0123456789")
    return digits if len(digits) in (4, 6, 8) else None


def _no_generic(_on: date) -> Select[*tuple[Any, ...]]:
    return _live(Medicine.generic_id.is_(None))


def _no_schedule(_on: date) -> Select[*tuple[Any, ...]]:
    other = aliased(Medicine)
    same_generic = (
        select(func.max(other.schedule))
        .where(other.generic_id == Medicine.generic_id, other.archived_at.is_(None))
        .correlate(Medicine)
    )
    return _live(Medicine.schedule.is_(None), known=same_generic.scalar_subquery())


def _demand(on: date) -> ScalarSelect[Any]:
    sold = func.coalesce(func.sum(Sale.qty_sold), 0, type_=Quantity())
    since = Sale.sold_on >= on - timedelta(days=DEMAND_DAYS)
    return select(sold).where(Sale.medicine_id == Medicine.id, since).correlate(Medicine).scalar_subquery()


def _reorder_level_absurd(on: date) -> Select[*tuple[Any, ...]]:
    demand = _demand(on)
    return _live(
        demand > 0,
        Medicine.reorder_level > demand * literal(A_YEAR, Integer()),
        reorder_level=Medicine.reorder_level.expression,
        demand=demand,
        lead_time_days=Medicine.lead_time_days.expression,
        review_days=Medicine.review_days.expression,
    )


def _level_for_demand(row: Found) -> Decimal:
    days = row.lead_time_days + row.review_days
    return plain((row.demand * days / DEMAND_DAYS).to_integral_value(rounding=ROUND_CEILING))


def _pack_size_leapt(_on: date) -> Select[*tuple[Any, ...]]:
    return _live(
        Medicine.pack_size_before.is_not(None),
        pack_size=Medicine.pack_size.expression,
        before=Medicine.pack_size_before.expression,
    )


def _order_forgotten(on: date) -> Select[*tuple[Any, ...]]:
    since = datetime.combine(on - FORGOTTEN_AFTER, time(), UTC)
    delivery = (
        select(StockMovement.id)
        .join(Batch, Batch.id == StockMovement.batch_id)
        .where(
            Batch.medicine_id == Medicine.id,
            StockMovement.reason == MovementReason.RECEIPT,
            StockMovement.occurred_at >= since,
        )
        .correlate(Medicine)
    )
    return _live(
        Medicine.on_order_qty > 0,
        Medicine.updated_at < since,
        ~delivery.exists(),
        on_order_qty=Medicine.on_order_qty.expression,
    )


def _stock_of_deleted(_on: date) -> Select[*tuple[Any, ...]]:
    held = (
        select(func.sum(Batch.on_hand_qty, type_=Quantity()))
        .where(Batch.medicine_id == Medicine.id)
        .correlate(Medicine)
        .scalar_subquery()
    )
    subject = (Medicine.id.label("subject_id"), Medicine.id.label("medicine_id"), Medicine.name.label("label"))
    return select(*subject, held.label("held")).where(
        Medicine.archived_at.is_not(None), Medicine.merged_into_id.is_(None), held > 0
    )


MEDICINE_RULES: Final = (
    Rule(
        "cost_above_mrp", "Costs more than its MRP", "error", "medicine", "unit_cost", "Set the cost of a unit",
        _cost_above_mrp, lambda row: f"cost {money_text(row.unit_cost)}, MRP {money_text(row.mrp)}", _cost_of_a_unit,
    ),
    Rule(
        "price_above_mrp", "Is sold above its MRP", "error", "medicine", "price", "Sell at the MRP",
        _price_above_mrp, lambda row: f"price {money_text(row.price)}, MRP {money_text(row.mrp)}", lambda row: row.mrp,
    ),
    Rule(
        "no_price", "In stock without a price", "error", "medicine", "price", "Set the price",
        _no_price, lambda _row: "price 0.00", lambda row: row.mrp,
    ),
    Rule(
        "no_hsn", "No HSN code", "gap", "medicine", "hsn", "Set the HSN code",
        _no_hsn, lambda _row: "none", lambda row: row.known,
    ),
    Rule(
        "malformed_hsn", "HSN code is not 4, 6 or 8 digits", "warning", "medicine", "hsn", "Correct the HSN code",
        _malformed_hsn, lambda row: f"“{row.hsn}”", _digits_of_hsn,
    ),
    Rule(
        "no_generic", "Nobody has said what it is", "gap", "medicine", "generic_name", "Name the generic",
        _no_generic, lambda _row: "no generic",
    ),
    Rule(
        "no_schedule", "No schedule", "gap", "medicine", "schedule", "Set the schedule",
        _no_schedule, lambda _row: "none", lambda row: row.known,
    ),
    Rule(
        "reorder_level_absurd", "Reorder level is more than a year's demand", "warning", "medicine", "reorder_level",
        "Set the level to the demand until the next delivery", _reorder_level_absurd,
        lambda row: f"level {row.reorder_level}, sold {row.demand} in {DEMAND_DAYS} days", _level_for_demand,
    ),
    Rule(
        "pack_size_leapt", "Pack size changed more than tenfold", "warning", "medicine", "pack_size",
        "Take the change back", _pack_size_leapt, lambda row: f"{row.pack_size}, before {row.before}",
        lambda row: row.before,
    ),
    Rule(
        "order_forgotten", "On order for more than 60 days", "warning", "medicine", "on_order_qty",
        "Nothing is on order", _order_forgotten, lambda row: f"{row.on_order_qty} on order", lambda _row: Decimal(0),
    ),
    Rule(
        "stock_of_deleted", "Deleted, and still on the shelf", "error", "medicine", "archived_at",
        "Take it back into the lists", _stock_of_deleted, lambda row: f"{row.held} on hand", lambda _row: "live",
    ),
)  # fmt: skip
