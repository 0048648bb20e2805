"""What is to be done with a batch as its date comes nearer. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.models.enums import ExpiryAction, ExpiryBand


@dataclass(frozen=True)
class Rung:
    """A stretch of days before the date. It reaches down to the rung before it; the first has no lower end.

    `last_day`: the most days that are left.
    """

    band: ExpiryBand
    last_day: int
    action: ExpiryAction


LADDER: Final = (
    Rung(ExpiryBand.EXPIRED, -1, ExpiryAction.DESTROY),
    Rung(ExpiryBand.D30, 30, ExpiryAction.PULL),
    Rung(ExpiryBand.D60, 60, ExpiryAction.DISCOUNT),
    Rung(ExpiryBand.D90, 90, ExpiryAction.PUSH),
    Rung(ExpiryBand.D180, 180, ExpiryAction.CHECK_RETURN),
)
LONGEST_DAYS: Final = LADDER[-1].last_day


def rung_of(expires_on: date, on: date) -> Rung:
    """The rung on which a batch stands on a day; its date is at most `LONGEST_DAYS` away."""
    days_left = (expires_on - on).days
    return next(rung for rung in LADDER if days_left <= rung.last_day)


def stretch(band: ExpiryBand, on: date) -> tuple[date, date]:
    """The first and the last expiry date of a band on a day."""
    place = next(place for place, rung in enumerate(LADDER) if rung.band is band)
    first = on + timedelta(days=LADDER[place - 1].last_day + 1) if place else date.min
    return first, on + timedelta(days=LADDER[place].last_day)
