from datetime import date

from pydantic import Field

from app.models.enums import TransferStatus
from app.schemas.base import CostOut, Input, InstantOut, Output, PositiveQuantityIn, QuantityOut


class TransferLotIn(Input):
    batch_id: int = Field(ge=1, le=2**53, examples=[77], description="A batch of the branch that gives.")
    qty: PositiveQuantityIn


class TransferAsk(Input):
    """Units of one medicine to move between this branch and another."""

    medicine_id: int = Field(ge=1, le=2**53, examples=[12], description="This branch's.")
    other_pharmacy_id: int = Field(ge=1, le=2**53, examples=[2])
    is_outgoing: bool = Field(examples=[False], description="True: this branch gives; false: it gets.")
    lots: list[TransferLotIn] = Field(min_length=1, max_length=50, examples=[[{"batch_id": 77, "qty": 20}]])


class TransferStep(Output):
    """The transfer that took a step, by its id in this branch."""

    id: int


class TransferLotRead(Output):
    batch_id: int
    batch_no: str | None
    expiry_date: date | None
    qty: QuantityOut


class TransferProposal(Output):
    """Whole packs that one branch could give another, seen from this one."""

    medicine_id: int
    medicine_name: str
    other_pharmacy_id: int
    other_pharmacy_name: str
    is_outgoing: bool
    qty: QuantityOut
    lots: list[TransferLotRead]
    replaces_qty: QuantityOut = Field(description="What the branch that gets it need not buy.")
    replaces_value: CostOut
    rescues_qty: QuantityOut = Field(description="What would expire unsold where it is.")
    rescues_value: CostOut
    reason: str


class TransferRead(Output):
    """A transfer that is not over."""

    id: int
    medicine_id: int
    medicine_name: str
    other_pharmacy_id: int
    other_pharmacy_name: str
    is_outgoing: bool
    qty: QuantityOut
    status: TransferStatus
    asked_at: InstantOut


class TransfersRead(Output):
    """What to move between branches instead of buying, and what is on its way."""

    branch_count: int = Field(description="Of the organisation, in this currency; with one there is nothing to move.")
    proposals: list[TransferProposal]
    under_way: list[TransferRead]
