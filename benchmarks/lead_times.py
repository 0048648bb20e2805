"""Orders for lead times that vary, on real sales: does the chance of no shortage become what was asked for?

    python -m benchmarks.lead_times --data /path/to/data

Forty made-up suppliers deliver the fast movers. Each is known by its last 20 deliveries, and every
order of the replay takes days drawn anew. Orders are for the configured lead time, for the mean of those deliveries, or
for their distribution. A cycle goes from one delivery to the next; it is kept when nothing was asked for in vain.
Nothing was chosen on these days.
"""

import argparse
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np
from benchmarks.demand import FIRST_DAY, Shop, read
from numpy.typing import NDArray

from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.demand import demand_table
from pharmarec_ml.forecasting.mixture import total_over
from pharmarec_ml.forecasting.negative_binomial import ExponentialNegativeBinomial
from pharmarec_ml.replay import BuyingTerms, Replay, replay

SUPPLIES = {
    "Steady suppliers": (2, 3, 3, 4, 4, 5, 5, 6, 7, 9),
    "Erratic suppliers": (1, 2, 2, 3, 4, 5, 7, 10, 14, 20),
}
CONFIGURED_DAYS = 3
"""What a medicine's lead time is where nobody says another."""

SUPPLIERS = 40
KNOWN_DELIVERIES = 20
REVIEW_DAYS = 7
LEVELS = (0.8, 0.9, 0.95, 0.98)
SEED = 1

Days = NDArray[np.int64]
Floats = NDArray[np.float64]


def main() -> None:
    """Print what each policy does, for each kind of supplier."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    shop = read(parser.parse_args().data / "fastmovers.parquet", 0.95)
    bought = shop.units[:, :FIRST_DAY].sum(axis=1)
    fastest = bought >= np.quantile(bought, 0.9)
    for name, took_days in SUPPLIES.items():
        print(f"{name}: {min(took_days)} to {max(took_days)} days, {np.mean(took_days):.1f} on average")
        print(
            f"{'asked for':>10}  {'orders for':<18}{'cycles kept':>12}{'fastest tenth':>15}{'filled':>9}{'stock':>10}"
        )
        measure(shop, took_days, fastest)


def measure(shop: Shop, took_days: tuple[int, ...], fastest: NDArray[np.bool_]) -> None:
    """Print what each policy does where deliveries take so long."""
    draw = np.random.default_rng(SEED)
    known = draw.choice(took_days, size=(SUPPLIERS, KNOWN_DELIVERIES))
    supplier = draw.integers(SUPPLIERS, size=len(shop.units))
    coming = draw.choice(took_days, size=(SUPPLIERS, shop.units.shape[1] - FIRST_DAY))[supplier]
    policies = {
        f"{CONFIGURED_DAYS} days, configured": [[CONFIGURED_DAYS]] * len(supplier),
        "the mean": [[int(np.ceil(some.mean()))] for some in known[supplier]],
        "the distribution": [some.tolist() for some in known[supplier]],
    }
    for level in LEVELS:
        for name, leads in policies.items():
            played = replay(
                shop.units,
                _up_to(shop, leads, level),
                first=FIRST_DAY,
                terms=BuyingTerms(lead_days=coming, review_days=REVIEW_DAYS),
                prices=shop.values,
            )
            kept, of_fastest = cycles_kept(played, coming), cycles_kept(_only(played, fastest), coming[fastest])
            filled, stock = played.fill_by_value or 0.0, played.average_stock_value
            print(f"{level:>10.0%}  {name:<18}{kept:>12.1%}{of_fastest:>15.1%}{filled:>9.1%}{stock:>10,.0f}")


def _only(played: Replay, items: NDArray[np.bool_]) -> Replay:
    tables = (getattr(played, field.name)[items] for field in fields(played))
    return Replay(*tables)


def _up_to(shop: Shop, leads: list[list[int]], level: float) -> Callable[[int], Floats]:
    """The order-up-to level of a day, knowing the days before it."""
    counts = [np.unique(some, return_counts=True) for some in leads]
    days = [(ways + REVIEW_DAYS).tolist() for ways, _ in counts]
    often = [count.tolist() for _, count in counts]

    def told(day: int) -> Floats:
        past = shop.before(day).units
        demand = demand_table([ItemHistory(row, date(2017, 1, 1), units) for row, units in enumerate(past)])
        total = total_over(ExponentialNegativeBinomial(), demand, days=days, counts=often)
        return total.quantile(np.full(len(leads), level))

    return told


def cycles_kept(played: Replay, lead_days: Days) -> float:
    """The share of cycles, from one delivery to the next, in which nothing was asked for in vain."""
    lost = np.cumsum(played.wanted - played.sold, axis=1)
    items, days = lost.shape
    kept = counted = 0
    rows = np.arange(items)
    for review in range(REVIEW_DAYS, days - 2 * REVIEW_DAYS, REVIEW_DAYS):
        begins = review + lead_days[:, review]
        ends = review + REVIEW_DAYS + lead_days[:, review + REVIEW_DAYS]
        is_cycle = ends > begins
        shortage = lost[rows, np.minimum(ends, days) - 1] - lost[rows, begins - 1]
        kept += int((shortage[is_cycle] <= 0).sum())
        counted += int(is_cycle.sum())
    return kept / counted


if __name__ == "__main__":
    main()
