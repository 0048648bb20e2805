"""What of a sale is still with the customer, by the batch it came from. Pure: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.models.enums import MovementReason


@dataclass(frozen=True)
class Line:
    """A line of the ledger that belongs to a sale."""

    id: int
    batch_id: int
    change_qty: Decimal
    reason: MovementReason
    reverses_id: int | None


@dataclass(frozen=True)
class Part:
    """Units that came from one batch."""

    batch_id: int
    qty: Decimal


def with_the_customer(lines: Sequence[Line]) -> list[Part]:
    """What has not come back of a sale, the batch that was sold last first.

    Lines that were reversed count as if they had never been. What came back into quarantine, a batch that the sale did
    not take from, is what was sold last.
    """
    reversed_ids = {line.reverses_id for line in lines}
    live = [line for line in lines if line.id not in reversed_ids]
    out: dict[int, Decimal] = {}
    for line in sorted(live, key=lambda line: line.id, reverse=True):
        if line.reason is MovementReason.SALE:
            out[line.batch_id] = out.get(line.batch_id, Decimal(0)) - line.change_qty
    elsewhere = Decimal(0)
    for line in live:
        if line.reason is MovementReason.SALE_RETURN and line.batch_id in out:
            out[line.batch_id] -= line.change_qty
        elif line.reason is MovementReason.SALE_RETURN:
            elsewhere += line.change_qty
    for batch_id, qty in out.items():
        gone = min(qty, elsewhere)
        out[batch_id] -= gone
        elsewhere -= gone
    return [Part(batch_id, qty) for batch_id, qty in out.items() if qty > 0]


def allot(parts: Sequence[Part], qty: Decimal) -> list[Part]:
    """Spread what comes back over the batches it came from; sums to less than `qty` where that much is not out."""
    allotted: list[Part] = []
    for part in parts:
        if qty > 0:
            allotted.append(Part(part.batch_id, min(part.qty, qty)))
            qty -= allotted[-1].qty
    return allotted
