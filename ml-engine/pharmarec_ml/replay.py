"""Ordering replayed on demand that is known: what a rule would have sold, lost and kept on the shelf."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OrderUpTo = Callable[[int], NDArray[np.float64]]
"""What shelf and orders together should reach, in units of shape (items,), at the review of a day; it may know the
demand of earlier days only."""

# A rule's 21.000000000000004 is a float's way to say 21: no further unit is ordered for it.
_FLOAT_NOISE_PLACES = 9


@dataclass(frozen=True, slots=True)
class Replay:
    """What happened; every table has shape (items, days), its first column is the first day replayed.

    Attributes:
        wanted: units asked for.
        sold: units that the shelf could give; the rest is lost.
        ordered: units ordered at the day's review.
        stock: units on the shelf at the end of the day.
        prices: shape (items,), money for a unit.
    """

    wanted: NDArray[np.float64]
    sold: NDArray[np.float64]
    ordered: NDArray[np.float64]
    stock: NDArray[np.float64]
    prices: NDArray[np.float64]

    @property
    def fill_by_value(self) -> float | None:
        """Money taken as a share of the money asked for; None when nothing was asked for."""
        return _share(float(self.prices @ self.sold.sum(axis=1)), float(self.prices @ self.wanted.sum(axis=1)))

    @property
    def fill_by_units(self) -> float | None:
        """Units sold as a share of the units asked for; None when nothing was asked for."""
        return _share(float(self.sold.sum()), float(self.wanted.sum()))

    @property
    def average_stock_value(self) -> float:
        """Money on the shelf at the end of a day, on average over the days."""
        return self.stock_value_at(self.prices)

    @property
    def units_lost(self) -> float:
        """Units that were asked for and not there."""
        return float((self.wanted - self.sold).sum())

    @property
    def value_lost(self) -> float:
        """Money that was offered for units that were not there."""
        return float(self.prices @ (self.wanted - self.sold).sum(axis=1))

    @property
    def orders(self) -> int:
        """How many times an item was ordered."""
        return int((self.ordered > 0).sum())

    def stock_value_at(self, unit_values: NDArray[np.float64]) -> float:
        """The average stock value where a unit of each item counts as given, its cost for instance."""
        return float(unit_values @ self.stock.mean(axis=1))


@dataclass(frozen=True, slots=True)
class BuyingTerms:
    """How items are bought; each is one number for all items, or one an item in shape (items,).

    Attributes:
        lead_days: from order to shelf, ≥ 0; or of the orders of each day replayed, in shape (items, days).
        review_days: days between two reviews, ≥ 1.
        pack_sizes: orders are whole multiples of it, > 0.
    """

    lead_days: int | NDArray[np.int64]
    review_days: int | NDArray[np.int64]
    pack_sizes: float | NDArray[np.float64] = 1.0


def replay(
    demand: NDArray[np.float64],
    order_up_to: OrderUpTo,
    *,
    first: int,
    terms: BuyingTerms,
    prices: NDArray[np.float64],
) -> Replay:
    """Order by a rule from day `first` to the end of the demand.

    At a review the rule's level, rounded up, less what is on hand and in transit is ordered, in whole packs. What is
    ordered on day d arrives at the start of day d + lead; then the day's demand is met as far as stock allows. The
    shelf starts at the rule's level of the first day.

    Args:
        demand: units of shape (items, days), oldest first.
        order_up_to: asked on each day on which any item is reviewed.
        first: the day (column) that the replay begins with, 0 ≤ first < days; each item is reviewed on it.
        terms: how the items are bought.
        prices: shape (items,), money for a unit.

    Raises:
        ValueError: `first` or a term is out of its bounds, or a day of demand is unknown or negative.
    """
    items, days = demand.shape
    told = np.asarray(terms.lead_days, dtype=np.int64)
    lead = np.broadcast_to(told if told.ndim > 1 else told.reshape(-1, 1), (items, days - first))
    review = np.broadcast_to(np.asarray(terms.review_days, dtype=np.int64), (items,))
    _check(demand, first)
    if (lead < 0).any() or (review < 1).any() or np.any(np.asarray(terms.pack_sizes) <= 0):
        raise ValueError("days of lead are at least 0, days between reviews at least 1, and packs hold something")
    wanted = demand[:, first:]
    sold, ordered, stock = np.zeros_like(wanted), np.zeros_like(wanted), np.zeros_like(wanted)
    arriving = np.zeros((items, days - first + int(lead.max(initial=0))))
    rows = np.arange(items)
    on_hand = _whole_units(order_up_to(first))
    in_transit = np.zeros(items)
    for day in range(days - first):
        is_reviewed = day % review == 0
        if day and is_reviewed.any():  # on the first day the shelf is at the rule's level already
            missing = _whole_units(order_up_to(first + day)) - on_hand - in_transit
            ordered[:, day] = np.where(
                is_reviewed, np.ceil(np.maximum(missing, 0) / terms.pack_sizes) * terms.pack_sizes, 0
            )
            arriving[rows, day + lead[:, day]] += ordered[:, day]
            in_transit += ordered[:, day]
        on_hand = on_hand + arriving[:, day]
        in_transit -= arriving[:, day]
        sold[:, day] = np.minimum(on_hand, wanted[:, day])
        on_hand = on_hand - sold[:, day]
        stock[:, day] = on_hand
    return Replay(wanted=wanted, sold=sold, ordered=ordered, stock=stock, prices=prices)


def _check(demand: NDArray[np.float64], first: int) -> None:
    if not 0 <= first < demand.shape[1]:
        raise ValueError(f"first is {first}, and there are {demand.shape[1]} days")
    if not (np.isfinite(demand[:, first:]) & (demand[:, first:] >= 0)).all():
        raise ValueError("a day of demand is unknown or negative")


def _whole_units(level: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.ceil(np.round(level, _FLOAT_NOISE_PLACES)), dtype=np.float64)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
