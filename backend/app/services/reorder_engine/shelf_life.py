"""For how long what is ordered can be sold once it has arrived, out of what the pharmacy received. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Final

LAST_RECEIPTS: Final = 20
FEWEST_RECEIPTS: Final = 3
_SHORTEST_SHARE: Final = 10


def arriving_days(receipts: Iterable[tuple[date, date]]) -> int | None:
    """The 10th percentile of the days for which deliveries could be sold, their first day counted.

    Of ten deliveries or fewer that is the shortest. A delivery that arrived expired could be sold on no day.

    Args:
        receipts: the day of each delivery, and the last day on which it could be sold.

    Returns:
        None of fewer than three deliveries: that tells nothing about the next.
    """
    days = sorted(max((expires_on - received_on).days + 1, 0) for received_on, expires_on in receipts)
    return days[(len(days) - 1) // _SHORTEST_SHARE] if len(days) >= FEWEST_RECEIPTS else None
