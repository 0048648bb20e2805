"""The command behind `training/train_reorder.py`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import polars as pl
import typer

from pharmarec_ml import model_card
from pharmarec_ml.accuracy import HORIZON_DAYS
from pharmarec_ml.advice import learn
from pharmarec_ml.forecasting.pooled import PooledCounts
from pharmarec_ml.model_card import Card, LearnedFrom
from pharmarec_ml.rolling import rolling_scores
from pharmarec_ml.tables import BadTable, read_histories

KIND: Final = "pooled-counts"
MODELS: Final = Path(__file__).parents[1] / "models"
LIBRARIES: Final = ("pharmarec-ml", "lightgbm", "numpy", "polars", "scipy")


def train_reorder(
    *,
    history: Annotated[Path, typer.Option(help="Sales to learn from, as for `pharmarec-ml forecast`.")],
    source: Annotated[str, typer.Option(help="What these data are, and whose: for the card.")],
    name: Annotated[str, typer.Option(help="Of the model; its folder is NAME-VERSION.")] = "reorder",
    windows: Annotated[int, typer.Option(min=1, max=26, help="How many of the last 14 days it is judged by.")] = 4,
    models: Annotated[Path, typer.Option(help="Folder of the models.")] = MODELS,
) -> None:
    """Learn demand from a file, judge it by the last windows, and write it as the next version with its card."""
    try:
        folder = _train(history, source, name, windows, models)
    except BadTable as error:
        typer.echo(f"train_reorder: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{folder}: written", err=True)


def load(folder: Path) -> PooledCounts:
    """The forecaster of a folder that was written here.

    Raises:
        BadModel: as `model_card.read` says, or its text is no forecaster.
    """
    text = model_card.read(folder, kind=KIND)
    try:
        return PooledCounts.from_text(text)
    except ValueError as error:
        raise model_card.BadModel(f"{folder / model_card.MODEL}: {error}") from error


def _train(history: Path, source: str, name: str, windows: int, models: Path) -> Path:
    items, histories = read_histories(history, as_of=None)
    threads = os.cpu_count() or 1
    scores = rolling_scores(
        histories,
        windows=windows,
        threads=threads,
        progress=lambda done, total: typer.echo(f"{done} of {total} windows", err=True),
    )
    learned = learn(histories, threads=threads)
    if not isinstance(learned, PooledCounts):
        raise BadTable(
            f"{history}: {len(items):,} items over {len(histories[0].units):,} days are too little to learn from"
        )
    card = Card(
        kind=KIND,
        trained_at=datetime.now(UTC),
        data=LearnedFrom(
            name=source,
            sha256=model_card.sha256_of(history),
            rows=pl.read_parquet(history, columns=["item_id"]).height,
            items=len(items),
            first_day=histories[0].first_day,
            last_day=histories[0].last_day,
        ),
        measured=f"Weighted quantile loss of the demand of {HORIZON_DAYS} days over the last {windows} windows, each "
        "forecast from the days before it (lower is better)",
        scores=scores,
        libraries=model_card.libraries_used(LIBRARIES),
    )
    folder = models / f"{name}-{_next_version(models, name)}"
    model_card.write(folder, learned.to_text(), card)
    return folder


def _next_version(models: Path, name: str) -> int:
    numbers = [folder.name.removeprefix(f"{name}-") for folder in models.glob(f"{name}-*")]
    return 1 + max((int(number) for number in numbers if number.isdigit()), default=0)
