"""What the product has stored, and whether it is what the plain lists have."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from tests.soak.plain_stock import Batch, Line

from app.models import Batch as StoredBatch
from app.models import Sale as StoredSale
from app.models import StockMovement
from app.models.base import Quantity


def is_same(line: Line, written: Any) -> bool:
    """Whether a line of the ledger is the one that was expected."""
    expected = (line.change, line.reason, line.takes_back.id if line.takes_back else None)
    batch = line.batch
    if batch.id:
        return bool(
            (written.batch_id, *expected) == (batch.id, written.change_qty, written.reason, written.reverses_id)
        )
    told = (batch.medicine, batch.number, batch.expires, batch.cost, batch.state)
    stored = (written.medicine_id, written.batch_no, written.expires_on, written.unit_cost, written.state)
    return bool((*told, *expected) == (*stored, written.change_qty, written.reason, written.reverses_id))


def compare(stored: Any, batch: Batch) -> None:
    """On hand is the sum of the movements and the balance of the last one, never below zero, and as expected."""
    assert stored.on_hand_qty == batch.on_hand >= 0, ("on hand", stored, batch.on_hand)
    assert stored.moved_qty == batch.on_hand, ("sum of movements", stored, batch.on_hand)
    assert stored.balance_qty == batch.on_hand, ("balance after the last movement", stored, batch.on_hand)
    assert stored.movement_count == stored.lines == stored.last_sequence == len(batch.lines), ("lines", stored)
    assert 0 <= stored.reserved_qty == batch.reserved, ("reserved", stored, batch.reserved)
    assert stored.state == batch.state, ("state", stored, batch.state)


def new_lines(after: int, pharmacy_ids: list[int]) -> Any:
    return (
        select(
            StockMovement.id,
            StockMovement.pharmacy_id,
            StockMovement.batch_id,
            StockMovement.medicine_id,
            StockMovement.change_qty,
            StockMovement.reason,
            StockMovement.reverses_id,
            StoredBatch.batch_no,
            StoredBatch.expires_on,
            StoredBatch.unit_cost,
            StoredBatch.state,
        )
        .join(StoredBatch, StoredBatch.id == StockMovement.batch_id)
        .where(StockMovement.id > after, StockMovement.pharmacy_id.in_(pharmacy_ids))
        .order_by(StockMovement.id)
    )


def batches_of(pharmacy_ids: list[int]) -> Any:
    last = aliased(StockMovement)
    return (
        select(
            StoredBatch.id,
            StoredBatch.on_hand_qty,
            StoredBatch.reserved_qty,
            StoredBatch.movement_count,
            StoredBatch.state,
            func.sum(StockMovement.change_qty, type_=Quantity()).label("moved_qty"),
            func.count(StockMovement.id).label("lines"),
            func.max(StockMovement.sequence).label("last_sequence"),
            select(last.balance_after)
            .where(last.batch_id == StoredBatch.id)
            .order_by(last.sequence.desc())
            .limit(1)
            .scalar_subquery()
            .label("balance_qty"),
        )
        .join(StockMovement, StockMovement.batch_id == StoredBatch.id)
        .where(StoredBatch.pharmacy_id.in_(pharmacy_ids))
        .group_by(StoredBatch.id)
    )


def returned_of(pharmacy_ids: list[int]) -> Any:
    return select(StoredSale.id, StoredSale.returned_qty).where(
        StoredSale.pharmacy_id.in_(pharmacy_ids), StoredSale.returned_qty >= 0
    )
