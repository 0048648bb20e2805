from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select

from app.models import (
    Batch,
    Customer,
    Destruction,
    DestructionLine,
    Medicine,
    Pharmacy,
    Recall,
    RecallBatch,
    Receipt,
    Sale,
    StockMovement,
    Supplier,
    User,
)
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


def of_group(group_key: str) -> Select[Recall]:
    """A recall as the session's branch knows it, where it does."""
    return select(Recall).where(Recall.group_key == group_key)


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


ARRIVALS = (MovementReason.OPENING, MovementReason.RECEIPT)


def receipts(batch_ids: list[int]) -> Select[*tuple[Any, ...]]:
    """What arrived of batches, newest first: from whom, and on which invoice where that was told."""
    return (
        select(
            StockMovement.id.label("movement_id"),
            StockMovement.batch_id,
            StockMovement.reason,
            StockMovement.change_qty.label("qty"),
            StockMovement.occurred_at,
            StockMovement.receipt_id,
            Supplier.id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            Receipt.invoice_no,
            Receipt.invoice_date,
            User.full_name.label("actor_name"),
        )
        .join(Batch, Batch.id == StockMovement.batch_id)
        .outerjoin(Receipt, Receipt.id == StockMovement.receipt_id)
        .outerjoin(Supplier, Supplier.id == func.coalesce(Receipt.supplier_id, Batch.supplier_id))
        .outerjoin(User, User.id == StockMovement.actor_id)
        .where(StockMovement.batch_id.in_(batch_ids), StockMovement.reason.in_(ARRIVALS))
        .order_by(StockMovement.id.desc())
    )


def other_movements(batch_id: int) -> Select[*tuple[Any, ...]]:
    """The ledger lines of a batch that neither arrived, nor were sold, nor destroyed; newest first."""
    told_elsewhere = (*ARRIVALS, MovementReason.SALE, MovementReason.DESTRUCTION)
    return (
        select(
            StockMovement.id.label("movement_id"),
            StockMovement.reason,
            StockMovement.reason_code,
            StockMovement.change_qty.label("qty_change"),
            StockMovement.note,
            StockMovement.occurred_at,
            StockMovement.sale_id,
            StockMovement.reverses_id,
            User.full_name.label("actor_name"),
        )
        .outerjoin(User, User.id == StockMovement.actor_id)
        .where(StockMovement.batch_id == batch_id, StockMovement.reason.not_in(told_elsewhere))
        .order_by(StockMovement.id.desc())
    )


def destructions(batch_id: int) -> Select[*tuple[Any, ...]]:
    """What was destroyed of a batch, newest first."""
    return (
        select(
            Destruction.id.label("destruction_id"),
            Destruction.number,
            Destruction.destroyed_at,
            Destruction.witness_name,
            DestructionLine.qty,
        )
        .join(DestructionLine, DestructionLine.destruction_id == Destruction.id)
        .where(DestructionLine.batch_id == batch_id)
        .order_by(Destruction.id.desc())
    )


def taken_by(sale_id: int) -> Select[int, str | None, date | None, Decimal]:
    """What a sale took from which batch, in the order it was taken."""
    return (
        select(
            Batch.id.label("batch_id"),
            Batch.batch_no,
            Batch.expires_on,
            func.abs(StockMovement.change_qty, type_=Quantity()).label("qty"),
        )
        .join(Batch, Batch.id == StockMovement.batch_id)
        .where(StockMovement.sale_id == sale_id, StockMovement.reason == MovementReason.SALE)
        .order_by(StockMovement.id)
    )
