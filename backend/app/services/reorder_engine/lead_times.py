"""How long suppliers took to deliver, out of what was ordered and what came. Pure."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

LAST_DELIVERIES: Final = 20


@dataclass(frozen=True)
class Event:
    """Something that was ordered of a medicine, or that came of it: when, on which business day, and how much."""

    at: datetime
    day: date
    qty: Decimal


def deliveries(orders: Iterable[Event], receipts: Iterable[Event]) -> list[tuple[date, date]]:
    """The day of each order of a medicine, and the day on which the first of it came; by arrival.

    What comes fills the oldest order first, as it takes it off what is on order. What comes of no order tells nothing.
    """
    waiting = deque(sorted(orders, key=lambda order: order.at))
    open_orders: deque[tuple[date, Decimal, bool]] = deque()
    found: list[tuple[date, date]] = []
    for receipt in sorted(receipts, key=lambda receipt: receipt.at):
        while waiting and waiting[0].at <= receipt.at:
            order = waiting.popleft()
            open_orders.append((order.day, order.qty, False))
        left = receipt.qty
        while left > 0 and open_orders:
            ordered_on, missing, has_begun = open_orders.popleft()
            if not has_begun:
                found.append((ordered_on, receipt.day))
            if missing > left:
                open_orders.appendleft((ordered_on, missing - left, True))
            left -= missing
    return found


def took_days(found: Iterable[tuple[date, date]]) -> list[int]:
    """How many days the last deliveries of a supplier took, the oldest first.

    What was ordered on one day and came on one day is one delivery, of however many medicines.
    """
    by_arrival = sorted(set(found), key=lambda pair: (pair[1], pair[0]))
    return [(came - ordered).days for ordered, came in by_arrival[-LAST_DELIVERIES:]]
