"""`pharmarec-ml`: forecasts and orders from Parquet files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import polars as pl
import typer
from rich.console import Console
from rich.progress import track

from pharmarec_ml.advice import advise, forecast_totals
from pharmarec_ml.contracts import Advice
from pharmarec_ml.tables import BadTable, read_histories, read_positions

ITEMS_AT_ONCE = 5000

main = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)
_progress = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

HistoryFile = Annotated[
    Path, typer.Option("--history", help="item_id, date, quantity; optionally in_stock. Only days with sales.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--asof", formats=["%Y-%m-%d"], help="Last day of history; by default the last in the file."),
]
OutFile = Annotated[Path, typer.Option("--out", help="Parquet file to write.")]


@contextmanager
def _clear_errors() -> Iterator[None]:
    """A file that cannot be used ends the command with one sentence and exit code 2."""
    try:
        yield
    except BadTable as error:
        _progress.print(f"pharmarec-ml: {error}")
        raise typer.Exit(2) from error


@main.command()
def forecast(
    *,
    history: HistoryFile,
    asof: AsOf = None,
    horizon: Annotated[int, typer.Option(min=1, max=730, help="Days ahead, from the day after --asof.")] = 14,
    quantiles: Annotated[str, typer.Option(help="Comma-separated, each between 0 and 1.")] = "0.5,0.8,0.9,0.95",
    out: OutFile,
) -> None:
    """Quantiles of each item's total demand over the horizon: item_id, quantile, value."""
    levels = _levels(quantiles)
    with _clear_errors():
        items, histories = read_histories(history, as_of=asof.date() if asof else None)
        _progress.print(f"{history}: {len(items):,} items, {len(histories[0].units):,} days")
        starts = range(0, len(histories), ITEMS_AT_ONCE)
        values = [
            forecast_totals(histories[start : start + ITEMS_AT_ONCE], horizon_days=horizon, levels=levels)
            for start in track(starts, "Forecasting", console=_progress, disable=not _progress.is_terminal)
        ]
        rows = {
            "item_id": items.gather(np.repeat(np.arange(len(items)), len(levels))),
            "quantile": levels * len(items),
            "value": np.concatenate(values).ravel(),
        }
        _write(pl.DataFrame(rows), out)


@main.command()
def order(
    *,
    history: HistoryFile,
    stock: Annotated[
        Path,
        typer.Option(help="item_id, on_hand, on_order, lead_time_days, review_days, pack_size, moq, service_level."),
    ],
    asof: AsOf = None,
    out: OutFile,
) -> None:
    """What to order of each item of the stock file: its columns, order_qty, reason and the inputs."""
    with _clear_errors():
        items, histories = read_histories(history, as_of=asof.date() if asof else None)
        table, positions = read_positions(stock, items=items)
        _progress.print(f"{stock}: {len(positions):,} items, history up to {histories[0].last_day}")
        advices: list[Advice] = []
        starts = range(0, len(positions), ITEMS_AT_ONCE)
        for start in track(starts, "Calculating", console=_progress, disable=not _progress.is_terminal):
            some = positions[start : start + ITEMS_AT_ONCE]
            numbers = {position.item_id for position in some}
            known = [histories[number] for number in numbers if number < len(histories)]
            advices += advise(known, some, as_of=histories[0].last_day)
        _write(table.hstack(_advice_columns(advices)), out)


def _levels(quantiles: str) -> list[float]:
    try:
        levels = [float(level) for level in quantiles.split(",")]
    except ValueError as error:
        raise typer.BadParameter(f"expected numbers such as 0.5,0.9, found {quantiles!r}") from error
    if not all(0 < level < 1 for level in levels):
        raise typer.BadParameter(f"each quantile lies between 0 and 1, found {quantiles!r}")
    return levels


def _advice_columns(advices: list[Advice]) -> pl.DataFrame:
    columns: dict[str, list[object]] = {
        "order_qty": [float(advice.order_qty) for advice in advices],
        "reason": [advice.reason for advice in advices],
        "explanation": [advice.explanation for advice in advices],
        "urgency": [advice.urgency for advice in advices],
        "confidence": [advice.confidence for advice in advices],
        "demand_per_day": [advice.demand_per_day for advice in advices],
        "expected_demand": [advice.expected_demand for advice in advices],
        "order_up_to": [advice.order_up_to for advice in advices],
        "safety_stock": [advice.safety_stock for advice in advices],
        "days_of_cover": [advice.days_of_cover for advice in advices],
        "inputs": [json.dumps(advice.inputs) for advice in advices],
    }
    return pl.DataFrame(columns, schema_overrides={"days_of_cover": pl.Float64})


def _write(table: pl.DataFrame, path: Path) -> None:
    try:
        table.write_parquet(path)
    except OSError as error:
        raise BadTable(f"{path}: cannot be written") from error
    _progress.print(f"{path}: {table.height:,} rows written")
