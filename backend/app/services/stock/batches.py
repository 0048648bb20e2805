"""What a batch is when it arrives."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class NewBatch:
    """A batch that arrives. Its number, expiry and cost may be unknown."""

    medicine_id: int
    batch_no: str | None
    expires_on: date | None
    received_on: date
    unit_cost: Decimal | None
