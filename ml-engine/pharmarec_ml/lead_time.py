"""When an order arrives: what past deliveries and the supplier's calendar say of the next one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

FEWEST_DELIVERIES = 5
"""Fewer deliveries tell nothing about the next: the configured lead time counts."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One way in which an order of today may arrive.

    Attributes:
        lead_days: from today to the shelf, ≥ 0.
        horizon_days: from today until the order after it is on the shelf, > `lead_days`.
        count: how many past deliveries say so, ≥ 1; the chances of the ways are in proportion.
    """

    lead_days: int
    horizon_days: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Deliveries:
    """When the orders of an item arrive.

    Attributes:
        arrivals: the ways in which an order of today may arrive, at least one.
        took_days: how long the last deliveries took; empty where the configured lead time stands in.
        order_on: the day on which an order of today goes out, where a calendar says so.
        next_order_on: the day of the order after it, where a calendar says so.
    """

    arrivals: tuple[Arrival, ...]
    took_days: tuple[int, ...] = ()
    order_on: date | None = None
    next_order_on: date | None = None

    @property
    def usual_lead_days(self) -> int:
        """Mean days from today to the shelf, rounded up."""
        return self._mean([arrival.lead_days for arrival in self.arrivals])

    @property
    def usual_review_days(self) -> int:
        """Mean days from one delivery to the next, rounded up, at least 1."""
        return max(self._mean([arrival.horizon_days for arrival in self.arrivals]) - self.usual_lead_days, 1)

    def _mean(self, days: Sequence[int]) -> int:
        counts = [arrival.count for arrival in self.arrivals]
        return math.ceil(sum(day * count for day, count in zip(days, counts, strict=True)) / sum(counts))


@dataclass(frozen=True, slots=True)
class OrderingCalendar:
    """On which days a supplier takes orders and delivers.

    Attributes:
        order_weekdays: 1 is Monday and 7 Sunday; empty: orders go out on any day.
        delivery_weekdays: as those; empty: any day.
        holidays: days on which neither happens.
        cut_off: an order given later on a day goes out on the next one; None: there is no such hour.
    """

    order_weekdays: frozenset[int] = frozenset()
    delivery_weekdays: frozenset[int] = frozenset()
    holidays: frozenset[date] = frozenset()
    cut_off: time | None = None

    def order_day(self, earliest: date) -> date:
        """The first day from `earliest` on which an order can go out."""
        return next(day for day in _days_from(earliest) if self._is_open(day, self.order_weekdays))

    def delivery_day(self, earliest: date) -> date:
        """The first day from `earliest` on which something is delivered."""
        return next(day for day in _days_from(earliest) if self._is_open(day, self.delivery_weekdays))

    def _is_open(self, day: date, weekdays: frozenset[int]) -> bool:
        return day not in self.holidays and (not weekdays or day.isoweekday() in weekdays)


ALWAYS_OPEN = OrderingCalendar()


def expected_deliveries(
    calendar: OrderingCalendar, *, now: datetime, took_days: Sequence[int], lead_time_days: int, review_days: int
) -> Deliveries | None:
    """When an order of now arrives, and the one after it.

    Args:
        calendar: of the supplier.
        now: the local time of the pharmacy.
        took_days: how long past deliveries took from order to shelf, in days.
        lead_time_days: the configured lead time, which counts where fewer than five deliveries are known.
        review_days: days between two orders, which count where the calendar names no weekdays for orders.

    Returns:
        None where neither deliveries nor a calendar say more than the configured days.
    """
    known = tuple(took_days) if len(took_days) >= FEWEST_DELIVERIES else ()
    if calendar == ALWAYS_OPEN and not known:
        return None
    today = now.date()
    is_late = calendar.cut_off is not None and now.time() > calendar.cut_off
    order_on = calendar.order_day(today + timedelta(days=is_late))
    ways = Counter(_arrival(calendar, order_on, lead, today, review_days) for lead in known or (lead_time_days,))
    arrivals = tuple(Arrival(*way, count) for way, count in sorted(ways.items()))
    if calendar == ALWAYS_OPEN:
        return Deliveries(arrivals, known)
    return Deliveries(arrivals, known, order_on, _next_order_day(calendar, order_on, review_days))


def _arrival(
    calendar: OrderingCalendar, order_on: date, lead_days: int, today: date, review_days: int
) -> tuple[int, int]:
    """Days from today until an order arrives, and until the first later delivery of an order after it."""
    lead = timedelta(days=lead_days)
    arrives = calendar.delivery_day(order_on + lead)
    following = _next_order_day(calendar, order_on, review_days)
    while (next_arrives := calendar.delivery_day(following + lead)) <= arrives:
        following = _next_order_day(calendar, following, review_days)
    return (arrives - today).days, (next_arrives - today).days


def _next_order_day(calendar: OrderingCalendar, ordered_on: date, review_days: int) -> date:
    return calendar.order_day(ordered_on + timedelta(days=1 if calendar.order_weekdays else review_days))


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=1)
