"""How well is told what will expire unsold: made-up batches against the demand that really came.

    .venv/bin/python -m benchmarks.expiry --data ../shared/data

Everything is learned from the days before an origin; batches whose dates fall in days 270 to 364 are judged by what
sold then. `near`: told on day 270, 1 to 95 days ahead. `far`: told on day 180, 91 to 185 days ahead. Items count that
had sold nine units by then: the files hold none that had not by day 270. Nothing was chosen on days from 270 on. Brier
score: lower is better; skill: the share of another method's score that the model saves.
"""

import argparse
import time
from datetime import date
from pathlib import Path

from benchmarks.demand import Shop, read

from pharmarec_ml.advice import learn
from pharmarec_ml.backtest import cut
from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.demand import demand_table
from pharmarec_ml.expiry_training import Scores, learn_doubt, score

TOLD = {"near": (270, 1), "far": (180, 91)}
LEAST_SOLD = 9
METHODS = {
    "model": "PharmaRec",
    "plain": "the same without doubt",
    "exponential": "exponential mean + NB",
    "walk": "mean rate, yes or no",
    "base_rate": "share of all that expired",
}


def main() -> None:
    choice = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    choice.add_argument("--data", type=Path, required=True)
    chosen = choice.parse_args()
    for name in ("drugstore", "fastmovers"):
        shop = read(chosen.data / f"{name}.parquet", 0.9)
        for window, (origin, nearest) in TOLD.items():
            measure(shop, window, origin, nearest)


def measure(shop: Shop, window: str, origin: int, nearest: int) -> None:
    histories = [
        ItemHistory(number, date(2017, 1, 1), units, prices)
        for number, (units, prices) in enumerate(zip(shop.units, shop.prices, strict=True))
        if units[:origin].sum() >= LEAST_SOLD
    ]
    days = shop.units.shape[1] - origin
    before = [cut(history, days=days) for history in histories]
    began = time.process_time()
    forecaster, doubt = learn(before), learn_doubt(demand_table(before))
    spent = time.process_time() - began
    if doubt is None:
        raise SystemExit(f"{shop.name}: too little to learn from before day {origin}")
    scores = score(histories, days=days, forecaster=forecaster, doubt=doubt, nearest=nearest)
    print(f"\n{shop.name}, {window}: told on day {origin}, {nearest} to {days} days ahead; learned in {spent:.0f} s")
    show(scores)
    print(f"learned: {doubt.to_text()}")


def show(scores: Scores) -> None:
    print(f"{scores.batches:,} batches, {scores.expired:.1%} expire unsold")
    print(f"{'':28}{'Brier':>8}{'skill of ours':>15}")
    for method, words in METHODS.items():
        skill = "" if method == "model" else f"{scores.skill(method):+.1%}"
        print(f"{words:28}{scores.brier[method]:8.4f}{skill:>15}")
    print(f"units expected to expire {scores.units_told:,.0f}, expired {scores.units_expired:,.0f}")
    print(f"{'told':>8}{'expired':>9}{'batches':>9}")
    for tenth in scores.tenths:
        print(f"{tenth.told:8.3f}{tenth.share:9.3f}{tenth.batches:9,}")


if __name__ == "__main__":
    main()
