"""Forecasts and orders on real sales, beside what pharmacies and forecasting libraries do, in one run.

    .venv/bin/python -m benchmarks.demand --data ../shared/data [--only drugstore] [--libraries]

Every method sees the days before an origin and gives quantiles of the demand of the 14 days from it on. `wQL` is their
weighted quantile loss over six origins; `stock` is the average value on the shelf that fills a share of the demand by
value when goods are ordered up to these quantiles every week and arrive a week later. `--libraries` adds statsforecast,
which `uv sync --group bench` installs. The window from day 270 on is for measuring alone: nothing was chosen on it.
"""

import argparse
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from benchmarks import demand_methods as methods
from benchmarks.demand_methods import HORIZON, LEVELS, Floats, Forecast, Past

from pharmarec_ml.accuracy import quantile_loss
from pharmarec_ml.replay import BuyingTerms, replay

DAYS = 365
FIRST_DAY = 270
ORIGINS = (270, 284, 298, 312, 326, 340)
WEEKLY = BuyingTerms(lead_days=7, review_days=7)
AMC_FACTORS = np.array([1, 1.5, 2, 2.5, 3, 4])
AMC, OURS = "AMC, 90 days", "PharmaRec"
VOLUMES = {"under 1 in 2 weeks": 1.0, "1 to 5": 5.0, "5 to 20": 20.0, "over 20": np.inf}

BASELINES: dict[str, Forecast] = {
    "normal, 90 days": methods.normal,
    "empirical 14-day sums": methods.empirical,
    "exponential mean + NB": methods.exponential,
    "LightGBM quantiles": methods.boosted_quantiles,
}


@dataclass(frozen=True)
class Shop:
    """A year of sales. `units` and `prices` have shape (items, days), `values` is the median price of each item."""

    name: str
    units: Floats
    prices: Floats
    values: Floats
    filled: float

    def before(self, day: int) -> Past:
        return Past(self.units[:, :day], self.prices[:, :day])


def main() -> None:
    choice = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    choice.add_argument("--data", type=Path, required=True)
    choice.add_argument("--only", choices=["drugstore", "fastmovers"])
    choice.add_argument("--libraries", action="store_true")
    chosen = choice.parse_args()
    compared = BASELINES | (methods.statistical() if chosen.libraries else {}) | {OURS: methods.ours}
    for name, filled in (("drugstore", 0.90), ("fastmovers", 0.95)):
        if chosen.only in (None, name):
            measure(read(chosen.data / f"{name}.parquet", filled), compared)


def read(file: Path, filled: float) -> Shop:
    rows = pl.read_parquet(file).with_columns(day=(pl.col("date").cast(pl.Date) - pl.date(2017, 1, 1)).dt.total_days())
    items = rows["product_id"].unique().sort()
    cells = rows.join(pl.DataFrame({"product_id": items}).with_row_index("item"), on="product_id")
    at = cells["item"].to_numpy(), cells["day"].to_numpy()
    units, prices = np.zeros((len(items), DAYS)), np.full((len(items), DAYS), np.nan)
    np.add.at(units, at, cells["quantity"].to_numpy().astype(float))
    prices[at] = cells["unit_price"].to_numpy()
    return Shop(file.stem, units, prices, np.nanmedian(prices, axis=1), filled)


def measure(shop: Shop, compared: Mapping[str, Forecast]) -> None:
    print(f"\n{shop.name}: {len(shop.units):,} items, {shop.units.sum():,.0f} units in {DAYS} days")
    print(f"{'':24}{'wQL':>8}{'at 0.9':>8}{f'stock @ {shop.filled:.0%}':>13}{'CPU s':>8}")
    losses: dict[str, float] = {}
    stocks = {AMC: stock_for(shop, lambda day: methods.amc(shop.before(day))[:, None] * AMC_FACTORS)}
    show(AMC, float("nan"), float("nan"), stocks[AMC], 0)
    for name, forecast in compared.items():
        began = time.process_time()
        told = remembered(shop, forecast)
        quantiles = np.concatenate([told(origin) for origin in ORIGINS])
        spent = time.process_time() - began
        losses[name] = weighted_loss(actual(shop), quantiles)
        stocks[name] = stock_for(shop, told)
        show(name, losses[name], float((actual(shop) <= quantiles[:, 2]).mean()), stocks[name], spent)
    best = min((loss, name) for name, loss in losses.items() if name != OURS)
    loss, stock = losses[OURS] / best[0] - 1, stocks[OURS] / stocks[AMC] - 1
    print(f"wQL {loss:+.1%} against {best[1]}; stock {stock:+.1%} against AMC")
    show_coverage(shop, quantiles)


def show(name: str, loss: float, coverage: float, stock: float, seconds: float) -> None:
    print(f"{name:24}{loss:8.4f}{coverage:8.3f}{stock:13,.0f}{seconds:8.1f}", flush=True)


def actual(shop: Shop) -> Floats:
    return np.concatenate([shop.units[:, origin : origin + HORIZON].sum(axis=1) for origin in ORIGINS])


def weighted_loss(sold: Floats, quantiles: Floats) -> float:
    """Twice the mean pinball loss over the levels, for each unit sold."""
    return float(quantile_loss(quantiles, sold).sum() / sold.sum())


def remembered(shop: Shop, forecast: Forecast) -> Callable[[int], Floats]:
    """The forecasts of a method by day, each made once."""
    made: dict[int, Floats] = {}

    def told(day: int) -> Floats:
        if day not in made:
            made[day] = forecast(shop.before(day))
        return made[day]

    return told


def stock_for(shop: Shop, levels: Callable[[int], Floats]) -> float:
    """The average stock value at which the wanted share of demand is filled; NaN where no level reaches it.

    `levels` gives what to order up to on a day, in shape (items, choices): the higher the choice, the more.
    """
    made = remembered(shop, lambda past: levels(past.days))

    def up_to(number: int) -> Callable[[int], Floats]:
        return lambda day: made(day)[:, number]

    outcomes = [
        replay(shop.units, up_to(number), first=FIRST_DAY, terms=WEEKLY, prices=shop.values)
        for number in range(made(FIRST_DAY).shape[1])
    ]
    filled = [outcome.fill_by_value or 0.0 for outcome in outcomes]
    stocks = [outcome.average_stock_value for outcome in outcomes]
    return float(np.interp(shop.filled, filled, stocks, left=np.nan, right=np.nan))


def show_coverage(shop: Shop, quantiles: Floats) -> None:
    """How often demand stayed at or below each quantile, in each class of volume.

    Demand is whole units: at a quantile it may stand itself. A level is kept where it lies between the shares below and
    at or below the quantile, give or take two points.
    """
    volume = np.concatenate([shop.units[:, :origin].mean(axis=1) * HORIZON for origin in ORIGINS])
    sold, low = actual(shop)[:, None], 0.0
    print(f"{OURS} keeps{'':7}" + "".join(f"{level:>14}" for level in LEVELS))
    for name, high in VOLUMES.items():
        rows = (volume >= low) & (volume < high)
        low = high
        if rows.any():
            below, at_most = (sold < quantiles)[rows].mean(axis=0), (sold <= quantiles)[rows].mean(axis=0)
            kept = (below - 0.02 <= LEVELS) & (at_most + 0.02 >= LEVELS)
            cells = (f"{b:.3f}–{a:.3f}{'' if ok else '!'}" for b, a, ok in zip(below, at_most, kept, strict=True))
            print(f"{name:22}" + "".join(f"{cell:>14}" for cell in cells))


if __name__ == "__main__":
    main()
