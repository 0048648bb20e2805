from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.models.enums import BatchState
from app.schemas.base import (
    CostOut,
    ExpiryDate,
    Filter,
    Id,
    Input,
    InstantOut,
    MoneyIn,
    MoneyOut,
    Note,
    Output,
    QuantityOut,
)


class BatchFilter(Filter):
    """Which batches are wanted."""

    state: BatchState | None = None
    medicine_id: Id | None = None
    expires_within_days: Annotated[int, Field(ge=0, le=3_660)] | None = None
    q: str | None = Field(default=None, max_length=60, description="How the number begins, or part of the medicine.")
    include_empty: bool = Field(default=False, description="Whether batches of which nothing is left are listed.")


class HoldBack(Input):
    """Why a batch is taken off sale."""

    note: Note | None = None


class LetGo(Input):
    """Why a batch may be sold again."""

    note: Note


class BatchCorrect(Input):
    """What changes; what is left out stays."""

    batch_no: Annotated[str, Field(min_length=1, max_length=60)] | None = Field(default=None, examples=["B2417"])
    expiry_date: ExpiryDate | None = None
    mrp: MoneyIn | None = None
    unit_cost: MoneyIn | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Nothing to change: name at least one field.")
        return self


class BatchDetail(Output):
    """A batch with its medicine and what it is worth."""

    id: int
    medicine_id: int
    medicine_name: str
    batch_no: str | None
    expiry_date: date | None
    received_on: date
    on_hand_qty: QuantityOut
    reserved_qty: QuantityOut
    state: BatchState
    state_note: str | None
    state_changed_at: InstantOut | None
    is_expired: bool
    days_left: int | None = Field(description="Until the expiry date; negative once it is past.")
    unit_cost: CostOut
    mrp: MoneyOut = Field(description="The batch's; where nobody told it, the price of the medicine.")
    value: CostOut
    mrp_value: MoneyOut
    supplier_name: str | None
