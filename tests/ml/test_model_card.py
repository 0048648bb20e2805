"""What was learned as files: judged by weeks it had not seen, written once, and served only as its card tells."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from pharmarec_ml.accuracy import LEVELS, quantile_loss
from pharmarec_ml.advice import FORECASTER, forecast_totals, learn
from pharmarec_ml.cli import main
from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.model_card import BadModel, Card, LearnedFrom, sha256_of, write
from pharmarec_ml.reorder_command import load, train_reorder
from pharmarec_ml.rolling import rolling_scores

FIRST, DAYS = date(2025, 1, 1), 200


def fading(items: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Items that come up at some time and lose a third of their rate every month."""
    chance = np.random.default_rng(5)
    age = np.arange(DAYS) - chance.integers(-60, 60, size=(items, 1))
    rate = np.where(age >= 0, chance.gamma(2, 2, size=(items, 1)) * (2 / 3) ** (age / 30), 0)
    return chance.poisson(rate).astype(float)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "H.parquet"
    units = fading(60)
    item, day = np.nonzero(units)
    rows = {"item_id": item, "date": np.datetime64(FIRST) + day, "quantity": units[item, day]}
    pl.DataFrame(rows).write_parquet(path)
    return path


def train(history: Path, models: Path) -> Result:
    command = Typer()
    command.command()(train_reorder)
    options = ["--history", history, "--models", models, "--source", "Made up", "--windows", 2]
    return CliRunner().invoke(command, list(map(str, options)))


@pytest.fixture(scope="module")
def models(history: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    trained = train(history, folder)
    assert trained.exit_code == 0, trained.stderr
    return folder


def test_the_card_says_from_what_how_well_and_with_which_hash(history: Path, models: Path) -> None:
    folder = models / "reorder-1"
    card = json.loads((folder / "card.json").read_text())

    assert card["data"] == {
        "name": "Made up",
        "sha256": sha256_of(history),
        "rows": pl.read_parquet(history).height,
        "items": 60,
        "first_day": "2025-01-01",
        "last_day": str(FIRST + timedelta(days=DAYS - 1)),
    }
    assert set(card["scores"]) == {"learned", "exponential_mean", "amc"}
    assert min(card["scores"], key=card["scores"].__getitem__) == "learned"
    assert card["model_sha256"] == sha256_of(folder / "model.json")
    assert set(card["libraries"]) == {"python", "pharmarec-ml", "lightgbm", "numpy", "polars", "scipy"}
    assert f"| learned | {card['scores']['learned']:.4f} |" in (folder / "card.md").read_text()


def test_forecast_uses_the_model_without_learning(history: Path, models: Path, tmp_path: Path) -> None:
    out = tmp_path / "F.parquet"
    paths = ["--history", history, "--model", models / "reorder-1", "--out", out, "--quantiles", "0.5"]

    done = CliRunner().invoke(main, ["forecast", *map(str, paths)])

    assert done.exit_code == 0, done.stderr
    assert "learned in" not in done.stderr
    assert "pooled-counts-2" in done.stderr
    assert pl.read_parquet(out)["value"].sum() > 0


def test_a_model_that_was_changed_is_refused(history: Path, models: Path, tmp_path: Path) -> None:
    shutil.copytree(models, tmp_path, dirs_exist_ok=True)
    model = tmp_path / "reorder-1" / "model.json"
    model.write_text(model.read_text().replace('"name"', '"Name"'))

    with pytest.raises(BadModel, match="not the model that"):
        load(tmp_path / "reorder-1")
    paths = ["--history", history, "--model", tmp_path / "reorder-1", "--out", tmp_path / "F.parquet"]
    done = CliRunner().invoke(main, ["forecast", *map(str, paths)])
    assert (done.exit_code, "not the model that card.json tells of" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"schema": 2}, "expected schema 1, found 2"),
        ({"kind": "expiry"}, "expected a model of kind pooled-counts, found 'expiry'"),
        (None, "not a readable card"),
    ],
)
def test_another_card_is_refused(models: Path, tmp_path: Path, told: dict[str, object] | None, said: str) -> None:
    card = json.loads((models / "reorder-1" / "card.json").read_text())
    (tmp_path / "card.json").write_text("" if told is None else json.dumps(card | told))

    with pytest.raises(BadModel, match=said):
        load(tmp_path)


def test_a_version_is_written_once(models: Path) -> None:
    told = json.loads((models / "reorder-1" / "card.json").read_text())
    data = LearnedFrom("Other", "0", 1, 1, FIRST, FIRST)
    card = Card("pooled-counts", datetime.now(UTC), data, "Loss", {}, {})

    with pytest.raises(FileExistsError):
        write(models / "reorder-1", "other", card)
    assert json.loads((models / "reorder-1" / "card.json").read_text()) == told


def test_a_window_is_judged_by_what_was_known_before_it() -> None:
    units = fading(60)
    last, before = (
        units[:, -14:].sum(axis=1),
        [ItemHistory(number, FIRST, row[:-14]) for number, row in enumerate(units)],
    )
    expected = {}
    for name, forecaster in (("learned", learn(before)), ("exponential_mean", FORECASTER)):
        told = forecast_totals(before, horizon_days=14, levels=LEVELS, forecaster=forecaster)
        expected[name] = quantile_loss(told, last).sum() / last.sum()

    windows: list[int] = []
    scores = rolling_scores(
        [ItemHistory(number, FIRST, row) for number, row in enumerate(units)],
        windows=1,
        threads=1,
        progress=lambda done, total: windows.extend((done, total)),
    )

    assert {name: scores[name] for name in expected} == pytest.approx(expected)
    assert windows == [1, 1]
