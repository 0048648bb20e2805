from datetime import date

from pydantic import Field

from app.models.enums import ExitAction
from app.responses import Paginated
from app.schemas.base import CostOut, Input, InstantOut, Output, QuantityOut


class StopOrdering(Input):
    note: str | None = Field(default=None, max_length=300, examples=["The doctor who prescribed it has left"])


class ExitStep(Output):
    """A medicine that was put on the exit list or taken off it."""

    medicine_id: int


class DeadStockRead(Output):
    """One medicine that does not sell or lasts longer than it keeps, and what to do about it."""

    medicine_id: int
    medicine_name: str
    is_silent: bool = Field(description="Nobody bought it in these days; false: part of it will expire unsold.")
    on_hand_qty: QuantityOut
    dead_qty: QuantityOut = Field(description="All of it where nobody buys it, else what will expire unsold.")
    value: CostOut
    last_sold_on: date | None
    first_expires_on: date | None
    action: ExitAction
    act_by: date | None = Field(description="Last day of the supplier's return window, or the day it expires.")
    act_where: str | None = Field(description="The branch that sells it.")
    stopped_at: InstantOut | None = Field(description="Since when it is not ordered any more.")
    stopped_by_name: str | None
    stopped_note: str | None


class DeadStockSummaryRead(Output):
    """All of it together."""

    days: int
    medicines: int
    value: CostOut
    silent_value: CostOut
    expiring_value: CostOut
    stopped: int


class DeadStockPage(Paginated[DeadStockRead]):
    """One page of medicines, and all of them together."""

    summary: DeadStockSummaryRead
