"""A chain's night: every pharmacy a file, the same on every engine, and nothing done twice."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from typer.testing import CliRunner, Result

from pharmarec_ml import night
from pharmarec_ml.advice import FORECASTER, advise, forecast_totals
from pharmarec_ml.batch import Asked, forecasts_and_orders
from pharmarec_ml.chain import learn_from, read_chain
from pharmarec_ml.cli import main
from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.forecasting.pooled import PooledCounts
from pharmarec_ml.tables import HISTORY, STOCK, checked_table, positions_of

FIRST, DAYS = date(2025, 1, 1), 200
LAST = FIRST + timedelta(days=DAYS - 1)


def sales(items: int, *, seed: int) -> pl.DataFrame:
    """Items that sell from hardly ever to daily; the first sells on the last day."""
    chance = np.random.default_rng(seed)
    units = chance.poisson(chance.gamma(0.5, 0.6, size=(items, 1)), size=(items, DAYS))
    units[0, -1] = 2
    item, day = np.nonzero(units)
    days = np.datetime64(FIRST) + day
    return pl.DataFrame({"item_id": item, "date": days, "quantity": units[item, day].astype(float)})


def shelf(items: int) -> pl.DataFrame:
    """A stock file of items 0 … items − 1, in no order."""
    numbers = np.random.default_rng(2).permutation(items)
    terms = {
        "on_order": 0.0,
        "lead_time_days": 3,
        "review_days": 7,
        "pack_size": 10.0,
        "moq": 0.0,
        "service_level": 0.95,
    }
    columns = [pl.lit(value).alias(name) for name, value in terms.items()]
    return pl.DataFrame({"item_id": numbers, "on_hand": (numbers % 7).astype(float)}).with_columns(columns)


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """Four pharmacies of five items: too little to learn from."""
    write(tmp_path, items=5)
    return tmp_path


def write(folder: Path, *, items: int) -> None:
    """Four pharmacies, each with a file of sales and a file of stock."""
    for name in ("sales", "stock"):
        (folder / name).mkdir(exist_ok=True)
    for pharmacy in range(4):
        key = pl.lit(pharmacy).alias("pharmacy_id")
        sales(items, seed=pharmacy).with_columns(key).write_parquet(folder / "sales" / f"{pharmacy}.parquet")
        shelf(items).with_columns(key).write_parquet(folder / "stock" / f"{pharmacy}.parquet")


def arguments(chain: Path, out: str, *more: str) -> list[str]:
    paths = ["--history", chain / "sales", "--stock", chain / "stock", "--out", chain / out]
    return ["batch", *map(str, paths), *more]


def run(chain: Path, out: str = "out", *more: str) -> Result:
    return CliRunner().invoke(main, arguments(chain, out, *more))


def written(folder: Path) -> dict[str, str]:
    """What each file of a night holds, as its hash."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.glob("**/*"))
        if file.is_file()
    }


def test_ray_and_dask_write_bit_by_bit_what_one_machine_writes(chain: Path) -> None:
    write(chain, items=40)

    everything = read_chain(chain / "sales", chain / "stock")
    learned = learn_from(everything, as_of=LAST, threads=1)
    assert isinstance(learned, PooledCounts)

    for engine in ("local", "ray", "dask"):
        night.begin(chain / engine, asked=Asked(LAST, 14, (0.5, 0.9)), content=learned.to_text())
        command = [sys.executable, "-c", "from pharmarec_ml.cli import main; main()"]
        done = subprocess.run(
            [*command, *arguments(chain, engine, "--engine", engine, "--quantiles", "0.5,0.9")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    local = written(chain / "local")
    assert written(chain / "ray") == local == written(chain / "dask")
    assert sorted(local) == sorted(
        ["night.json", "model.json"]
        + [f"{name}/{number}.parquet" for name in ("forecasts", "orders") for number in range(4)]
    )
    model = pl.read_parquet(chain / "local" / "orders" / "0.parquet")["inputs"].str.json_path_match("$.model")
    assert set(model) == {"pooled-counts-2"}


def test_a_pharmacy_gets_what_forecast_and_order_say(chain: Path) -> None:
    rows = sales(40, seed=1)
    alone, positions = positions_of(
        Path("S"), checked_table(Path("S"), shelf(40), STOCK), items=rows["item_id"].unique().sort()
    )
    asked = Asked(LAST, 14, (0.5, 0.9))

    ours = forecasts_and_orders(
        checked_table(Path("H"), rows, HISTORY), alone, positions, asked=asked, forecaster=FORECASTER
    )

    units = np.zeros((40, DAYS))
    units[rows["item_id"], (rows["date"] - FIRST).dt.total_days()] = rows["quantity"]
    histories = [ItemHistory(number, FIRST, row) for number, row in enumerate(units)]
    sold = [number for number in range(40) if units[number].any()]
    values = forecast_totals([histories[number] for number in sold], horizon_days=14, levels=(0.5, 0.9))
    np.testing.assert_array_equal(ours.forecasts["value"].to_numpy().reshape(-1, 2), values)
    ordered = {int(item): qty for item, qty in ours.orders.select("item_id", "order_qty").iter_rows()}
    positions_alone = positions_of(Path("S"), checked_table(Path("S"), shelf(40), STOCK), items=pl.Series(range(40)))[1]
    advices = advise(histories, positions_alone, as_of=LAST)
    assert {each.item_id: float(each.order_qty) for each in advices if each.item_id in sold} == {
        item: qty for item, qty in ordered.items() if item in sold
    }


def test_what_is_written_is_not_done_again(chain: Path) -> None:
    run(chain)
    whole = written(chain / "out")
    lost, kept = chain / "out" / "orders" / "2.parquet", chain / "out" / "orders" / "1.parquet"
    lost.unlink()
    written_at = kept.stat().st_mtime_ns

    again = run(chain)

    assert "3 pharmacies are done already" in again.stderr
    assert (written(chain / "out"), kept.stat().st_mtime_ns) == (whole, written_at)


def test_a_folder_that_holds_another_night_is_refused(chain: Path) -> None:
    run(chain)

    other = run(chain, "out", "--horizon", "7")

    assert other.exit_code == 2
    assert "holds a night that asked for something else" in other.stderr


def test_one_bad_file_is_named_and_stops_no_other_pharmacy(chain: Path) -> None:
    bad = chain / "sales" / "2.parquet"
    good = pl.read_parquet(bad)
    wrong = pl.when(pl.int_range(pl.len()) == 6).then(-1.0).otherwise("quantity").alias("quantity")
    good.with_columns(wrong).write_parquet(bad)

    first = run(chain)
    good.write_parquet(bad)
    mended = run(chain)

    assert first.exit_code == 2
    assert first.stderr.splitlines()[-1] == (
        f"pharmarec-ml: {bad}: row 7, column quantity: expected a number of at least 0, found -1.0"
    )
    assert (mended.exit_code, len(list((chain / "out" / "orders").iterdir()))) == (0, 4)


def test_one_file_of_many_pharmacies_gives_the_same_as_a_file_each(chain: Path) -> None:
    for name in ("sales", "stock"):
        together = pl.concat([pl.read_parquet(file) for file in sorted((chain / name).iterdir())])
        together.sample(fraction=1, shuffle=True, seed=1).write_parquet(chain / f"{name}.parquet")
    run(chain)

    paths = ["--history", chain / "sales.parquet", "--stock", chain / "stock.parquet", "--out", chain / "one"]
    CliRunner().invoke(main, ["batch", *map(str, paths)])

    for pharmacy in range(4):
        apart, one = (pl.read_parquet(chain / out / "orders" / f"{pharmacy}.parquet") for out in ("out", "one"))
        assert_frame_equal(apart, one, check_row_order=False, check_exact=True)


def test_a_pharmacy_may_be_text_in_a_folders_name(chain: Path) -> None:
    for name, rows in (("sales", sales(5, seed=1)), ("stock", shelf(6))):
        folder = chain / "hive" / name / "pharmacy_id=Sri Ram"
        folder.mkdir(parents=True)
        rows.write_parquet(folder / "0.parquet")

    paths = ["--history", chain / "hive" / "sales", "--stock", chain / "hive" / "stock", "--out", chain / "out"]
    done = CliRunner().invoke(main, ["batch", *map(str, paths)])

    assert done.exit_code == 0, done.stderr
    orders = pl.read_parquet(chain / "out" / "orders" / "Sri%20Ram.parquet")
    assert orders["pharmacy_id"].unique().to_list() == ["Sri Ram"]
    assert orders.filter(pl.col("item_id") == 5)["reason"].to_list() == ["No day with known demand"]


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("sales", b"no parquet", "not a readable Parquet file"),
        ("sales", None, "no Parquet file in this folder"),
        ("stock", b"", "not a readable Parquet file"),
    ],
)
def test_a_chain_that_cannot_be_read_is_one_sentence(chain: Path, file: str, content: bytes | None, said: str) -> None:
    for each in (chain / file).iterdir():
        each.unlink()
    if content is not None:
        (chain / file / "0.parquet").write_bytes(content)

    done = run(chain)

    assert done.exit_code == 2
    assert said in done.stderr.splitlines()[-1]
