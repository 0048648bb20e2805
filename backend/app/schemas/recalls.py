from datetime import date
from typing import Annotated

from pydantic import Field

from app.models.enums import BatchState
from app.schemas.base import Filter, Input, InstantOut, Output, QuantityOut, name


class RecallWanted(Filter):
    """Which batch number, of which medicine."""

    batch_no: str = name(60, "B2417")
    medicine_name: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="Left out: the number is recalled whatever the medicine."
    )


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
