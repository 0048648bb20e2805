from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, delete, exists, func, or_, select, union

from app.models import Batch, ExpiryRisk, ExpiryRun, Medicine, Sale, Suggestion
from app.models.base import Quantity
from app.services.reorder_engine.queries import changed_since


def last_run() -> Select[ExpiryRun]:
    return select(ExpiryRun)


def medicines_at_risk(until: date) -> Select[int]:
    """The medicines of which a batch expires by a day, and those of which one was thought to; in id order."""
    return select(Medicine.id).where(_is_at_risk(until)).order_by(Medicine.id)


def changed_at_risk(until: date, *, since: datetime, forecast_since: datetime | None) -> Select[int]:
    """Of those, the ones that changed, or got another forecast, since an instant."""
    forecast = select(Suggestion.medicine_id)
    if forecast_since is not None:
        forecast = forecast.where(Suggestion.computed_at > forecast_since)
    changed = union(changed_since(since), forecast).subquery()
    return medicines_at_risk(until).where(Medicine.id.in_(select(changed.c[0])))


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


def forecasts(medicine_ids: list[int]) -> Select[int, float]:
    """What the newest suggestion of each medicine expects to sell a day; none where it had too little to go by."""
    newest = select(func.max(Suggestion.id)).where(Suggestion.medicine_id.in_(medicine_ids))
    return select(Suggestion.medicine_id, Suggestion.demand_per_day).where(
        Suggestion.id.in_(newest.group_by(Suggestion.medicine_id)), Suggestion.confidence != "not_enough_data"
    )


def sold(medicine_ids: list[int], *, days: int, before: date) -> Select[int, Decimal]:
    """What sold of each medicine in so many days, less what came back; a medicine without a sale is absent."""
    return (
        select(Sale.medicine_id, func.sum(Sale.qty_sold - Sale.returned_qty, type_=Quantity()))
        .where(Sale.medicine_id.in_(medicine_ids), Sale.sold_on >= before - timedelta(days=days), Sale.sold_on < before)
        .group_by(Sale.medicine_id)
    )


def risks_of(medicine_ids: list[int]) -> Delete:
    """Forget the risks of medicines, also of a batch that another medicine had when it was computed."""
    theirs = select(Batch.id).where(Batch.medicine_id.in_(medicine_ids))
    return delete(ExpiryRisk).where(or_(ExpiryRisk.medicine_id.in_(medicine_ids), ExpiryRisk.batch_id.in_(theirs)))


def within(first: date, last: date) -> ColumnElement[bool]:
    return ExpiryRisk.expires_on.between(first, last)
