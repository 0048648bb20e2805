from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select, type_coerce, union
from sqlalchemy.orm import aliased

from app.models import Batch, LostSale, Medicine, ReorderRun, Sale, StockMovement, Suggestion, Supplier, SupplierItem
from app.models.base import Quantity
from app.models.enums import BatchState, MovementReason, SuggestionStatus, Urgency
from app.services import inventory
from app.services.stock.queries import free_qty, may_be_sold

LIVE = (SuggestionStatus.OPEN, SuggestionStatus.NOTHING_TO_ORDER)

URGENCY_ORDER = case(
    {Urgency.OUT: 0, Urgency.AT_RISK: 1, Urgency.SOON: 2, Urgency.FINE: 3}, value=Suggestion.urgency, else_=4
)


IS_ORDERED = and_(Medicine.archived_at.is_(None), Medicine.stopped_at.is_(None))

# The terms of the supplier a medicine is ordered from; an order multiple is stricter than the pack it consists of.
_AGREED_ON = and_(SupplierItem.medicine_id == Medicine.id, SupplierItem.supplier_id == Medicine.supplier_id)
_STEP = func.coalesce(SupplierItem.multiple, SupplierItem.pack_size, Medicine.pack_size, type_=Quantity())
_LEAST = func.coalesce(SupplierItem.moq, Medicine.moq, type_=Quantity())


def last_run() -> Select[ReorderRun]:
    return select(ReorderRun)


def touched_since(instant: datetime, *, cut_offs: tuple[str, str]) -> Select[int]:
    """The medicines to order whose terms, sales or stock changed since an instant, or whose supplier's hour passed.

    `cut_offs`: the times of day from which on, and before which, such an hour counts.
    """
    since, until = cut_offs
    is_late = Medicine.supplier_id.in_(select(Supplier.id).where(Supplier.cut_off >= since, Supplier.cut_off < until))
    changed = Medicine.id.in_(changed_since(instant))
    return select(Medicine.id).where(IS_ORDERED, or_(changed, is_late))


def changed_since(instant: datetime) -> Select[int]:
    """The medicines whose terms, sales or stock changed since an instant, deleted ones among them."""
    changed = union(
        select(Medicine.id).where(Medicine.updated_at >= instant),
        select(Sale.medicine_id).where(Sale.created_at >= instant),
        select(LostSale.medicine_id).where(LostSale.created_at >= instant),
        select(Batch.medicine_id)
        .join(StockMovement, StockMovement.batch_id == Batch.id)
        .where(StockMovement.recorded_at >= instant),
    ).subquery()
    return select(changed.c[0])


def past_sale_since(instant: datetime, today: date) -> Select[int]:
    """A sale of an earlier day that was recorded since an instant, where there is any."""
    return select(Sale.id).where(Sale.created_at >= instant, Sale.sold_on < today).limit(1)


def live_medicine_ids() -> Select[int]:
    """The medicines that are ordered: neither deleted nor on the exit list."""
    return select(Medicine.id).where(IS_ORDERED).order_by(Medicine.id)


def sale_days(since: date) -> Select[date]:
    """The days on which the pharmacy sold anything, oldest first."""
    return select(Sale.sold_on).distinct().where(Sale.sold_on >= since).order_by(Sale.sold_on)


def last_sale_day(before: date) -> Select[date | None]:
    """The last day before another on which the pharmacy sold anything."""
    return select(func.max(Sale.sold_on)).where(Sale.sold_on < before)


def day_sales(medicine_ids: list[int], since: date) -> Select[int, date, Decimal]:
    """What was asked for of each medicine on each day, less what came back of it."""
    return (
        select(Sale.medicine_id, Sale.sold_on, func.sum(Sale.qty_sold - Sale.returned_qty, type_=Quantity()))
        .where(Sale.medicine_id.in_(medicine_ids), Sale.sold_on >= since)
        .group_by(Sale.medicine_id, Sale.sold_on)
    )


def lost_sales(medicine_ids: list[int], since: date) -> Select[int, date, Decimal]:
    """What was asked for of each medicine on each day and not there."""
    return (
        select(LostSale.medicine_id, LostSale.asked_on, func.sum(LostSale.qty, type_=Quantity()))
        .where(LostSale.medicine_id.in_(medicine_ids), LostSale.asked_on >= since)
        .group_by(LostSale.medicine_id, LostSale.asked_on)
    )


def stock_changes(medicine_ids: list[int]) -> Select[int, int, date | None, datetime, Decimal]:
    """The ledger lines of medicines with their batches' expiry."""
    return (
        select(
            Batch.medicine_id,
            StockMovement.batch_id,
            Batch.expires_on,
            StockMovement.occurred_at,
            StockMovement.change_qty,
        )
        .join(Batch, Batch.id == StockMovement.batch_id)
        .where(Batch.medicine_id.in_(medicine_ids))
    )


def dated_receipts(medicine_ids: list[int], last: int) -> Select[int, datetime, date]:
    """When the last deliveries of each medicine arrived, and their expiry; without those that were taken back."""
    reversal = aliased(StockMovement)
    newest_first = func.row_number().over(
        partition_by=Batch.medicine_id, order_by=(StockMovement.occurred_at.desc(), StockMovement.id.desc())
    )
    numbered = (
        select(Batch.medicine_id, StockMovement.occurred_at, Batch.expires_on, newest_first.label("number"))
        .join(Batch, Batch.id == StockMovement.batch_id)
        .where(
            Batch.medicine_id.in_(medicine_ids),
            Batch.expires_on.is_not(None),
            StockMovement.reason == MovementReason.RECEIPT,
            ~select(reversal.id).where(reversal.reverses_id == StockMovement.id).exists(),
        )
        .subquery()
    )
    wanted = select(numbered.c.medicine_id, numbered.c.occurred_at, numbered.c.expires_on)
    return wanted.where(numbered.c.number <= last)


def orders_since(instant: datetime) -> Select[int | None, int, datetime | None, Decimal]:
    """What was ordered of medicines that have a supplier: of whom, which, when and how much."""
    coming = type_coerce(Suggestion.order_qty + Suggestion.free_qty, Quantity())
    return (
        select(Medicine.supplier_id, Medicine.id, Suggestion.decided_at, coming)
        .join(Medicine, Medicine.id == Suggestion.medicine_id)
        .where(
            Suggestion.status == SuggestionStatus.ACCEPTED,
            Suggestion.decided_at >= instant,
            Medicine.supplier_id.is_not(None),
        )
    )


def receipts_since(instant: datetime) -> Select[int | None, int, datetime, Decimal]:
    """What their suppliers delivered of medicines that were ordered, without what was taken back."""
    reversal = aliased(StockMovement)
    ordered = select(Suggestion.medicine_id).where(
        Suggestion.status == SuggestionStatus.ACCEPTED, Suggestion.decided_at >= instant
    )
    return (
        select(Medicine.supplier_id, Medicine.id, StockMovement.occurred_at, StockMovement.change_qty)
        .join(Batch, Batch.id == StockMovement.batch_id)
        .join(Medicine, Medicine.id == Batch.medicine_id)
        .where(
            Batch.medicine_id.in_(ordered),
            StockMovement.reason == MovementReason.RECEIPT,
            StockMovement.occurred_at >= instant,
            func.coalesce(Batch.supplier_id, Medicine.supplier_id) == Medicine.supplier_id,
            ~select(reversal.id).where(reversal.reverses_id == StockMovement.id).exists(),
        )
    )


def shelf(medicine_ids: list[int], on: date) -> Select[int, Decimal, Decimal]:
    """On hand and usable of each medicine that has a batch; one that has none was never stocked."""
    usable = func.sum(case((may_be_sold(on), free_qty()), else_=0), type_=Quantity())
    return (
        select(Batch.medicine_id, func.sum(Batch.on_hand_qty, type_=Quantity()), usable)
        .where(Batch.medicine_id.in_(medicine_ids))
        .group_by(Batch.medicine_id)
    )


def expiring(medicine_ids: list[int], on: date) -> Select[int, date | None, Decimal]:
    """The dated, usable batches of medicines."""
    return select(Batch.medicine_id, Batch.expires_on, Batch.on_hand_qty).where(
        Batch.medicine_id.in_(medicine_ids), Batch.on_hand_qty > 0, Batch.expires_on.is_not(None), may_be_sold(on)
    )


def terms(medicine_ids: list[int]) -> Select[int, Decimal, Decimal]:
    """What orders are whole multiples of, and the least to order: the supplier's terms, else the medicine's own."""
    return select(Medicine.id, _STEP, _LEAST).outerjoin(SupplierItem, _AGREED_ON).where(Medicine.id.in_(medicine_ids))


def buying_terms(medicine_ids: list[int]) -> Select[*tuple[Any, ...]]:
    """Pack, least order, multiple and scheme of medicines: the supplier's terms, else the medicine's own."""
    return (
        select(
            Medicine.id,
            func.coalesce(SupplierItem.pack_size, Medicine.pack_size, type_=Quantity()),
            _LEAST,
            SupplierItem.multiple,
            SupplierItem.scheme_buy_qty,
            SupplierItem.scheme_free_qty,
        )
        .outerjoin(SupplierItem, _AGREED_ON)
        .where(Medicine.id.in_(medicine_ids))
    )


def same_generic(medicine_ids: list[int]) -> Select[int, int, str]:
    """Each medicine beside the others of its generic that are counted in the same unit."""
    other = aliased(Medicine)
    return (
        select(Medicine.id, other.id, other.name)
        .join(other, and_(other.generic_id == Medicine.generic_id, other.base_unit == Medicine.base_unit))
        .where(Medicine.id.in_(medicine_ids), other.id != Medicine.id, other.archived_at.is_(None))
    )


def silenced(medicine_ids: list[int], on: date) -> Select[int]:
    """The medicines whose suggestion somebody dismissed and whose next review has not come."""
    return select(Suggestion.medicine_id).where(
        Suggestion.medicine_id.in_(medicine_ids),
        Suggestion.status == SuggestionStatus.DISMISSED,
        Suggestion.silent_until > on,
    )


def live(medicine_ids: list[int]) -> Select[Suggestion]:
    return select(Suggestion).where(Suggestion.medicine_id.in_(medicine_ids), Suggestion.status.in_(LIVE))


def delivery_since(suggestion: Suggestion) -> Select[int]:
    """A delivery of a suggestion's medicine after it was decided, where there was one."""
    return (
        select(StockMovement.id)
        .join(Batch, Batch.id == StockMovement.batch_id)
        .where(
            Batch.medicine_id == suggestion.medicine_id,
            StockMovement.reason == MovementReason.RECEIPT,
            StockMovement.recorded_at > suggestion.decided_at,
        )
        .limit(1)
    )


def suggestions() -> Select[*tuple[Any, ...]]:
    """Suggestions with the names that a person reads, of medicines that are not deleted."""
    return (
        select(
            Suggestion,
            Medicine.name,
            Medicine.generic_name,
            Medicine.category,
            _STEP.label("pack_size"),
            _LEAST.label("moq"),
            Medicine.lead_time_days,
            Medicine.review_days,
            inventory.share_of_row().label("service_level"),
            inventory.source_of_row().label("service_level_from"),
            Supplier.name.label("supplier_name"),
        )
        .join(Medicine, Medicine.id == Suggestion.medicine_id)
        .outerjoin(Supplier, Supplier.id == Medicine.supplier_id)
        .outerjoin(SupplierItem, _AGREED_ON)
        .where(Medicine.archived_at.is_(None))
    )


def offers() -> Select[*tuple[Any, ...]]:
    """What would be ordered, with what it costs and sells for, of medicines that are not deleted."""
    return (
        select(
            Suggestion.id,
            Suggestion.medicine_id,
            Suggestion.order_qty,
            Suggestion.unit_cost,
            Suggestion.inputs,
            Medicine.name,
            Medicine.price,
            Medicine.unit_cost.label("own_cost"),
            Medicine.ven,
            Supplier.name.label("supplier_name"),
        )
        .join(Medicine, Medicine.id == Suggestion.medicine_id)
        .outerjoin(Supplier, Supplier.id == Medicine.supplier_id)
        .where(Medicine.archived_at.is_(None), Suggestion.status == SuggestionStatus.OPEN, Suggestion.order_qty > 0)
        .order_by(Suggestion.id)
    )


def latest(medicine_id: int) -> Select[*tuple[Any, ...]]:
    """The newest suggestion of a medicine, decided or not."""
    return suggestions().where(Suggestion.medicine_id == medicine_id).order_by(Suggestion.id.desc()).limit(1)


def batches_to_expire(until: date) -> Select[*tuple[Any, ...]]:
    """The batches on the shelf whose date is not after a day, with what a unit cost."""
    return (
        select(Batch.expires_on, Batch.on_hand_qty, func.coalesce(Batch.unit_cost, Medicine.unit_cost, Medicine.price))
        .join(Medicine, Medicine.id == Batch.medicine_id)
        .where(
            Medicine.archived_at.is_(None),
            Batch.on_hand_qty > 0,
            Batch.expires_on <= until,
            Batch.state == BatchState.OK,
        )
    )
