from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.models.enums import AdjustmentClass, AdjustmentReason, AdjustmentStatus, BatchState, MovementReason
from app.schemas.base import (
    ChangeQuantityIn,
    CostOut,
    Filter,
    Id,
    Input,
    InstantIn,
    InstantOut,
    Note,
    Output,
    PositiveQuantityIn,
    QuantityOut,
    name,
)

EARLIEST = date(2000, 1, 1)

Instant = Annotated[InstantIn, Field(ge=datetime.fromisoformat("2000-01-01T00:00:00Z"))]


class AdjustmentCreate(Input):
    """A correction of one batch."""

    batch_id: Id
    change_qty: ChangeQuantityIn = Field(description="Negative: so many are missing. Positive: so many are too many.")
    reason_code: AdjustmentReason = Field(examples=["breakage"])
    note: Note | None = None
    occurred_at: Instant | None = Field(default=None, description="When it happened; absent: now.")


class Decision(Input):
    """What a second person says to a correction."""

    note: Note | None = None


class AdjustmentFilter(Filter):
    status: AdjustmentStatus | None = None


class AdjustmentRead(Output):
    id: int
    batch_id: int
    batch_no: str | None
    medicine_id: int
    medicine_name: str
    change_qty: QuantityOut
    reason_code: AdjustmentReason
    classification: AdjustmentClass
    note: str | None
    value_amount: CostOut = Field(description="What that many units cost, without a sign.")
    status: AdjustmentStatus
    occurred_at: InstantOut
    requested_by: int
    requested_by_name: str
    requested_at: InstantOut
    decided_by: int | None
    decided_by_name: str | None
    decided_at: InstantOut | None
    decision_note: str | None


class ReasonCodeRead(Output):
    reason_code: AdjustmentReason
    classification: AdjustmentClass


class ReversalCreate(Input):
    """Why a line of the ledger is taken back."""

    note: Note


class ReversalRead(Output):
    id: int
    reverses_id: int
    batch_id: int
    change_qty: QuantityOut
    balance_after: QuantityOut
    reason: MovementReason
    note: str | None
    sale_id: int | None
    recorded_at: InstantOut


class ReturnCreate(Input):
    """What a customer brings back of a sale."""

    sale_id: Id
    qty: PositiveQuantityIn
    saleable: bool = Field(examples=[True], description="False: it goes into quarantine.")
    note: Note | None = None


class ReturnedBatch(Output):
    """How much went into which batch."""

    batch_id: int
    batch_no: str | None
    qty: QuantityOut
    state: BatchState


class ReturnRead(Output):
    sale_id: int
    qty: QuantityOut
    returned_qty: QuantityOut = Field(description="Of the sale, all returns together.")
    batches: list[ReturnedBatch]


class ReservationCreate(Input):
    """Units to keep for somebody."""

    medicine_id: Id
    qty: PositiveQuantityIn
    reference: str = name(100, "Mrs Rao, Thursday")


class ReservationMade(Output):
    id: int
    medicine_id: int
    batch_id: int
    qty: QuantityOut
    reference: str
    created_at: InstantOut


class ReservationsMade(Output):
    """A reservation for each batch that the units are in."""

    reservations: list[ReservationMade]


class ReservationRead(ReservationMade):
    medicine_name: str
    batch_no: str | None


class AvailabilityFilter(Filter):
    medicine_id: Id


class AvailabilityRead(Output):
    """What is on hand of a medicine, and where it stands; the parts add up to it."""

    medicine_id: int
    on_hand: QuantityOut
    reserved: QuantityOut
    held: QuantityOut = Field(description="On hold, in quarantine or damaged.")
    expired: QuantityOut
    recalled: QuantityOut
    available: QuantityOut = Field(description="What may be sold.")


class PeriodCloseCreate(Input):
    """A day through which the books are closed."""

    closed_through: date = Field(ge=EARLIEST, examples=["2026-10-31"])
    note: Note | None = None


class PeriodCloseRead(Output):
    id: int
    closed_through: date
    note: str | None
    closed_by: int | None
    closed_at: InstantOut


class DivergenceRead(Output):
    """Where a batch's ledger first contradicts itself or its cache."""

    batch_id: int
    movement_id: int | None = Field(description="Absent: the lines add up, the batch says otherwise.")
    sequence: int | None
    kind: str = Field(examples=["balance"])
    expected: str
    found: str


class ProofRead(Output):
    """What the last proof of the ledger found; no divergences: it adds up."""

    proved_at: InstantOut
    batches_count: int
    movements_count: int
    divergences: list[DivergenceRead]
