from datetime import date
from typing import Annotated

from pydantic import Field, field_validator

from app.schemas.base import CostOut, Input, InstantOut, Output, PositiveQuantityIn, QuantityOut, name


class DestructionLineCreate(Input):
    """What is destroyed of one batch."""

    batch_id: Annotated[int, Field(ge=1, le=2**53)]
    qty: PositiveQuantityIn


class DestructionCreate(Input):
    """Stock that is destroyed before a witness. Each batch stands on one line."""

    lines: list[DestructionLineCreate] = Field(min_length=1, max_length=200)
    method: str = name(100, "Incineration by a licensed contractor")
    witness_name: str = name(200, "Dr Meera Iyer")
    place: str | None = Field(default=None, min_length=1, max_length=200)
    note: str | None = Field(default=None, min_length=1, max_length=500)

    @field_validator("lines")
    @classmethod
    def _each_batch_once(cls, lines: list[DestructionLineCreate]) -> list[DestructionLineCreate]:
        if len({line.batch_id for line in lines}) < len(lines):
            raise ValueError("A batch stands on two lines.")
        return lines


class DestructionLineRead(Output):
    batch_id: int
    medicine_id: int
    medicine_name: str
    batch_no: str | None
    expires_on: date | None
    qty: QuantityOut
    unit_cost: CostOut
    value: CostOut


class DestructionSummary(Output):
    id: int
    number: int
    destroyed_at: InstantOut
    method: str
    witness_name: str
    place: str | None
    note: str | None
    value: CostOut


class DestructionRead(DestructionSummary):
    actor_name: str | None
    lines: list[DestructionLineRead]
