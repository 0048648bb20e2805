"""First expired, first out. Pure: no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Lot:
    """What is on hand of one batch that may be sold. `expires_on` None: the date is not known."""

    batch_id: int
    expires_on: date | None
    on_hand_qty: Decimal
    batch_no: str | None = None


@dataclass(frozen=True)
class Pick:
    """How much to take of one batch; `leaves_qty` is what should then be left of it."""

    batch_id: int
    qty: Decimal
    leaves_qty: Decimal
    expires_on: date | None = None
    batch_no: str | None = None


def pick(lots: Iterable[Lot], qty: Decimal, *, on: date) -> list[Pick]:
    """Choose which batches to sell from.

    Args:
        lots: batches of one medicine, any order.
        qty: how many base units (tablets, ml) are wanted; > 0.
        on: the day of sale; a lot is saleable up to and including `expires_on`.

    Returns:
        Picks, soonest expiry first and unknown expiry last. They sum to less than `qty` when the shelf runs out;
        the caller decides whether that is an error.
    """
    assert qty > 0, qty
    picks: list[Pick] = []
    for lot in sorted(lots, key=soonest_first):
        if qty == 0:
            break
        if lot.on_hand_qty <= 0 or is_expired(lot.expires_on, on):
            continue
        taken = min(lot.on_hand_qty, qty)
        picks.append(Pick(lot.batch_id, taken, lot.on_hand_qty - taken, lot.expires_on, lot.batch_no))
        qty -= taken
    return picks


def is_expired(expires_on: date | None, on: date) -> bool:
    """Whether a batch may no longer be sold on a day. It may, up to and including its date."""
    return expires_on is not None and expires_on < on


def soonest_first(lot: Lot) -> tuple[bool, date, int]:
    """The order in which lots are sold: by expiry, unknown expiry last."""
    return (lot.expires_on is None, lot.expires_on or date.max, lot.batch_id)
