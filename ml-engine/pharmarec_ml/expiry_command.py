"""`train_expiry`: learns the expiry model from a history file, scores it on its last days, and writes both down."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pharmarec_ml import expiry_artefact
from pharmarec_ml.advice import learn
from pharmarec_ml.backtest import cut
from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.demand import demand_table
from pharmarec_ml.expiry import NAME, Doubt
from pharmarec_ml.expiry_scores import RULE
from pharmarec_ml.expiry_training import Scores, learn_doubt, score
from pharmarec_ml.model_card import sha256_of
from pharmarec_ml.tables import BadTable, read_histories

DEFAULT_OUT = Path(__file__).parent.parent / "models" / NAME
_progress = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def train_expiry(
    *,
    history: Annotated[Path, typer.Option(help="item_id, date, quantity; optionally unit_price, in_stock.")],
    source: Annotated[str, typer.Option(help="What these data are, and whose: for the card.")] = "",
    asof: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day used; by default all.")] = None,
    held_out: Annotated[int, typer.Option(min=14, max=365, help="Last days that only score.")] = 90,
    out: Annotated[Path, typer.Option(help="Folder to write model.json and card.json into.")] = DEFAULT_OUT,
) -> None:
    """Learn how unsure demand is, score it on the last days, and write it down learned from all days."""
    try:
        _, histories = read_histories(history, as_of=asof.date() if asof else None)
        days = len(histories[0].units)
        _progress.print(f"{history}: {len(histories):,} items, {days:,} days")
        doubt, scores = _learn_and_score(histories, held_out)
    except BadTable as error:
        _progress.print(f"train_expiry: {error}")
        raise typer.Exit(2) from error
    data = {
        "file": history.name,
        "source": source,
        "sha256": sha256_of(history),
        "items": len(histories),
        "first_day": histories[0].first_day,
        "last_day": histories[0].last_day,
    }
    expiry_artefact.write(out, doubt, _card(data, scores, held_out=held_out, last_day=histories[0].last_day))
    for method, told in scores.brier.items():
        _progress.print(f"{method:12} Brier score {told:.4f}")
    _progress.print(f"{out}: written")


def _learn_and_score(histories: list[ItemHistory], held_out: int) -> tuple[Doubt, Scores]:
    """What is learned from all days, and how the same, learned without the last days, did on them.

    Raises:
        BadTable: too few days or sales.
    """
    before = [cut(history, days=held_out) for history in histories]
    judged = learn_doubt(demand_table(before))
    kept = learn_doubt(demand_table(histories))
    if judged is None or kept is None:
        raise BadTable(f"too little to learn from before the last {held_out} days; more days or items are needed")
    return kept, score(histories, days=held_out, forecaster=learn(before), doubt=judged)


def _card(data: dict[str, object], scores: Scores, *, held_out: int, last_day: date) -> dict[str, object]:
    return {
        "name": NAME,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "data": data,
        "held_out": {
            "first_day": last_day - timedelta(days=held_out - 1),
            "last_day": last_day,
            "rule": RULE,
            "note": "scored as learned from the days before; the model itself is learned from all days",
            **asdict(scores),
        },
    }
