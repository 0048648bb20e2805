"""`pharmarec-ml` on good and bad files."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from pharmarec_ml import recompute
from pharmarec_ml.cli import main

JANUARY = date(2025, 1, 1)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def history_rows() -> pl.DataFrame:
    """Item "a" sells 2 a day for 100 days, item "b" once, long ago, item "c" only after day 60."""
    days = [JANUARY + timedelta(days=number) for number in range(100)]
    rows = [("a", day, 2.0) for day in days] + [("b", days[3], 1.0)] + [("c", day, 1.0) for day in days[60:]]
    return pl.DataFrame(rows, schema=["item_id", "date", "quantity"], orient="row")


def stock_rows() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "item_id": ["a", "b", "new"],
            "on_hand": [5, 0, 0],
            "on_order": [0, 0, 0],
            "lead_time_days": [3, 3, 3],
            "review_days": [7, 7, 7],
            "pack_size": [10, 1, 1],
            "moq": [0, 0, 0],
            "service_level": [0.95, 0.95, 0.95],
        }
    )


@pytest.fixture
def history(tmp_path: Path) -> Path:
    path = tmp_path / "H.parquet"
    history_rows().write_parquet(path)
    return path


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    path = tmp_path / "S.parquet"
    stock_rows().write_parquet(path)
    return path


def test_forecast_lists_every_item_of_the_history_at_every_quantile(history: Path, tmp_path: Path) -> None:
    out = tmp_path / "F.parquet"

    result = run(
        "forecast",
        "--history",
        history,
        "--asof",
        "2025-02-01",
        "--horizon",
        14,
        "--quantiles",
        "0.5,0.9",
        "--out",
        out,
    )

    assert result.exit_code == 0, result.stderr
    rows = pl.read_parquet(out)
    assert rows.columns == ["item_id", "quantile", "value"]
    assert rows["item_id"].to_list() == ["a", "a", "b", "b", "c", "c"]
    assert rows["quantile"].to_list() == [0.5, 0.9] * 3
    values = rows["value"].to_list()
    assert values[0] == 27  # the median of a mean of 28
    assert values[4:] == [0, 0]  # the sales of item "c" lie in the future of 1 February
    assert result.stdout == ""


def test_forecast_does_not_see_days_after_its_date(history: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.parquet"
    history_rows().filter(pl.col("date") <= date(2025, 3, 20)).write_parquet(cut)

    for source, out in ((history, "F1.parquet"), (cut, "F2.parquet")):
        assert run("forecast", "--history", source, "--asof", "2025-03-20", "--out", tmp_path / out).exit_code == 0

    assert pl.read_parquet(tmp_path / "F1.parquet").equals(pl.read_parquet(tmp_path / "F2.parquet"))


def test_days_out_of_stock_are_not_days_without_demand(history: Path, tmp_path: Path) -> None:
    gap = tmp_path / "gap.parquet"
    is_out = pl.col("date").is_between(date(2025, 2, 1), date(2025, 3, 1)) & (pl.col("item_id") == "a")
    history_rows().with_columns(
        quantity=pl.when(is_out).then(0.0).otherwise("quantity"), in_stock=~is_out
    ).write_parquet(gap)

    for source, out in ((history, "F1.parquet"), (gap, "F2.parquet")):
        assert run("forecast", "--history", source, "--out", tmp_path / out).exit_code == 0

    assert pl.read_parquet(tmp_path / "F1.parquet").equals(pl.read_parquet(tmp_path / "F2.parquet"))


def test_days_out_of_stock_are_told_in_orders_and_backtests(year: Path, history: Path, tmp_path: Path) -> None:
    gap, stock = tmp_path / "gap.parquet", tmp_path / "S.parquet"
    is_out = pl.col("date").is_between(date(2025, 2, 1), date(2025, 3, 1)) & (pl.col("item_id") == "a")
    history_rows().with_columns(
        quantity=pl.when(is_out).then(0.0).otherwise("quantity"), in_stock=~is_out
    ).write_parquet(gap)
    stock_rows().write_parquet(stock)
    out_late = (pl.col("date") > date(2025, 12, 1)) & (pl.col("item_id") == "a")
    pl.read_parquet(year).with_columns(in_stock=~out_late).write_parquet(year)

    for source, out in ((history, "O1.parquet"), (gap, "O2.parquet")):
        assert run("order", "--history", source, "--stock", stock, "--out", tmp_path / out).exit_code == 0
    assert run("backtest", "--history", year, "--out", tmp_path / "B.json").exit_code == 0

    known, censored = (pl.read_parquet(tmp_path / out) for out in ("O1.parquet", "O2.parquet"))
    assert known["order_qty"].to_list() == censored["order_qty"].to_list()
    assert json.loads(censored["inputs"][0])["censored_days"] == 29
    assert json.loads((tmp_path / "B.json").read_text())["censored_days"] == 30


def test_order_adds_quantity_reason_and_inputs(history: Path, stock: Path, tmp_path: Path) -> None:
    out = tmp_path / "O.parquet"

    result = run("order", "--history", history, "--stock", stock, "--out", out)

    assert result.exit_code == 0, result.stderr
    rows = pl.read_parquet(out)
    assert rows.columns[:8] == stock_rows().columns
    assert rows["order_qty"].to_list() == [30, 0, 0]
    assert rows["reason"].to_list() == [
        "May run out before delivery",
        "Sells too rarely to stock",
        "No day with known demand",
    ]
    for row in rows.iter_rows(named=True):
        assert recompute(json.loads(row["inputs"])) == Decimal(row["order_qty"])


def test_whole_number_ids_stay_whole_numbers(tmp_path: Path) -> None:
    path, out = tmp_path / "H.parquet", tmp_path / "F.parquet"
    history_rows().with_columns(item_id=pl.col("item_id").replace_strict({"a": 30, "b": 4, "c": 7})).write_parquet(path)

    assert run("forecast", "--history", path, "--quantiles", "0.5", "--out", out).exit_code == 0

    assert pl.read_parquet(out)["item_id"].to_list() == [4, 7, 30]


BAD_HISTORIES = {
    "H.parquet: row 3, column quantity: expected a number of at least 0, found -1.0": history_rows().with_columns(
        quantity=pl.when(pl.int_range(pl.len()) == 2).then(-1.0).otherwise("quantity")
    ),
    "H.parquet: row 2, column quantity: expected a number of at least 0, found 'two'": pl.DataFrame(
        {"item_id": ["a", "a"], "date": [JANUARY, JANUARY], "quantity": ["1", "two"]}
    ),
    "H.parquet: row 1, column quantity: expected a number of at least 0, found nan": pl.DataFrame(
        {"item_id": ["a"], "date": [JANUARY], "quantity": [float("nan")]}
    ),
    "H.parquet: row 2, column date: expected a date such as 2025-01-31, found 'soon'": pl.DataFrame(
        {"item_id": ["a", "a"], "date": ["2025-01-01", "soon"], "quantity": [1, 1]}
    ),
    "H.parquet: column date: expected a date such as 2025-01-31, found Int64": history_rows().with_columns(
        date=pl.lit(20250131, pl.Int64)
    ),
    "H.parquet: column in_stock: expected true or false, found String": history_rows().with_columns(
        in_stock=pl.lit("yes")
    ),
    "H.parquet: row 2, column item_id: expected an item, found nothing": pl.DataFrame(
        {"item_id": ["a", None], "date": [JANUARY, JANUARY], "quantity": [1, 1]}
    ),
    "H.parquet: column quantity is missing; there are: item_id, date": history_rows().drop("quantity"),
    "H.parquet: column item_id: expected whole numbers or text, found Float64": history_rows().with_columns(
        item_id=pl.lit(1.5)
    ),
    "H.parquet: no rows": history_rows().clear(),
}


@pytest.mark.parametrize("sentence", BAD_HISTORIES)
def test_a_bad_history_is_one_clear_error(sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    BAD_HISTORIES[sentence].write_parquet("H.parquet")

    result = run("forecast", "--history", "H.parquet", "--out", "F.parquet")

    assert (result.exit_code, result.stderr) == (2, f"pharmarec-ml: {sentence}\n")
    assert not Path("F.parquet").exists()


def test_a_file_that_is_not_parquet_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("text.parquet").write_text("item_id,date,quantity\n")

    assert run("forecast", "--history", "text.parquet", "--out", "F.parquet").stderr == (
        "pharmarec-ml: text.parquet: not a readable Parquet file\n"
    )
    assert run("forecast", "--history", "none.parquet", "--out", "F.parquet").stderr == (
        "pharmarec-ml: none.parquet: there is no such file\n"
    )


BAD_STOCKS = {
    "row 2, column lead_time_days: expected whole days, at least 0, found 1.5": stock_rows().with_columns(
        lead_time_days=pl.Series([3.0, 1.5, 3.0])
    ),
    "row 1, column pack_size: expected a number above 0, found 0": stock_rows().with_columns(pack_size=pl.lit(0)),
    "row 1, column service_level: expected a share from 0.5 to 0.999, found 95": stock_rows().with_columns(
        service_level=pl.lit(95)
    ),
    "row 2, column item_id: expected each item once, found 'a' again": stock_rows().with_columns(item_id=pl.lit("a")),
    "column item_id: expected String as in the history, found Int32": stock_rows().with_columns(item_id=pl.lit(1)),
}


@pytest.mark.parametrize("sentence", BAD_STOCKS)
def test_a_bad_stock_file_is_one_clear_error(
    sentence: str, history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    BAD_STOCKS[sentence].write_parquet("S.parquet")

    result = run("order", "--history", history, "--stock", "S.parquet", "--out", "O.parquet")

    assert (result.exit_code, result.stderr) == (2, f"pharmarec-ml: S.parquet: {sentence}\n")


@pytest.mark.parametrize("quantiles", ["0.5,x", "0.5,1", ""])
def test_impossible_quantiles_are_wrong_use(quantiles: str, history: Path, tmp_path: Path) -> None:
    result = run("forecast", "--history", history, "--quantiles", quantiles, "--out", tmp_path / "F.parquet")

    assert result.exit_code == 2


def test_an_output_that_cannot_be_written_is_one_clear_error(history: Path, tmp_path: Path) -> None:
    result = run("forecast", "--history", history, "--out", tmp_path / "missing" / "F.parquet")

    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_predict_runs_from_a_checkout(history: Path, tmp_path: Path) -> None:
    script = Path(__file__).parents[2] / "ml-engine" / "inference" / "predict.py"
    out = tmp_path / "F.parquet"

    finished = subprocess.run(
        [sys.executable, script, "--history", history, "--out", out], capture_output=True, text=True, check=False
    )

    assert finished.returncode == 0, finished.stderr
    assert pl.read_parquet(out).height == 3 * 4


@pytest.fixture
def year(tmp_path: Path) -> Path:
    """A year in which "a" sells 2 a day for 5 each, and "b" 10 once in four weeks for 1 each."""
    path = tmp_path / "Y.parquet"
    days = [JANUARY + timedelta(days=number) for number in range(365)]
    rows = [("a", day, 2.0, 5.0) for day in days] + [("b", day, 10.0, 1.0) for day in days[::28]]
    pl.DataFrame(rows, schema=["item_id", "date", "quantity", "unit_price"], orient="row").write_parquet(path)
    return path


def test_backtest_tells_fill_and_stock_of_both_rules(year: Path, tmp_path: Path) -> None:
    out = tmp_path / "B.json"

    result = run("backtest", "--history", year, "--weeks", 13, "--out", out)

    assert result.exit_code == 0, result.stderr
    told = json.loads(out.read_text())
    assert told["state"] == "done"
    assert (told["first_day"], told["last_day"], told["items"]) == ("2025-10-02", "2025-12-31", 2)
    assert (told["lead_time_days"], told["review_days"], told["service_level"], told["weeks"]) == (7, 7, 0.9, 13)
    # In 91 days "a" asks for 182 at 5, "b" for 4 × 10 at 1.
    assert told["amc"]["fill_by_value"] == pytest.approx(1 - told["amc"]["value_lost"] / 950)
    assert 0.9 < told["ours"]["fill_by_value"] <= 1
    assert told["stock_ratio"] == pytest.approx(
        told["ours"]["average_stock_value"] / told["amc"]["average_stock_value"]
    )
    # Six forecasts of 14 days of each: "a" asks for 28 each time, "b" for 40 in all.
    assert (told["forecasts"]["horizon_days"], told["forecasts"]["forecasts"]) == (14, 12)
    assert told["forecasts"]["naive"]["absolute"] > told["forecasts"]["amc"]["absolute"] > 0
    table = [line.split("  ")[0] for line in result.stderr.splitlines()]
    assert table[3:6] == ["", "PharmaRec", "AMC × 1.5"]
    assert table[-4:] == ["14 days ahead", "PharmaRec", "AMC", "last days repeated"]
    assert result.stdout == ""


def test_backtest_of_too_short_a_history_is_a_sentence(history: Path, tmp_path: Path) -> None:
    out = tmp_path / "B.json"

    result = run("backtest", "--history", history, "--out", out)

    sentence = "13 weeks to replay and 90 days before them to learn from are 181 days; 100 are known."
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] == sentence
    told = json.loads(out.read_text())
    assert (told["state"], told["sentence"]) == ("not_enough_data", sentence)
    assert not {"ours", "amc", "stock_ratio"} & told.keys()


def test_a_price_that_is_none_is_one_clear_error(year: Path, tmp_path: Path) -> None:
    pl.read_parquet(year).with_columns(unit_price=pl.lit(-1.0)).write_parquet(year)

    result = run("backtest", "--history", year, "--out", tmp_path / "B.json")

    assert result.exit_code == 2
    assert "row 1, column unit_price: expected a number of at least 0, found -1.0" in result.stderr


def test_a_budget_buys_a_part_of_the_order_and_says_what_is_lost(history: Path, stock: Path, tmp_path: Path) -> None:
    out = tmp_path / "O.parquet"
    stock_rows().with_columns(unit_cost=pl.lit(2.0), unit_price=pl.lit(3.0)).write_parquet(stock)

    result = run("order", "--history", history, "--stock", stock, "--budget", 45, "--out", out)

    assert result.exit_code == 0, result.stderr
    first = pl.read_parquet(out).row(0, named=True)
    assert (first["order_qty"], first["full_order_qty"], first["order_cost"]) == (20, 30, 40)
    assert first["expected_lost_margin"] == pytest.approx(first["expected_lost_units"])
    assert first["expected_lost_units"] > 0
    assert "40.00 of 45.00 spent; all would cost 60.00" in result.stderr


def test_a_budget_needs_to_know_what_a_unit_costs(history: Path, stock: Path, tmp_path: Path) -> None:
    out = tmp_path / "O.parquet"

    result = run("order", "--history", history, "--stock", stock, "--budget", 45, "--out", out)

    assert result.exit_code == 2
    assert "column unit_cost is missing" in result.stderr
