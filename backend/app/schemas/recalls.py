from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.models.enums import AdjustmentReason, BatchState, MovementReason
from app.schemas.base import Filter, Id, Input, InstantOut, Output, QuantityOut, name
from app.schemas.batches import BatchDetail


class RecallWanted(Filter):
    """Which batch number, of which medicine."""

    batch_no: str = name(60, "B2417")
    medicine_name: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="Left out, and no `medicine_id` told: the number is recalled whatever the medicine."
    )
    medicine_id: Id | None = Field(
        default=None, description="Of the caller's branch; the other branches are searched for its name."
    )

    @model_validator(mode="after")
    def _names_the_medicine_once(self) -> Self:
        if self.medicine_name is not None and self.medicine_id is not None:
            raise ValueError("Name the medicine by `medicine_name` or by `medicine_id`, not by both.")
        return self


class RecallStart(RecallWanted, Input):
    """What is recalled, and why."""

    reason: str = name(500, "Failed dissolution test")
    reference: str | None = Field(default=None, min_length=1, max_length=200, examples=["CDSCO alert 11/2026"])


class RecallLift(Input):
    """Why the batches may be sold again."""

    note: str = name(500, "The maker withdrew the recall")


class RecallRead(Output):
    id: int
    batch_no: str
    medicine_name: str | None
    reason: str
    reference: str | None
    started_at: InstantOut
    lifted_at: InstantOut | None
    lift_note: str | None


class RecalledBatch(Output):
    id: int
    medicine_id: int
    batch_no: str | None
    expires_on: date | None
    on_hand_qty: QuantityOut
    state: BatchState


class Bill(Output):
    sale_id: int
    bill_no: str | None
    sale_date: date
    medicine_name: str
    batch_id: int
    batch_no: str | None
    qty: QuantityOut
    customer_id: int | None
    customer_code: str | None


class BranchReachRead(Output):
    pharmacy_id: int
    pharmacy_name: str
    batches: list[RecalledBatch]
    on_hand_qty: QuantityOut
    bill_count: int
    sold_qty: QuantityOut
    bills: list[Bill] = Field(description="The newest twenty.")


class ReachRead(Output):
    """What a recall reaches in every branch of the organisation."""

    recall_id: int | None = Field(description="Of the caller's branch; null in a preview.")
    branches: list[BranchReachRead]
    on_hand_qty: QuantityOut
    bill_count: int
    sold_qty: QuantityOut


class Arrival(Output):
    """What arrived of a batch: from whom, and on which invoice."""

    movement_id: int
    batch_id: int
    reason: MovementReason
    qty: QuantityOut
    occurred_at: InstantOut
    receipt_id: int | None
    supplier_id: int | None
    supplier_name: str | None
    invoice_no: str | None
    invoice_date: date | None
    actor_name: str | None


class OtherMovement(Output):
    """A ledger line of a batch that neither arrived, nor was sold, nor destroyed."""

    movement_id: int
    reason: MovementReason
    reason_code: AdjustmentReason | None
    qty_change: QuantityOut
    note: str | None
    occurred_at: InstantOut
    sale_id: int | None
    reverses_id: int | None
    actor_name: str | None


class DestroyedOf(Output):
    """What was destroyed of a batch."""

    destruction_id: int
    number: int
    destroyed_at: InstantOut
    witness_name: str
    qty: QuantityOut


class TraceRead(Output):
    """Where a batch came from and where it went; of each kind the newest twenty."""

    batch: BatchDetail
    receipts: list[Arrival]
    movements: list[OtherMovement]
    destructions: list[DestroyedOf]
    bill_count: int
    sold_qty: QuantityOut
    bills: list[Bill]


class SoldFromRead(Output):
    """What a sale took from a batch, and the deliveries that the batch came with."""

    batch_id: int
    batch_no: str | None
    expires_on: date | None
    qty: QuantityOut
    receipts: list[Arrival]
