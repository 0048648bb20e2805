"""A chain's night on made-up sales: what a series costs, what it takes of memory, and a statistical library beside it.

    .venv/bin/python -m benchmarks.scale [--pharmacies 20] [--items 5000] [--engine local] [--folder DIR]

Most items sell less than twice a month, few daily, as in a real drugstore (`rate`). A night runs from file to file:
read, features, six quantiles of 14 days, orders with their words and frozen inputs, write. Learning is told apart.
AutoETS of statsforecast (`uv sync --group bench`) forecasts 100 of the same series in the same run.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pharmarec_ml import night
from pharmarec_ml.advice import learn
from pharmarec_ml.batch import Asked
from pharmarec_ml.chain import read_chain
from pharmarec_ml.forecasting.pooled import PooledCounts
from pharmarec_ml.tables import read_histories

DAYS, FIRST = 365, np.datetime64("2024-07-01")
LAST = date(2025, 6, 30)
LEARNED_FROM = 2_000
SAMPLE = 100
CHAIN = 50_000_000
HOURS = 4


def main() -> None:
    choice = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    choice.add_argument("--pharmacies", type=int, default=20)
    choice.add_argument("--items", type=int, default=5_000)
    choice.add_argument("--engine", choices=["local", "ray", "dask"], default="local")
    choice.add_argument("--folder", type=Path)
    chosen = choice.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as scratch:
        folder = Path(scratch)
        for pharmacy in range(chosen.pharmacies):
            make(folder, pharmacy, chosen.items)
        content = learned(folder / "history" / "0.parquet")
        series = chosen.pharmacies * chosen.items
        ours = measure(folder, content, series, chosen.engine)
        theirs = auto_ets(folder / "history" / "0.parquet")
        if theirs is not None:
            print(f"AutoETS (statsforecast)  {theirs * 1e6:10,.0f} µs a series: {theirs / ours:,.0f} times ours")


def make(folder: Path, pharmacy: int, items: int) -> None:
    """A pharmacy's sales and stock."""
    chance = np.random.default_rng(pharmacy)
    units = chance.negative_binomial(rate(chance, items)[:, None] / 0.6, 1 / 1.6, size=(items, DAYS))
    item, day = np.nonzero(units)
    price = np.round(chance.gamma(2, 5, items), 2)
    sales = {
        "item_id": item,
        "date": FIRST + day,
        "quantity": units[item, day].astype(float),
        "unit_price": price[item],
    }
    stock = {
        "item_id": np.arange(items),
        "on_hand": chance.poisson(3, items).astype(float),
        "on_order": np.where(chance.random(items) < 0.1, 5.0, 0.0),
        "lead_time_days": chance.choice([2, 3, 7], items),
        "review_days": chance.choice([1, 7], items),
        "pack_size": chance.choice([1.0, 10.0, 30.0], items),
        "moq": chance.choice([0.0, 20.0], items),
        "service_level": chance.choice([0.9, 0.95, 0.98], items),
    }
    for name, columns in (("history", sales), ("stock", stock)):
        (folder / name).mkdir(exist_ok=True)
        table = pl.DataFrame(columns).with_columns(pl.lit(pharmacy).alias("pharmacy_id"))
        table.write_parquet(folder / name / f"{pharmacy}.parquet")


def rate(chance: np.random.Generator, items: int) -> NDArray[np.float64]:
    """Units a day: half of the items under 0.06, one in forty over 0.4."""
    return np.asarray(np.clip(np.exp(chance.normal(np.log(0.06), 1, items)), 0.005, 20))


def learned(history: Path) -> str:
    """The text of what is learned from LEARNED_FROM items of a year, with what that costs."""
    histories = read_histories(history, as_of=LAST)[1][:LEARNED_FROM]
    began = time.process_time()
    forecaster = learn(histories, threads=1)
    spent = time.process_time() - began
    print(f"learning from {len(histories):,} items × {DAYS} days: {spent:.1f} s of CPU on one core")
    assert isinstance(forecaster, PooledCounts)
    return forecaster.to_text()


def measure(folder: Path, content: str, series: int, engine: str) -> float:
    """Run the night as its own process; CPU seconds a series, with those of starting Python and the engine."""
    out = folder / "out"
    night.begin(out, asked=Asked(LAST, 14, (0.5, 0.8, 0.9, 0.95, 0.98, 0.99)), content=content)
    command = [sys.executable, "-W", "ignore", "-c", "from pharmarec_ml.cli import main; main()", "batch"]
    paths = ["--history", folder / "history", "--stock", folder / "stock", "--out", out, "--engine", engine]
    before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([*command, *map(str, paths)], check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    assert night.pharmacies_done(out) == len(read_chain(folder / "history", folder / "stock").parts)
    print(f"{series:,} series, {engine}: {spent:.1f} s of CPU, {time.monotonic() - clock:.1f} s passed")
    print(
        f"PharmaRec                {1e6 * spent / series:10,.0f} µs a series; {1e6 * spent / series:,.0f} s a million"
    )
    print(f"peak memory of a process {used.ru_maxrss / 1024:10,.0f} MB")
    size = sum(file.stat().st_size for file in out.glob("*/*.parquet"))
    print(f"written                  {size / series:10,.0f} bytes a series")
    hours = CHAIN * spent / series / 3600
    print(f"{CHAIN:,} series      {hours:10.1f} core hours: {np.ceil(hours / HOURS):.0f} cores for {HOURS} hours")
    return spent / series


def auto_ets(history: Path) -> float | None:
    """CPU seconds that AutoETS takes for a series of the same file; None where it is not installed."""
    try:
        import pandas  # noqa: PLC0415  # only where it is asked for
        from statsforecast import StatsForecast, models  # noqa: PLC0415
    except ModuleNotFoundError:
        return None
    histories = read_histories(history, as_of=LAST)[1][:SAMPLE]
    table = pandas.DataFrame(
        {
            "unique_id": np.repeat(np.arange(len(histories)), DAYS),
            "ds": np.tile(np.arange(DAYS), len(histories)),
            "y": np.concatenate([each.units for each in histories]),
        }
    )
    began = time.process_time()
    StatsForecast([models.AutoETS(season_length=7)], freq=1, n_jobs=1).forecast(df=table, h=14, level=[80, 90, 95])
    return (time.process_time() - began) / len(histories)


if __name__ == "__main__":
    main()
