"""What will still be there when its last day ends. Pure: no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from app.services.stock import fefo
from app.utils.quantities import QUANTITY_PLACES

_SMALLEST: Final = Decimal(1).scaleb(-QUANTITY_PLACES)


@dataclass(frozen=True)
class DatedLot:
    """What is on hand of one batch, when it expires, and whether it is blocked: held, recalled, damaged."""

    batch_id: int
    expires_on: date
    on_hand_qty: Decimal
    is_blocked: bool = False


def exact_demand(forecast_per_day: float) -> Decimal:
    """A forecast as an exact number of base units a day: never below zero, rounded half-even to nine places."""
    return max(Decimal(0), Decimal(forecast_per_day).quantize(_SMALLEST, rounding=ROUND_HALF_EVEN))


def average_demand(sold_qty: Decimal, *, days: int) -> Decimal:
    """What sold in so many days (≥ 1) as base units a day, rounded half-even to nine places."""
    return (sold_qty / days).quantize(_SMALLEST, rounding=ROUND_HALF_EVEN)


def expected_unsold(lots: Iterable[DatedLot], *, demand_per_day: Decimal | None, on: date) -> dict[int, Decimal | None]:
    """How many units of each batch are expected to be left when its expiry day ends.

    Every day from `on` asks for `demand_per_day` and is served first expired first. Of all that is asked for up to the
    last day of a batch, the batches before it have had their part; it gives the rest, as far as it goes. What expires
    later never sells before it, so `lots` need hold nothing beyond the dates that are of interest.

    Args:
        lots: batches of one medicine, any order.
        demand_per_day: base units, ≥ 0; None when nobody knows.
        on: the first day that still sells.

    Returns:
        Units by batch id: everything for a batch that is blocked or expired, None where the demand is unknown.
    """
    unsold: dict[int, Decimal | None] = {}
    sold_before = Decimal(0)
    for lot in sorted(lots, key=_soonest_first):
        if lot.is_blocked or fefo.is_expired(lot.expires_on, on):
            unsold[lot.batch_id] = lot.on_hand_qty
        elif demand_per_day is None:
            unsold[lot.batch_id] = None
        else:
            selling_days = (lot.expires_on - on).days + 1
            sold = min(lot.on_hand_qty, demand_per_day * selling_days - sold_before)
            unsold[lot.batch_id] = lot.on_hand_qty - sold
            sold_before += sold
    return unsold


def _soonest_first(lot: DatedLot) -> tuple[bool, date, int]:
    return fefo.soonest_first(fefo.Lot(lot.batch_id, lot.expires_on, lot.on_hand_qty))
