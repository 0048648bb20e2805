"""What a pharmacy that orders by rule of thumb has on its shelf after a year of the demo's sales.

Nothing here is measured: the replay only has to leave a believable mix of items that are gone, items that
run low, items that are fine and batches that near their expiry.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.demo_items import DemoItem

DAYS_AVERAGED = 90
ORDER_FACTOR = 1.25
OPENING_WEEKS = 4
SHARE_NOT_REVIEWED = 0.25
MOST_DAYS_NOT_REVIEWED = 42
SHARE_SHORT_DATED = 0.15
SHORT_DATED_DAYS = (30, 150)
# Expired units stay on the shelf for a while, as they do where nobody looks.
DAYS_UNTIL_EXPIRED_ARE_REMOVED = 30


@dataclass(frozen=True, slots=True)
class DemoBatch:
    """Units of one delivery that are still on the shelf, expired ones included."""

    product_id: int
    batch_no: str
    expiry_date: date
    qty: int
    unit_cost: Decimal
    received_on: date


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """Units that were ordered and have not arrived."""

    product_id: int
    qty: int
    ordered_on: date
    due_on: date


@dataclass(slots=True)
class Shelf:
    """One item's batches and open orders while the year is replayed."""

    item: DemoItem
    chance: np.random.Generator
    batches: list[DemoBatch] = field(default_factory=list)
    orders: list[DemoOrder] = field(default_factory=list)

    def usable(self, today: date) -> int:
        """Units that have not expired."""
        return sum(batch.qty for batch in self.batches if batch.expiry_date >= today)

    def receive(self, qty: int, today: date) -> None:
        """Put a delivery on the shelf; some deliveries are short-dated."""
        if self.chance.random() < SHARE_SHORT_DATED:
            days_left = int(self.chance.integers(*SHORT_DATED_DAYS))
        else:
            days_left = int(self.item.shelf_life_days * self.chance.uniform(0.5, 0.95))
        letters = "".join(self.chance.choice(list("ABCDEFGHJKLMNPRSTUVWXYZ"), size=2))
        self.batches.append(
            DemoBatch(
                product_id=self.item.product_id,
                batch_no=f"{letters}{self.chance.integers(1000, 10_000)}",
                expiry_date=today + timedelta(days=days_left),
                qty=qty,
                unit_cost=self.item.unit_cost,
                received_on=today,
            )
        )

    def receive_due(self, today: date) -> None:
        """Take in the orders that arrive today."""
        for order in self.orders:
            if order.due_on == today:
                self.receive(order.qty, today)
        self.orders = [order for order in self.orders if order.due_on > today]

    def sell(self, wanted: int, today: date) -> None:
        """Take units from the shelf, first expired first; what is not there is not sold."""
        left: list[DemoBatch] = []
        for batch in sorted(self.batches, key=lambda batch: batch.expiry_date):
            taken = min(wanted, batch.qty) if batch.expiry_date >= today else 0
            wanted -= taken
            is_forgotten = (today - batch.expiry_date).days <= DAYS_UNTIL_EXPIRED_ARE_REMOVED
            if batch.qty > taken and is_forgotten:
                left.append(replace(batch, qty=batch.qty - taken))
        self.batches = left

    def review(self, daily_mean: float, today: date) -> None:
        """Order up to a quarter more than the average demand until the next delivery but one."""
        item = self.item
        target = math.ceil(ORDER_FACTOR * daily_mean * (item.lead_time_days + item.review_days))
        missing = target - self.usable(today) - sum(order.qty for order in self.orders)
        if missing <= 0:
            return
        packs = math.ceil(max(missing, item.moq) / item.pack_size)
        due_on = today + timedelta(days=max(item.lead_time_days, 1))
        self.orders.append(DemoOrder(item.product_id, packs * item.pack_size, today, due_on))


def shelf_after(demand: NDArray[np.int64], item: DemoItem, *, ends_on: date) -> Shelf:
    """The shelf at the end of `ends_on`, after the days of `demand` (shape (days,), oldest first).

    The same arguments always give the same shelf.
    """
    shelf = Shelf(item, np.random.default_rng(item.product_id))
    first_day = ends_on - timedelta(days=len(demand) - 1)
    shelf.receive(1 + math.ceil(7 * OPENING_WEEKS * float(demand.mean())), first_day)
    review_days = set(_review_days(item, len(demand), shelf.chance))
    for number, wanted in enumerate(demand):
        today = first_day + timedelta(days=number)
        shelf.receive_due(today)
        shelf.sell(int(wanted), today)
        if number in review_days:
            recent = demand[max(0, number + 1 - DAYS_AVERAGED) : number + 1]
            shelf.review(float(recent.mean()), today)
    return shelf


def _review_days(item: DemoItem, days: int, chance: np.random.Generator) -> Iterator[int]:
    """Day numbers on which somebody looks; some items have not been looked at for weeks."""
    is_forgotten = chance.random() < SHARE_NOT_REVIEWED
    days_forgotten = int(chance.integers(MOST_DAYS_NOT_REVIEWED)) if is_forgotten else 0
    yield from range(int(chance.integers(item.review_days)), days - 1 - days_forgotten, item.review_days)
