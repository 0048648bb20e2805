"""What to buy when the money does not reach: the packs that save most margin for each unit of money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml import frozen
from pharmarec_ml.forecasting.mixture import Mixture
from pharmarec_ml.packs import whole_packs
from pharmarec_ml.schemes import common_step

HOLDING_SHARE_A_YEAR = 0.2
"""What a unit of money on the shelf costs in a year: interest, room, breakage. Source: Silver, Pyke & Thomas."""

USUAL_MARGIN_SHARE = 0.2
"""Of the cost, where nobody told a price above nothing."""

USUAL_SERVICE_LEVEL = 0.95

MOST_STEPS = 500
"""An order of more packs is bought in so many steps of several packs each."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Offer:
    """One item as it would be ordered if money were no matter.

    Attributes:
        order_qty: units, > 0: the most that is bought. It is bought in packs, the first ones together up to `moq`; a
            quantity that somebody chose may end with part of a pack.
        pack_size: > 0.
        moq: the least the supplier delivers, ≥ 0.
        unit_cost: ≥ 0, money.
        unit_price: what a unit sells for, ≥ 0; None: not known.
        coming: usable units on the shelf and on order, ≥ 0.
        horizon_days: days that an order has to last, ≥ 1.
        service_level: wanted chance of no shortage, in (0, 1).
        is_vital: a lost sale of it weighs as its service level says.
        safe_qty: units beyond which more may expire unsold, ≥ 0; None: not known.
    """

    order_qty: Decimal
    pack_size: Decimal
    moq: Decimal
    unit_cost: Decimal
    unit_price: Decimal | None
    coming: Decimal
    horizon_days: int
    service_level: float
    is_vital: bool = False
    safe_qty: Decimal | None = None

    @property
    def step_qty(self) -> Decimal:
        """In how many units it is bought: a pack, or as many packs as keep the steps few."""
        packs = whole_packs(self.order_qty, pack_size=self.pack_size) / self.pack_size
        return whole_packs(packs, pack_size=Decimal(MOST_STEPS)) / MOST_STEPS * self.pack_size

    @property
    def first_qty(self) -> Decimal:
        """What is bought first, or not at all."""
        least = max(whole_packs(self.moq, pack_size=self.pack_size), self.step_qty)
        return min(least, self.order_qty)

    @property
    def steps(self) -> int:
        """In how many steps the order is bought: the first one included."""
        return 1 + int(whole_packs(self.order_qty - self.first_qty, pack_size=self.step_qty) / self.step_qty)

    @property
    def margin(self) -> float:
        """Money earned with a unit, ≥ 0."""
        if not self.unit_price:
            return USUAL_MARGIN_SHARE * float(self.unit_cost)
        return max(float(self.unit_price - self.unit_cost), 0.0)

    @property
    def weight(self) -> float:
        """How much more than its margin a lost sale counts, ≥ 1.

        Whoever wants a service level p counts a lost sale p / (1 − p) times a leftover (newsvendor); a vital item's
        is compared with the usual level's.
        """
        if not self.is_vital:
            return 1.0
        return max(_odds(self.service_level) / _odds(USUAL_SERVICE_LEVEL), 1.0)


@dataclass(frozen=True, slots=True)
class Bought:
    """What of an offer the budget buys.

    Attributes:
        qty: units, 0 to the whole order.
        lost_if_whole: units that are expected to be asked for in vain within the horizon if all is bought.
        lost_units: the same with what is bought.
        lost_margin: the margin of the difference, money: what the cut costs.
    """

    qty: Decimal
    lost_if_whole: float
    lost_units: float
    lost_margin: float


@dataclass(frozen=True, slots=True)
class BudgetOrder:
    """An order under a budget.

    Attributes:
        lines: one an offer, in their order.
        spent: money, at most the budget.
        full_cost: money that the whole order would cost.
        value: margin that what is bought is expected to save, weighted, less holding and expiry; never less for more
            money.
    """

    lines: list[Bought]
    spent: Decimal
    full_cost: Decimal
    value: float


@dataclass(frozen=True, slots=True)
class _Packs:
    """Everything that may be bought, an offer's parts one after the other, in arrays of shape (parts,).

    `offer` is whose a part is, `before` and `after` the units bought without and with it, `cost` money in the smallest
    unit that is counted, `net` what it earns less what it costs to hold.
    """

    offer: NDArray[np.int64]
    before: Floats
    after: Floats
    cost: NDArray[np.int64]
    net: Floats


def buy_within(offers: Sequence[Offer], demand: Mixture, *, budget: Decimal) -> BudgetOrder:
    """The part of an order that a budget buys: the parts that save most for each unit of money, one after the other.

    A part that is not affordable any more is left out, and with it the later ones of its item.

    Args:
        offers: what would be ordered.
        demand: of each offer's item over its horizon.
        budget: money, ≥ 0.
    """
    packs = _packs(offers, demand)
    full_cost = sum((offer.order_qty * offer.unit_cost for offer in offers), Decimal(0))
    is_bought = np.ones(len(packs.offer), dtype=bool)
    if full_cost > budget:
        is_bought = _affordable(packs, int(budget * _UNITS_OF_MONEY))
    parts = np.zeros(len(offers), dtype=np.int64)
    np.add.at(parts, packs.offer, is_bought)
    lines = _lines(offers, demand, parts)
    spent = sum((line.qty * offer.unit_cost for line, offer in zip(lines, offers, strict=True)), Decimal(0))
    return BudgetOrder(lines, spent, full_cost, float(np.maximum(packs.net[is_bought], 0).sum()))


_UNITS_OF_MONEY = 10_000
"""Money is counted in ten-thousandths, each part's cost rounded up: the sum is never above the budget."""


def _packs(offers: Sequence[Offer], demand: Mixture) -> _Packs:
    counts = np.array([offer.steps for offer in offers], dtype=np.int64)
    offer = np.repeat(np.arange(len(offers)), counts)
    number = np.arange(len(offer)) - np.repeat(np.cumsum(counts) - counts, counts)
    first, pack, whole = (
        np.array([float(getattr(one, name)) for one in offers]) for name in ("first_qty", "step_qty", "order_qty")
    )
    after = np.minimum(first[offer] + number * pack[offer], whole[offer])
    before = np.where(number == 0, 0.0, np.minimum(first[offer] + (number - 1) * pack[offer], whole[offer]))
    return _Packs(
        offer, before, after, _costs(offers, offer, number, counts), _net(offers, demand, offer, before, after)
    )


def _costs(
    offers: Sequence[Offer], offer: NDArray[np.int64], number: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Exact, then rounded up to what is counted."""

    def counted(qty: Decimal, one: Offer) -> int:
        return int((qty * one.unit_cost * _UNITS_OF_MONEY).to_integral_value(ROUND_CEILING))

    first = np.array([counted(one.first_qty, one) for one in offers], dtype=np.int64)
    pack = np.array([counted(one.step_qty, one) for one in offers], dtype=np.int64)
    last = np.array(
        [
            counted(one.order_qty - one.first_qty - max(count - 2, 0) * one.step_qty, one)
            for one, count in zip(offers, counts.tolist(), strict=True)
        ],
        dtype=np.int64,
    )
    is_last = number == counts[offer] - 1
    return np.where(number == 0, first[offer], np.where(is_last, last[offer], pack[offer]))


def _net(offers: Sequence[Offer], demand: Mixture, offer: NDArray[np.int64], before: Floats, after: Floats) -> Floats:
    """Margin that each part is expected to save, less what it costs to hold and what of it expires."""
    coming = np.array([float(one.coming) for one in offers])[offer]
    earned = np.array([one.margin * one.weight for one in offers])[offer]
    cost = np.array([float(one.unit_cost) for one in offers])[offer]
    days = np.array([one.horizon_days for one in offers])[offer]
    safe = np.array([np.inf if one.safe_qty is None else float(one.safe_qty) for one in offers])[offer]
    saved = expected_lost(demand, offer, coming + before) - expected_lost(demand, offer, coming + after)
    expires = np.maximum(after - safe, 0) - np.maximum(before - safe, 0)
    holding = (after - before) * cost * HOLDING_SHARE_A_YEAR * days / 365
    return np.asarray(saved * earned - holding - expires * cost)


def expected_lost(demand: Mixture, item: NDArray[np.int64], stock: Floats) -> Floats:
    """E[(demand − stock)+]: units that are expected to be asked for in vain.

    A negative binomial's is mean · P(Y ≥ ⌊x⌋) − x · P(X > ⌊x⌋), where Y has one success more than X; demand is
    whole units.

    Args:
        demand: of the items.
        item: shape (n,), whose each stock is.
        stock: shape (n,), units ≥ 0.
    """
    first = np.searchsorted(demand.item, item)
    ways = np.searchsorted(demand.item, item, side="right") - first
    lost = np.zeros(len(item))
    for way in range(int(ways.max(initial=0))):
        rows = np.flatnonzero(ways > way)
        part = first[rows] + way
        lost[rows] += demand.chance[part] * demand.parts.expected_beyond(stock[rows], part)
    return lost


def _affordable(packs: _Packs, money: int) -> NDArray[np.bool_]:
    """The parts that money buys, the most valuable for it first; what does not fit is passed over."""
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.where(packs.cost > 0, packs.net / np.maximum(packs.cost, 1), np.inf)
    # Rounding must not set a later part of an item before an earlier one.
    order = np.lexsort((np.arange(len(worth)), -_never_rising(worth, packs.offer)))
    is_bought = np.zeros(len(worth), dtype=bool)
    is_over = np.zeros(int(packs.offer.max(initial=-1)) + 1, dtype=bool)
    while len(order):
        spent = np.cumsum(packs.cost[order])
        fits = int(np.searchsorted(spent, money, side="right"))
        is_bought[order[:fits]] = True
        money -= int(spent[fits - 1]) if fits else 0
        order = order[fits:]
        # No part of an offer costs more than those before it: whatever is too dear ends its offer.
        is_over[packs.offer[order[packs.cost[order] > money]]] = True
        order = order[~is_over[packs.offer[order]]]
    return is_bought


def _never_rising(worth: Floats, offer: NDArray[np.int64]) -> Floats:
    """Each part's worth, or that of an earlier part of its offer where that is less."""
    falling = worth.copy()
    starts = np.flatnonzero(np.diff(offer, prepend=-1))
    for start, end in zip(starts, [*starts[1:], len(offer)], strict=True):
        np.minimum.accumulate(falling[start:end], out=falling[start:end])
    return falling


def _lines(offers: Sequence[Offer], demand: Mixture, parts: NDArray[np.int64]) -> list[Bought]:
    qty = [
        min(one.first_qty + (count - 1) * one.step_qty, one.order_qty) if count else Decimal(0)
        for one, count in zip(offers, parts.tolist(), strict=True)
    ]
    items = np.arange(len(offers))
    coming = np.array([float(one.coming) for one in offers])
    whole = expected_lost(demand, items, coming + np.array([float(one.order_qty) for one in offers]))
    now = expected_lost(demand, items, coming + np.array([float(some) for some in qty]))
    return [
        Bought(some, before, after, max(after - before, 0.0) * one.margin)
        for some, before, after, one in zip(qty, whole.tolist(), now.tolist(), offers, strict=True)
    ]


def _odds(chance: float) -> float:
    return chance / (1 - chance)


def offer_of(
    inputs: Mapping[str, object],
    *,
    order_qty: Decimal,
    unit_cost: Decimal,
    unit_price: Decimal | None,
    is_vital: bool = False,
) -> Offer:
    """What would be ordered of an item, out of the frozen inputs of its advice; `frozen.demand_of` tells its demand.

    Raises:
        ValueError: an input is missing or not of its kind; the message names it.
    """
    return Offer(
        order_qty=order_qty,
        pack_size=common_step(
            frozen.decimal(inputs, "pack_size"), frozen.decimal(inputs, "multiple") if "multiple" in inputs else None
        ),
        moq=frozen.decimal(inputs, "moq"),
        unit_cost=unit_cost,
        unit_price=unit_price,
        coming=frozen.decimal(inputs, "usable") + frozen.decimal(inputs, "on_order"),
        horizon_days=int(frozen.number(inputs, "lead_time_days") + frozen.number(inputs, "review_days")),
        service_level=frozen.number(inputs, "service_level"),
        is_vital=is_vital,
        safe_qty=None if inputs.get("safe_qty") is None else frozen.decimal(inputs, "safe_qty"),
    )
