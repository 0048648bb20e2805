"""Free goods: whether some are worth paying for a few units more than are needed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pharmarec_ml.packs import whole_packs

HOLDING_SHARE_A_YEAR = Decimal("0.2")
"""What a unit of money on the shelf costs in a year, as for a budget."""

DAYS_TO_SELL_WHERE_LIFE_IS_UNKNOWN = 90
"""Nobody buys for a longer time what may expire before."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """So many units are free for each so many that are paid for: 10 + 1.

    Raises:
        ValueError: one of them is not above 0.
    """

    buy_qty: Decimal
    free_qty: Decimal

    def __post_init__(self) -> None:
        if self.buy_qty <= 0 or self.free_qty <= 0:
            raise ValueError(f"a scheme is of quantities above 0, not {self.buy_qty} + {self.free_qty}")

    def free(self, paid_qty: Decimal) -> Decimal:
        """Units that come for nothing with so many paid ones."""
        return paid_qty // self.buy_qty * self.free_qty


def effective_cost(scheme: Scheme, *, paid_qty: Decimal, price: Decimal) -> Decimal:
    """What a unit costs, free ones counted; `price` is that of a paid one, after discounts, and `paid_qty` > 0."""
    return paid_qty * price / (paid_qty + scheme.free(paid_qty))


def next_break(scheme: Scheme, *, paid_qty: Decimal, step_qty: Decimal) -> Decimal:
    """The least quantity above `paid_qty`, in whole steps, with which more comes for nothing."""
    return whole_packs((paid_qty // scheme.buy_qty + 1) * scheme.buy_qty, pack_size=step_qty)


def with_scheme(
    scheme: Scheme,
    *,
    order_qty: Decimal,
    step_qty: Decimal,
    demand_per_day: float,
    review_days: int,
    safe_qty: Decimal | None,
) -> Decimal:
    """An order raised to the next break of its scheme, where that pays and all of it sells in time.

    All that comes more must sell before it expires, or within 90 days where its shelf life is not known. It must save
    more than holding it costs: what comes more would be bought at the next review otherwise, or at several where it
    lasts for several.

    Args:
        scheme: what is free.
        order_qty: what would be paid for without it, ≥ 0; nothing stays nothing.
        step_qty: what orders are whole multiples of, > 0.
        demand_per_day: expected units, ≥ 0.
        review_days: days between two orders, ≥ 1.
        safe_qty: the most that is expected to sell before it expires; None: not known.
    """
    rate = Decimal(str(round(demand_per_day, 9)))
    if order_qty <= 0 or rate <= 0:
        return order_qty
    raised = next_break(scheme, paid_qty=order_qty, step_qty=step_qty)
    coming = raised + scheme.free(raised)
    more = coming - order_qty - scheme.free(order_qty)
    lasts_days = more / rate
    sells_in_time = lasts_days <= DAYS_TO_SELL_WHERE_LIFE_IS_UNKNOWN if safe_qty is None else coming <= safe_qty
    # Both sides are in prices of a unit.
    price = Decimal(1)
    saved = more * effective_cost(scheme, paid_qty=order_qty, price=price) - (raised - order_qty) * price
    held_days = max(Decimal(review_days), (lasts_days + review_days) / 2)
    holding = more * effective_cost(scheme, paid_qty=raised, price=price) * HOLDING_SHARE_A_YEAR * held_days / 365
    return raised if sells_in_time and saved > holding else order_qty


def common_step(pack_size: Decimal, multiple: Decimal | None) -> Decimal:
    """The least quantity that is whole packs and a whole multiple of what the supplier delivers in.

    Both are above 0; no multiple: the pack.
    """
    if multiple is None:
        return pack_size
    pack, other = Fraction(pack_size), Fraction(multiple)
    parts = math.lcm(pack.denominator, other.denominator)
    whole = math.lcm(int(pack * parts), int(other * parts))
    return Decimal(whole) / Decimal(parts)
