"""What can be impossible of a batch on the shelf."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select

from app.models import Batch, Medicine
from app.services.data_doctor.rule import Rule
from app.utils.quantities import money_text

LONGEST_LIFE: Final = timedelta(days=3_653)
"""Ten years: no medicine keeps longer."""


def _on_shelf(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Batch.id.label("subject_id"),
            Batch.medicine_id,
            (Medicine.name + func.coalesce(", batch " + Batch.batch_no, "")).label("label"),
            Batch.expires_on,
            Batch.received_on,
            Batch.unit_cost,
            Batch.mrp,
            Batch.on_hand_qty,
            Medicine.unit_cost.label("usual_cost"),
        )
        .join(Medicine, Medicine.id == Batch.medicine_id)
        .where(Batch.on_hand_qty > 0, Medicine.archived_at.is_(None), *conditions)
    )


BATCH_RULES: Final = (
    Rule(
        "expired_before_receipt", "Expired before it was received", "error", "batch", "expires_on",
        "Correct the expiry date", lambda _on: _on_shelf(Batch.expires_on < Batch.received_on),
        lambda row: f"expires {row.expires_on}, received {row.received_on}",
    ),
    Rule(
        "expires_too_late", "Expires in more than ten years", "error", "batch", "expires_on",
        "Correct the expiry date", lambda on: _on_shelf(Batch.expires_on > on + LONGEST_LIFE),
        lambda row: f"expires {row.expires_on}",
    ),
    Rule(
        "no_expiry", "On the shelf without an expiry date", "warning", "batch", "expires_on",
        "Tell the expiry date", lambda _on: _on_shelf(Batch.expires_on.is_(None)), lambda _row: "no expiry date",
    ),
    Rule(
        "received_in_future", "Received on a day that has not come", "error", "batch", "received_on",
        "Correct the day it was received", lambda on: _on_shelf(Batch.received_on > on + timedelta(days=1)),
        lambda row: f"received {row.received_on}",
    ),
    Rule(
        "batch_without_cost", "On the shelf at no known cost", "gap", "batch", "unit_cost", "Set the cost",
        lambda _on: _on_shelf(Batch.unit_cost.is_(None)), lambda row: f"{row.on_hand_qty} on hand",
        lambda row: row.usual_cost,
    ),
    Rule(
        "batch_cost_above_mrp", "The batch costs more than its MRP", "error", "batch", "unit_cost", "Set the cost",
        lambda _on: _on_shelf(Batch.unit_cost > Batch.mrp),
        lambda row: f"cost {money_text(row.unit_cost)}, MRP {money_text(row.mrp)}",
        lambda row: row.usual_cost if row.usual_cost is not None and row.usual_cost <= row.mrp else None,
    ),
)  # fmt: skip


def live_batch(batch_id: int) -> Select[Batch]:
    """A batch, locked."""
    return select(Batch).where(Batch.id == batch_id).with_for_update()
