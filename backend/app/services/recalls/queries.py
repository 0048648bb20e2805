from typing import Any

from sqlalchemy import Select, func, select

from app.models import Batch, Customer, Medicine, Pharmacy, Recall, RecallBatch, Sale, StockMovement
from app.models.base import Quantity
from app.models.enums import MovementReason


def branches(pharmacy_id: int) -> Select[int, str]:
    """The pharmacy and the others of its organisation, in id order."""
    organization = select(Pharmacy.organization_id).where(Pharmacy.id == pharmacy_id).scalar_subquery()
    same = (Pharmacy.id == pharmacy_id) | (Pharmacy.organization_id == organization)
    return select(Pharmacy.id, Pharmacy.name).where(same).order_by(Pharmacy.id)


def batches(batch_no_key: str, name_key: str | None) -> Select[Batch]:
    """The batches of a number, of one medicine or of any, in the order in which they are locked."""
    query = select(Batch).where(Batch.batch_no_key == batch_no_key).order_by(Batch.id)
    if name_key is None:
        return query
    return query.join(Medicine, Medicine.id == Batch.medicine_id).where(Medicine.name_key == name_key)


def held_by(recall_id: int) -> Select[RecallBatch]:
    return select(RecallBatch).where(RecallBatch.recall_id == recall_id).order_by(RecallBatch.batch_id)


def other_open(batch_id: int, recall_id: int) -> Select[RecallBatch]:
    """Another open recall's hold of a batch."""
    return (
        select(RecallBatch)
        .join(Recall, Recall.id == RecallBatch.recall_id)
        .where(RecallBatch.batch_id == batch_id, Recall.id != recall_id, Recall.lifted_at.is_(None))
        .order_by(RecallBatch.id)
        .limit(1)
    )


def bills(batch_ids: list[int]) -> Select[*tuple[Any, ...]]:
    """The sales that took from batches."""
    return (
        select(
            Sale.id.label("sale_id"),
            Sale.bill_no,
            Sale.sold_on.label("sale_date"),
            Medicine.name.label("medicine_name"),
            Batch.id.label("batch_id"),
            Batch.batch_no,
            func.abs(StockMovement.change_qty, type_=Quantity()).label("qty"),
            Customer.id.label("customer_id"),
            Customer.code.label("customer_code"),
        )
        .join(StockMovement, StockMovement.sale_id == Sale.id)
        .join(Batch, Batch.id == StockMovement.batch_id)
        .join(Medicine, Medicine.id == Sale.medicine_id)
        .outerjoin(Customer, Customer.id == Sale.customer_id)
        .where(StockMovement.batch_id.in_(batch_ids), StockMovement.reason == MovementReason.SALE)
    )


def sold(batch_ids: list[int]) -> Select[int, Any]:
    """How many bills took from batches, and how many units in all."""
    return select(
        func.count(StockMovement.sale_id.distinct()),
        func.coalesce(-func.sum(StockMovement.change_qty), 0, type_=Quantity()),
    ).where(StockMovement.batch_id.in_(batch_ids), StockMovement.reason == MovementReason.SALE)
