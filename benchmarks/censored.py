"""What is lost by ordering from sales alone, and what is won back by knowing when the shelf was empty.

    .venv/bin/python -m benchmarks.censored --data ../shared/data [--only drugstore] [--pooled]

The order test of `benchmarks.demand`, but closed: from day 180 on a policy knows what it sold itself, and what it could
not sell it does not see. Day 180 to 269 let each policy come to its own past; day 270 to 364 are measured. `sees
demand` knows what was wanted, as no shop does. The others know

- `sales only`: every day as it sold, an empty shelf as a day on which nobody came;
- `left out`: full days without stock are unknown;
- `left out, at least`: and days that sold out are what days that got so far were like (what the engine does);
- `filled, at least`: the unknown days are filled with the rate instead;
- `half noted`: as the engine, where half of what was asked for in vain was noted at the till.

How they are ordered was chosen on the days before 270 (day 90 to 179 to begin with, 180 to 269 to measure).
"""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from benchmarks.demand import WEEKLY, Shop, read
from benchmarks.demand_methods import HORIZON, Floats
from numpy.typing import NDArray

from app.services.reorder_engine.history import untold_days
from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.demand import DemandTable, demand_table
from pharmarec_ml.forecasting import Forecaster, pooled
from pharmarec_ml.forecasting.negative_binomial import ExponentialNegativeBinomial
from pharmarec_ml.replay import replay

LEARNED_EVERY = 28
LEVELS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99)
COMPARED_AT = {"drugstore": 0.80, "fastmovers": 0.90}
SALES_ONLY, ALL = "sales only", "sees demand"

Flags = NDArray[np.bool_]


@dataclass
class Past:
    """What happened up to a day, in shape (items, days): what was sold, wanted and noted, and how the shelf stood."""

    sold: Floats
    wanted: Floats
    noted: Floats
    was_empty: Flags
    sold_out: Flags

    def before(self, day: int) -> "Past":
        return Past(*(each[:, :day] for each in vars(self).values()))


def table(units: Floats, sold_out: Flags | None = None) -> DemandTable:
    flags = [None] * len(units) if sold_out is None else list(sold_out)
    first = date(2017, 1, 1)
    return demand_table(
        [
            ItemHistory(item, first, row, sold_out=flag)
            for item, (row, flag) in enumerate(zip(units, flags, strict=True))
        ]
    )


def left_out(past: Past) -> Floats:
    return np.where(past.was_empty, np.nan, past.sold)


def filled(past: Past) -> DemandTable:
    rate = ExponentialNegativeBinomial().daily_mean(table(left_out(past), past.sold_out))
    return table(np.where(past.was_empty, rate[:, None], past.sold), past.sold_out & ~past.was_empty)


def noted(past: Past) -> DemandTable:
    units = past.sold + past.noted
    for row, empty in zip(units, past.was_empty, strict=True):
        row[untold_days(empty, row)] = np.nan
    return table(units, past.sold_out & (past.noted == 0))


SEEN: Mapping[str, Callable[[Past], DemandTable]] = {
    ALL: lambda past: table(past.wanted),
    SALES_ONLY: lambda past: table(past.sold),
    "left out": lambda past: table(left_out(past)),
    "left out, at least": lambda past: table(left_out(past), past.sold_out),
    "filled, at least": filled,
    "half noted": noted,
}


@dataclass(frozen=True)
class Run:
    """Where a run begins, where it begins to count, and how it forecasts."""

    start: int
    counted_from: int
    learns: bool


@dataclass(frozen=True)
class Outcome:
    fill: float
    stock: float


def main() -> None:
    choice = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    choice.add_argument("--data", type=Path, required=True)
    choice.add_argument("--only", choices=list(COMPARED_AT))
    choice.add_argument("--pooled", action="store_true", help="learn from all items; else the exponential mean")
    choice.add_argument("--levels", default=",".join(map(str, LEVELS)))
    choice.add_argument("--choosing", action="store_true", help="the days before 270, on which the rules were chosen")
    chosen = choice.parse_args()
    run = Run(90, 180, chosen.pooled) if chosen.choosing else Run(180, 270, chosen.pooled)
    levels = [float(level) for level in chosen.levels.split(",")]
    for name, filled_share in COMPARED_AT.items():
        if chosen.only in (None, name):
            shop = read(chosen.data / f"{name}.parquet", filled_share)
            show(shop, run, levels, end=270 if chosen.choosing else shop.units.shape[1])


def show(shop: Shop, run: Run, levels: list[float], *, end: int) -> None:
    print(
        f"\n{shop.name}, day {run.counted_from} to {end - 1}, {'pooled counts' if run.learns else 'exponential mean'}"
    )
    agree(shop, run, end)
    outcomes = {seen: [closed_loop(shop, seen, level, run, end=end) for level in levels] for seen in SEEN}
    print(f"{'':22}" + "".join(f"{f'at {level}':>24}" for level in levels) + f"{f'stock @ {shop.filled:.0%}':>14}")
    for seen, found in outcomes.items():
        cells = [
            f"{one.fill:8.1%}{one.stock:8,.0f}{won_back(one, all_.fill, none.fill):>8}"
            for one, all_, none in zip(found, outcomes[ALL], outcomes[SALES_ONLY], strict=True)
        ]
        needed = np.interp(
            shop.filled, [one.fill for one in found], [one.stock for one in found], left=np.nan, right=np.nan
        )
        print(f"{seen:22}" + "".join(cells) + f"{needed:14,.0f}", flush=True)
    lost = [100 * (all_.fill - none.fill) for all_, none in zip(outcomes[ALL], outcomes[SALES_ONLY], strict=True)]
    print("points of fill lost by sales only: " + ", ".join(f"{points:.1f}" for points in lost))


def won_back(one: Outcome, best: float, worst: float) -> str:
    share = (one.fill - worst) / (best - worst) if best > worst else float("nan")
    return "" if share in (0.0, 1.0) else f"{share:.0%}"


def closed_loop(shop: Shop, seen: str, level: float, run: Run, *, end: int) -> Outcome:
    """Order up to a quantile every week from what is seen, a week's delivery, lost sales."""
    sold, stock = simulate(shop, seen, level, run, end=end)
    counted = slice(run.counted_from, end)
    return Outcome(
        fill=float(shop.values @ sold[:, counted].sum(axis=1) / (shop.values @ shop.units[:, counted].sum(axis=1))),
        stock=float(shop.values @ stock[:, counted].mean(axis=1)),
    )


def simulate(shop: Shop, seen: str, level: float, run: Run, *, end: int) -> tuple[Floats, Floats]:
    """What was sold, and what stood on the shelf at the end, on each day; before the start everything was sold."""
    wanted = shop.units[:, :end]
    past = Past(wanted.copy(), wanted, np.zeros_like(wanted), wanted < 0, wanted < 0)
    stock, arriving = np.zeros_like(wanted), np.zeros((len(wanted), end + 14))
    in_transit, on_hand = np.zeros(len(wanted)), np.zeros(len(wanted))
    chance, forecaster = np.random.default_rng(1), None
    for day in range(run.start, end):
        if (day - run.start) % 7 == 0:
            known = SEEN[seen](past.before(day))
            if forecaster is None or (day - run.start) % LEARNED_EVERY == 0:
                forecaster = learned(known) if run.learns else ExponentialNegativeBinomial()
            up_to = quantile(forecaster, known, level)
            if day == run.start:
                on_hand = up_to
            else:
                ordered = np.maximum(up_to - on_hand - in_transit, 0)
                arriving[:, day + 7] += ordered
                in_transit += ordered
        on_hand = on_hand + arriving[:, day]
        in_transit -= arriving[:, day]
        past.was_empty[:, day] = on_hand <= 0
        past.sold[:, day] = np.minimum(on_hand, wanted[:, day])
        on_hand = on_hand - past.sold[:, day]
        past.sold_out[:, day] = (on_hand <= 0) & (past.sold[:, day] > 0)
        past.noted[:, day] = chance.binomial((wanted[:, day] - past.sold[:, day]).astype(int), 0.5)
        stock[:, day] = on_hand
    return past.sold, stock


def learned(known: DemandTable) -> Forecaster:
    return pooled.train(known) or ExponentialNegativeBinomial()


def quantile(forecaster: Forecaster, known: DemandTable, level: float) -> Floats:
    items = len(known.units)
    return forecaster.total(known, horizon_days=np.full(items, HORIZON)).quantile(np.full(items, level))


def agree(shop: Shop, run: Run, end: int) -> None:
    """The loop that sees demand is the engine's own replay."""
    told = Run(run.start, run.counted_from, learns=False)
    sold, stock = simulate(shop, ALL, 0.9, told, end=end)

    def up_to(day: int) -> Floats:
        return quantile(ExponentialNegativeBinomial(), table(shop.units[:, :day]), 0.9)

    replayed = replay(shop.units[:, :end], up_to, first=run.start, terms=WEEKLY, prices=shop.values)
    if not (
        np.array_equal(replayed.sold, sold[:, run.start :]) and np.array_equal(replayed.stock, stock[:, run.start :])
    ):
        raise SystemExit("the loop and the replay differ")


if __name__ == "__main__":
    main()
