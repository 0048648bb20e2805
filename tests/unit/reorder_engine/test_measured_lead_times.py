"""How long a supplier took, out of what was ordered and what came."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from app.services.reorder_engine.lead_times import LAST_DELIVERIES, Event, deliveries, took_days

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def event(day: int, qty: int, hour: int = 0) -> Event:
    at = START + timedelta(days=day, hours=hour)
    return Event(at, at.date(), Decimal(qty))


def days(orders: list[Event], receipts: list[Event]) -> list[tuple[int, int]]:
    """Orders and arrivals, in days from the start."""
    first = START.date()
    return [((ordered - first).days, (came - first).days) for ordered, came in deliveries(orders, receipts)]


def test_what_comes_fills_the_oldest_order_first() -> None:
    orders = [event(7, 10), event(0, 10)]

    assert days(orders, [event(9, 10), event(16, 10)]) == [(0, 9), (7, 16)]
    assert days(orders, [event(9, 20)]) == [(0, 9), (7, 9)]


def test_an_order_that_comes_in_parts_counts_once_by_its_first() -> None:
    orders = [event(0, 10), event(7, 10)]

    assert days(orders, [event(3, 9), event(5, 1), event(10, 10)]) == [(0, 3), (7, 10)]
    assert days(orders, [event(3, 9), event(10, 10)]) == [(0, 3), (7, 10)]


def test_what_nobody_ordered_tells_nothing() -> None:
    assert days([event(5, 10)], [event(2, 10), event(8, 25), event(9, 5)]) == [(5, 8)]
    assert days([event(5, 10, hour=2)], [event(5, 10, hour=1), event(6, 10)]) == [(5, 6)]
    assert days([], [event(2, 10)]) == []


def test_medicines_that_came_together_are_one_delivery_and_the_last_twenty_count() -> None:
    first = date(2026, 1, 1)
    found = [(first + timedelta(days=7 * n), first + timedelta(days=8 * n)) for n in range(25)]

    assert took_days([*found, *found]) == list(range(25))[-LAST_DELIVERIES:]
