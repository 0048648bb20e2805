from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from app.models import Batch, ExpiryRisk, Medicine, Sale, Suggestion, SupplierItem, User
from app.models.base import Money, Quantity
from app.models.enums import BatchState


def _has_stock() -> Any:
    return select(Batch.id).where(Batch.medicine_id == Medicine.id, Batch.on_hand_qty > 0).exists()


def dead(since: date) -> Select[*tuple[Any, ...]]:
    """The medicines with stock that nobody bought since a day, with stock that will expire, or on the exit list.

    What first arrived after that day has not had the time to sell.
    """
    sold = select(Sale.id).where(Sale.medicine_id == Medicine.id, Sale.sold_on >= since).exists()
    arrived = select(Batch.id).where(Batch.medicine_id == Medicine.id, Batch.received_on < since).exists()
    silent = and_(~sold, arrived, _has_stock())
    risk = (
        select(
            ExpiryRisk.medicine_id,
            func.sum(ExpiryRisk.unsold_qty, type_=Quantity()).label("unsold_qty"),
            func.sum(ExpiryRisk.unsold_value, type_=Money()).label("unsold_value"),
        )
        .where(ExpiryRisk.unsold_qty > 0)
        .group_by(ExpiryRisk.medicine_id)
        .subquery()
    )
    last = select(func.max(Sale.sold_on)).where(Sale.medicine_id == Medicine.id).correlate(Medicine).scalar_subquery()
    return (
        select(
            Medicine.id.label("medicine_id"),
            Medicine.name.label("medicine_name"),
            Medicine.name_key,
            Medicine.stopped_at,
            Medicine.stopped_note,
            User.full_name.label("stopped_by_name"),
            silent.label("is_silent"),
            last.label("last_sold_on"),
            func.coalesce(risk.c.unsold_qty, 0, type_=Quantity()).label("unsold_qty"),
            risk.c.unsold_value,
        )
        .outerjoin(risk, risk.c.medicine_id == Medicine.id)
        .outerjoin(User, User.id == Medicine.stopped_by)
        .where(
            Medicine.archived_at.is_(None),
            or_(silent, and_(risk.c.unsold_qty.is_not(None), _has_stock()), Medicine.stopped_at.is_not(None)),
        )
    )


def stock(since: date) -> Select[*tuple[Any, ...]]:
    """The batches of these medicines that are there and in order: quantity, date, cost, and the return window."""
    those = dead(since).subquery()
    supplier_id = func.coalesce(Batch.supplier_id, Medicine.supplier_id)
    return (
        select(
            Batch.medicine_id,
            Batch.on_hand_qty,
            Batch.expires_on,
            func.coalesce(Batch.unit_cost, Medicine.unit_cost, Medicine.price, type_=Money()).label("unit_cost"),
            SupplierItem.returns_until_days,
        )
        .join(those, those.c.medicine_id == Batch.medicine_id)
        .join(Medicine, Medicine.id == Batch.medicine_id)
        .outerjoin(
            SupplierItem,
            and_(SupplierItem.medicine_id == Batch.medicine_id, SupplierItem.supplier_id == supplier_id),
        )
        .where(Batch.on_hand_qty > 0, Batch.state == BatchState.OK)
    )


def sells_elsewhere(name_keys: list[str]) -> Select[*tuple[Any, ...]]:
    """The branches that expect to sell medicines of these names, the one that sells most last."""
    return (
        select(Medicine.name_key, Medicine.pharmacy_id)
        .join(Suggestion, Suggestion.medicine_id == Medicine.id)
        .where(Medicine.name_key.in_(name_keys), Medicine.archived_at.is_(None), Medicine.stopped_at.is_(None))
        .where(Suggestion.demand_per_day > 0)
        .order_by(Suggestion.demand_per_day, Suggestion.id)
    )
