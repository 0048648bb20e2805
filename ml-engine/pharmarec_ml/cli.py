"""`pharmarec-ml`: forecasts and orders from Parquet files."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from types import ModuleType
from typing import Annotated, Any, Literal

import numpy as np
import polars as pl
import typer
from rich.console import Console
from rich.progress import Progress, track

from pharmarec_ml import night
from pharmarec_ml.accuracy import HORIZON_DAYS, Accuracy, accuracy, altogether
from pharmarec_ml.advice import advise, forecast_totals, learn
from pharmarec_ml.backtest import Backtest, NotEnoughData, known_before
from pharmarec_ml.backtest import Bought as BoughtBefore
from pharmarec_ml.backtest import backtest as replay_last_weeks
from pharmarec_ml.batch import ITEMS_AT_ONCE, Asked
from pharmarec_ml.budget import Bought, buy_within, offer_of
from pharmarec_ml.chain import Chain, learn_from, read_chain
from pharmarec_ml.contracts import Advice, ItemHistory
from pharmarec_ml.forecasting import Forecaster
from pharmarec_ml.forecasting.pooled import PooledCounts
from pharmarec_ml.frozen import demand_of
from pharmarec_ml.model_card import BadModel
from pharmarec_ml.reorder_command import load
from pharmarec_ml.tables import (
    BadTable,
    advice_columns,
    forecast_table,
    read_costs,
    read_histories,
    read_positions,
    read_prices,
)

WATCHED_EVERY_SECONDS = 10

main = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)
_progress = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

HistoryFile = Annotated[
    Path,
    typer.Option("--history", help="item_id, date, quantity; optionally unit_price, in_stock. Only days with sales."),
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--asof", formats=["%Y-%m-%d"], help="Last day of history; by default the last in the file."),
]
ModelFolder = Annotated[
    Path | None, typer.Option("--model", help="What train_reorder wrote; without, the history is learned from.")
]
OutFile = Annotated[Path, typer.Option("--out", help="Parquet file to write.")]


@contextmanager
def _clear_errors() -> Iterator[None]:
    """A file or a model that cannot be used ends the command with one sentence and exit code 2."""
    try:
        yield
    except (BadTable, BadModel) as error:
        _progress.print(f"pharmarec-ml: {error}")
        raise typer.Exit(2) from error


def _forecaster(model: Path | None, histories: Sequence[ItemHistory]) -> Forecaster:
    """What was learned before, or what these histories teach."""
    return _learned(histories) if model is None else _loaded(model)


def _loaded(model: Path) -> PooledCounts:
    forecaster = load(model)
    _progress.print(f"{model}: {forecaster.name}")
    return forecaster


def _learned(histories: Sequence[ItemHistory]) -> Forecaster:
    began = time.monotonic()
    forecaster = learn(histories, threads=os.cpu_count() or 1)
    _progress.print(f"{forecaster.name}, learned in {time.monotonic() - began:.0f} s")
    return forecaster


@main.command()
def forecast(
    *,
    history: HistoryFile,
    asof: AsOf = None,
    horizon: Annotated[int, typer.Option(min=1, max=730, help="Days ahead, from the day after --asof.")] = 14,
    quantiles: Annotated[str, typer.Option(help="Comma-separated, each between 0 and 1.")] = "0.5,0.8,0.9,0.95",
    model: ModelFolder = None,
    out: OutFile,
) -> None:
    """Quantiles of each item's total demand over the horizon: item_id, quantile, value."""
    levels = _levels(quantiles)
    with _clear_errors():
        items, histories = read_histories(history, as_of=asof.date() if asof else None)
        _progress.print(f"{history}: {len(items):,} items, {len(histories[0].units):,} days")
        forecaster = _forecaster(model, histories)
        starts = range(0, len(histories), ITEMS_AT_ONCE)
        values = [
            forecast_totals(
                histories[start : start + ITEMS_AT_ONCE], horizon_days=horizon, levels=levels, forecaster=forecaster
            )
            for start in track(starts, "Forecasting", console=_progress, disable=not _progress.is_terminal)
        ]
        _write(forecast_table(items, levels, np.concatenate(values)), out)


@main.command()
def order(
    *,
    history: HistoryFile,
    stock: Annotated[
        Path,
        typer.Option(help="item_id, on_hand, on_order, lead_time_days, review_days, pack_size, moq, service_level."),
    ],
    asof: AsOf = None,
    model: ModelFolder = None,
    budget: Annotated[
        float | None,
        typer.Option(min=0, help="Money; the stock file then has unit_cost, and unit_price where it is known."),
    ] = None,
    out: OutFile,
) -> None:
    """What to order of each item of the stock file: its columns, order_qty, reason and the inputs.

    With a budget order_qty is what it buys, beside full_order_qty, order_cost, and the units and the margin that are
    expected to be lost.
    """
    with _clear_errors():
        items, histories = read_histories(history, as_of=asof.date() if asof else None)
        table, positions = read_positions(stock, items=items)
        _progress.print(f"{stock}: {len(positions):,} items, history up to {histories[0].last_day}")
        forecaster = _forecaster(model, histories)
        advices: list[Advice] = []
        starts = range(0, len(positions), ITEMS_AT_ONCE)
        for start in track(starts, "Calculating", console=_progress, disable=not _progress.is_terminal):
            some = positions[start : start + ITEMS_AT_ONCE]
            numbers = {position.item_id for position in some}
            known = [histories[number] for number in numbers if number < len(histories)]
            advices += advise(known, some, as_of=histories[0].last_day, forecaster=forecaster)
        columns = advice_columns(advices)
        if budget is not None:
            columns = _within_budget(columns, advices, read_costs(stock), Decimal(str(budget)))
        _write(table.hstack(columns), out)


@main.command()
def batch(  # noqa: PLR0913  # each option of the command
    *,
    history: Annotated[
        Path, typer.Option(help="File or folder of files: pharmacy_id and the columns of `forecast --history`.")
    ],
    stock: Annotated[
        Path, typer.Option(help="File or folder of files: pharmacy_id and the columns of `order --stock`.")
    ],
    asof: AsOf = None,
    horizon: Annotated[int, typer.Option(min=1, max=730, help="Days ahead, from the day after --asof.")] = 14,
    quantiles: Annotated[
        str, typer.Option(help="Comma-separated, each between 0 and 1.")
    ] = "0.5,0.8,0.9,0.95,0.98,0.99",
    engine: Annotated[Literal["local", "ray", "dask"], typer.Option(help="What to run on, through Fugue.")] = "local",
    model: ModelFolder = None,
    out: Annotated[Path, typer.Option(help="Folder to write; what is already there is not done again.")],
) -> None:
    """Forecasts and orders of every pharmacy of a chain, a file each."""
    engines = _engines()
    levels = _levels(quantiles)
    with _clear_errors():
        chain = read_chain(history, stock)
        asked = Asked(asof.date() if asof else chain.last_day, horizon, tuple(levels))
        _progress.print(f"{history}: {len(chain.parts):,} pharmacies, history up to {asked.as_of}")
        _begin(out, chain, asked, model)
        left = [part for part in chain.parts if not night.is_done(out, part)]
        if len(left) < len(chain.parts):
            _progress.print(f"{out}: {len(chain.parts) - len(left):,} pharmacies are done already")
        if left:
            began = time.monotonic()
            with _watched(out, len(chain.parts)):
                done = engines.run(left, out, engine=engine)
            _tell(done.to_dict("records"), time.monotonic() - began)


def _engines() -> ModuleType:
    """The module of Fugue, Ray and Dask, which a plain installation does not have."""
    try:
        return import_module("pharmarec_ml.engines")
    except ModuleNotFoundError as error:
        _progress.print(f"pharmarec-ml: {error.name} is not installed: pip install 'pharmarec-ml[scale]'")
        raise typer.Exit(2) from error


def _begin(out: Path, chain: Chain, asked: Asked, model: Path | None) -> None:
    """Go on with the night that was begun in this folder, or begin it with a model or by learning from the chain."""
    begun = night.begun(out)
    forecaster: Forecaster
    if model is not None:
        forecaster = _loaded(model)
    elif begun is None:
        began = time.monotonic()
        forecaster = learn_from(chain, as_of=asked.as_of, threads=os.cpu_count() or 1)
        _progress.print(f"{forecaster.name}, learned in {time.monotonic() - began:.0f} s")
    else:
        forecaster = begun[1]
    night.begin(out, asked=asked, content=forecaster.to_text() if isinstance(forecaster, PooledCounts) else None)


@contextmanager
def _watched(out: Path, pharmacies: int) -> Iterator[None]:
    """Say how far the workers are, wherever they run, by what they have written."""
    is_over = Event()

    def watch() -> None:
        while not is_over.wait(WATCHED_EVERY_SECONDS):
            _progress.print(f"{night.pharmacies_done(out):,} of {pharmacies:,} pharmacies")

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()


def _tell(done: list[dict[str, Any]], seconds: float) -> None:
    """What came of it, and the first error; the pharmacies without one are written all the same.

    Raises:
        BadTable: of a pharmacy whose files cannot be used.
    """
    items, spent = sum(row["items"] for row in done), sum(row["cpu_seconds"] for row in done)
    if items:
        cost = 1e6 * spent / items
        _progress.print(f"{items:,} items in {seconds:.1f} s; {spent:.1f} s of CPU, {cost:.0f} µs an item")
    wrong = [row["error"] for row in done if row["error"]]
    if wrong:
        others = f" ({len(wrong) - 1:,} more pharmacies have errors)" if len(wrong) > 1 else ""
        raise BadTable(wrong[0] + others)


@main.command()
def backtest(
    *,
    history: HistoryFile,
    weeks: Annotated[int, typer.Option(min=1, max=104, help="How many of the last weeks are replayed.")] = 13,
    lead: Annotated[int, typer.Option(min=0, max=365, help="Days from order to shelf.")] = 7,
    review: Annotated[int, typer.Option(min=1, max=365, help="Days between two orders.")] = 7,
    service_level: Annotated[float, typer.Option(min=0.5, max=0.999, help="Chance of no shortage in a cycle.")] = 0.9,
    out: Annotated[Path, typer.Option("--out", help="JSON file to write.")],
) -> None:
    """What our orders would have done in the last weeks, beside the average of 90 days (AMC) × 1.5.

    An optional column unit_price of the history weighs the items; without it each unit counts 1.
    """
    with _clear_errors():
        items, histories = read_histories(history, as_of=None)
        prices = read_prices(history, items=items)
        _progress.print(f"{history}: {len(items):,} items, {len(histories[0].units):,} days")
        bought = [
            BoughtBefore(known, price, price, lead, review, service_level)
            for known, price in zip(histories, prices, strict=True)
        ]
        forecaster = _learned(known_before(histories, weeks=weeks))
        result = _replayed(bought, weeks, forecaster)
        terms = {"weeks": weeks, "lead_time_days": lead, "review_days": review, "service_level": service_level}
        if isinstance(result, NotEnoughData):
            _write_json({"state": "not_enough_data", **terms, **asdict(result)}, out)
            _progress.print(result.sentence)
            return
        errors = altogether(accuracy(histories, weeks=weeks, forecaster=forecaster))
        forecasts = None if errors is None else {"horizon_days": HORIZON_DAYS, **asdict(errors)}
        _write_json({"state": "done", **terms, **asdict(result), "forecasts": forecasts}, out)
        for line in [*_outcome_lines(result), *([] if errors is None else _error_lines(errors))]:
            _progress.print(line)


def _replayed(bought: list[BoughtBefore], weeks: int, forecaster: Forecaster) -> Backtest | NotEnoughData:
    with Progress(console=_progress, disable=not _progress.is_terminal) as shown:
        task = shown.add_task("Replaying", total=None)
        return replay_last_weeks(
            bought,
            weeks=weeks,
            forecaster=forecaster,
            progress=lambda done, total: shown.update(task, completed=done, total=total),
        )


def _outcome_lines(result: Backtest) -> list[str]:
    """A small table: each rule's fill and stock, and ours in relation to AMC's."""
    ours, amc, equal = result.ours.average_stock_value, result.amc.average_stock_value, result.amc_stock_at_equal_fill
    lines = [f"{'':22}{'fill':>8}{'stock value':>14}{'ours / theirs':>15}"]
    lines.append(f"{'PharmaRec':22}{result.ours.fill_by_value:8.1%}{ours:14,.0f}")
    lines.append(f"{'AMC × 1.5':22}{result.amc.fill_by_value:8.1%}{amc:14,.0f}{_ratio(ours, amc):>15}")
    if equal is not None:
        lines.append(f"{'AMC at our fill':22}{result.ours.fill_by_value:8.1%}{equal:14,.0f}{_ratio(ours, equal):>15}")
    return lines


def _error_lines(errors: Accuracy) -> list[str]:
    """A small table: how far off each method's forecasts were, as shares of the demand."""
    lines = [f"{f'{HORIZON_DAYS} days ahead':22}{'off by':>8}{'quantile loss':>14}"]
    methods = {"PharmaRec": errors.ours, "AMC": errors.amc, "last days repeated": errors.naive}
    lines += [f"{name:22}{error.absolute:8.1%}{error.loss:14.3f}" for name, error in methods.items()]
    return lines


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.3f}" if theirs else "–"


def _write_json(content: dict[str, object], path: Path) -> None:
    try:
        path.write_text(json.dumps(content, indent=2, default=str) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadTable(f"{path}: cannot be written") from error
    _progress.print(f"{path}: written")


def _levels(quantiles: str) -> list[float]:
    try:
        levels = [float(level) for level in quantiles.split(",")]
    except ValueError as error:
        raise typer.BadParameter(f"expected numbers such as 0.5,0.9, found {quantiles!r}") from error
    if not all(0 < level < 1 for level in levels):
        raise typer.BadParameter(f"each quantile lies between 0 and 1, found {quantiles!r}")
    return levels


def _within_budget(
    columns: pl.DataFrame, advices: list[Advice], costs: list[tuple[Decimal, Decimal | None]], budget: Decimal
) -> pl.DataFrame:
    """The columns of an order with what a budget buys of it, and what the cut costs."""
    rows = [row for row, advice in enumerate(advices) if advice.order_qty > 0]
    inputs = [advices[row].inputs for row in rows]
    offers = [
        offer_of(some, order_qty=advices[row].order_qty, unit_cost=costs[row][0], unit_price=costs[row][1])
        for row, some in zip(rows, inputs, strict=True)
    ]
    bought = buy_within(offers, demand_of(inputs), budget=budget)
    lost_margin = sum(line.lost_margin for line in bought.lines)
    _progress.print(
        f"{bought.spent:,.2f} of {budget:,.2f} spent; all would cost {bought.full_cost:,.2f}; "
        f"what is left out is expected to lose a margin of {lost_margin:,.2f}"
    )
    lines = dict(zip(rows, bought.lines, strict=True))
    nothing = Bought(Decimal(0), 0.0, 0.0, 0.0)
    of_rows = [lines.get(row, nothing) for row in range(len(advices))]
    return columns.with_columns(
        pl.col("order_qty").alias("full_order_qty"),
        pl.Series("order_qty", [float(line.qty) for line in of_rows]),
        pl.Series("order_cost", [float(line.qty * cost) for line, (cost, _) in zip(of_rows, costs, strict=True)]),
        pl.Series("expected_lost_units", [line.lost_units - line.lost_if_whole for line in of_rows]),
        pl.Series("expected_lost_margin", [line.lost_margin for line in of_rows]),
    )


def _write(table: pl.DataFrame, path: Path) -> None:
    try:
        table.write_parquet(path)
    except OSError as error:
        raise BadTable(f"{path}: cannot be written") from error
    _progress.print(f"{path}: {table.height:,} rows written")
