from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from app.models.enums import AlertStatus, BatchState, ExpiryAction, ExpiryBand
from app.schemas.base import (
    CostOut,
    Filter,
    Id,
    Input,
    InstantOut,
    MoneyOut,
    Output,
    PositiveQuantityIn,
    QuantityOut,
    name,
)


class DestructionLineCreate(Input):
    """What is destroyed of one batch."""

    batch_id: Id
    qty: PositiveQuantityIn


class DestructionCreate(Input):
    """Stock that is destroyed before a witness. Each batch stands on one line."""

    lines: list[DestructionLineCreate] = Field(min_length=1, max_length=200, examples=[[{"batch_id": 7, "qty": 12}]])
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


class BandsWanted(Filter):
    """How the bands are wanted."""

    by: Literal["supplier"] | None = Field(default=None, description="Whether they are told of each supplier, too.")


class ExpiryBatchFilter(Filter):
    """Which batches are wanted."""

    band: ExpiryBand | None = None
    supplier_id: Id | None = None


class BandRead(Output):
    """The batches of a band together: what is on hand, and what is expected to be left of it."""

    band: ExpiryBand
    days_left_from: int | None = Field(description="The fewest days left in this band; null: any number past the date.")
    days_left_to: int = Field(description="The most days left in this band; negative: past the date.")
    action: ExpiryAction
    batches: int
    qty: QuantityOut
    value: CostOut
    mrp_value: MoneyOut
    expected_unsold_qty: QuantityOut = Field(description="Of the batches whose demand is known.")
    expected_unsold_value: CostOut
    likely_unsold_batches: int = Field(description="Batches that more likely than not leave something unsold.")
    unknown_demand_batches: int = Field(description="Batches of which nobody knows how much will be asked for.")
    unknown_cost_batches: int = Field(description="Batches that the values at cost leave out.")


class SupplierBands(Output):
    """The bands of what came from one supplier."""

    supplier_id: int | None
    supplier_name: str | None
    bands: list[BandRead]


class BandsRead(Output):
    """What is on the shelf, by how long it may still be sold."""

    as_of: date
    computed_at: InstantOut
    bands: list[BandRead]
    by_supplier: list[SupplierBands] = Field(description="Empty unless asked for; most at risk first.")


class ExpiringBatch(Output):
    """A batch that expires within half a year, or has."""

    batch_id: int
    medicine_id: int
    medicine_name: str
    batch_no: str | None
    expires_on: date
    days_left: int = Field(description="Negative once the date is past.")
    band: ExpiryBand
    action: ExpiryAction
    state: BatchState
    on_hand_qty: QuantityOut
    expected_unsold_qty: QuantityOut | None = Field(description="Null: nobody knows how much will be asked for.")
    unsold_chance: float | None = Field(description="That any unit expires unsold, 0 to 1; null: nobody knows.")
    reason: str = Field(description="Why this is to be done.", examples=["8 of 30 will likely expire unsold (72 %)."])
    value: CostOut
    mrp_value: MoneyOut
    value_at_risk: CostOut
    supplier_id: int | None
    supplier_name: str | None


class AlertFilter(Filter):
    """Which alerts are wanted."""

    status: AlertStatus = AlertStatus.OPEN


class AlertRead(Output):
    """A batch that came within so many days of its date."""

    id: int
    batch_id: int
    medicine_id: int
    medicine_name: str
    batch_no: str | None
    expires_on: date
    days_left: int
    band_days: int = Field(examples=[30])
    action: ExpiryAction
    reason: str
    status: AlertStatus
    on_hand_qty: QuantityOut
    expected_unsold_qty: QuantityOut | None
    unsold_chance: float | None
    value_at_risk: CostOut
    raised_at: InstantOut
    acknowledged_at: InstantOut | None
    acknowledged_by_name: str | None
    resolved_at: InstantOut | None
