from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, and_, delete, exists, func, or_, select
from sqlalchemy.engine import Row

from app.models import (
    Batch,
    ExpiryRisk,
    ExpiryRun,
    ForecastModel,
    Medicine,
    Pharmacy,
    Suggestion,
    Supplier,
    SupplierItem,
)
from app.models.enums import BatchState, SuggestionStatus
from app.services.expiry_alerts.proposals import Prospect
from app.services.reorder_engine.queries import changed_since


def last_run() -> Select[ExpiryRun]:
    return select(ExpiryRun)


def medicines_at_risk(until: date) -> Select[int]:
    """The medicines of which a batch expires by a day, and those of which one was thought to; in id order."""
    return select(Medicine.id).where(_is_at_risk(until)).order_by(Medicine.id)


def changed_at_risk(until: date, *, since: datetime) -> Select[int]:
    """Of those, the ones that changed since an instant."""
    return medicines_at_risk(until).where(Medicine.id.in_(changed_since(since)))


def _is_at_risk(until: date) -> ColumnElement[bool]:
    on_shelf = exists().where(Batch.medicine_id == Medicine.id, Batch.on_hand_qty > 0, Batch.expires_on <= until)
    return or_(on_shelf, exists().where(ExpiryRisk.medicine_id == Medicine.id))


def dated_batches(medicine_ids: list[int], until: date) -> Select[*tuple[Any, ...]]:
    """The batches of medicines that hold something and expire by a day, with what a unit costs and sells for."""
    return (
        select(
            Batch.id,
            Batch.medicine_id,
            Batch.expires_on,
            Batch.on_hand_qty,
            Batch.state,
            func.coalesce(Batch.unit_cost, Medicine.unit_cost, type_=Batch.unit_cost.type).label("unit_cost"),
            func.coalesce(Batch.mrp, Medicine.price, type_=Batch.mrp.type).label("mrp"),
            func.coalesce(Batch.supplier_id, Medicine.supplier_id).label("supplier_id"),
        )
        .join(Medicine, Medicine.id == Batch.medicine_id)
        .where(
            Batch.medicine_id.in_(medicine_ids),
            Batch.on_hand_qty > 0,
            Batch.expires_on <= until,
            Medicine.archived_at.is_(None),
        )
    )


def forecaster_learned_at() -> Select[datetime]:
    return select(ForecastModel.learned_at)


def risks_of(medicine_ids: list[int]) -> Delete:
    """Forget the risks of medicines, also of a batch that another medicine had when it was computed."""
    theirs = select(Batch.id).where(Batch.medicine_id.in_(medicine_ids))
    return delete(ExpiryRisk).where(or_(ExpiryRisk.medicine_id.in_(medicine_ids), ExpiryRisk.batch_id.in_(theirs)))


def within(first: date, last: date) -> ColumnElement[bool]:
    return ExpiryRisk.expires_on.between(first, last)


PROSPECT: tuple[Any, ...] = (
    ExpiryRisk.unsold_qty.label("expected_unsold_qty"),
    ExpiryRisk.unsold_chance,
    ExpiryRisk.unsold_value.label("value_at_risk"),
    Supplier.name.label("supplier_name"),
    SupplierItem.returns_until_days,
    Pharmacy.name.label("transfer_to"),
    ExpiryRisk.transfer_qty,
    Medicine.on_order_qty.label("on_order_qty"),
    Suggestion.order_qty.label("suggested_qty"),
)
"""What a proposal needs to know beside the batch itself."""

SUPPLIER = (Supplier, Supplier.id == ExpiryRisk.supplier_id)
TRANSFER_TO = (Pharmacy, Pharmacy.id == ExpiryRisk.transfer_to_id)
SUPPLIER_TERMS = (
    SupplierItem,
    and_(SupplierItem.medicine_id == ExpiryRisk.medicine_id, SupplierItem.supplier_id == ExpiryRisk.supplier_id),
)
OPEN_SUGGESTION = (
    Suggestion,
    and_(Suggestion.medicine_id == ExpiryRisk.medicine_id, Suggestion.status == SuggestionStatus.OPEN),
)


def prospect(row: Row[*tuple[Any, ...]]) -> Prospect:
    """What is known of the end of a batch, out of a row with `PROSPECT`."""
    return Prospect(
        expires_on=row.expires_on,
        state=BatchState(row.state),
        on_hand_qty=row.on_hand_qty,
        chance=row.unsold_chance,
        unsold_qty=row.expected_unsold_qty,
        supplier_name=row.supplier_name,
        returns_until_days=row.returns_until_days,
        transfer_to=row.transfer_to,
        transfer_qty=row.transfer_qty,
        coming_qty=row.on_order_qty + (row.suggested_qty or 0),
    )
