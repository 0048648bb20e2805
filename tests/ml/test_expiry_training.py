"""Learning the expiry model: it finds what is there, never sees the future, and is written down with its card."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pharmarec_ml import expiry_artefact
from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.demand import demand_table
from pharmarec_ml.expiry import CERTAIN, Doubt, doubts
from pharmarec_ml.expiry_training import learn_doubt, score
from pharmarec_ml.forecasting.negative_binomial import ExponentialNegativeBinomial
from pharmarec_ml.model_card import sha256_of

COMMAND = Path(__file__).parents[2] / "ml-engine" / "training" / "train_expiry.py"
FIRST_DAY = date(2025, 1, 1)


def made_up(*, items: int = 60, days: int = 200, leaving: float = 0.0, seed: int = 5) -> list[ItemHistory]:
    """Steady Poisson demand; a share of the items is not asked for again after some day."""
    chance = np.random.default_rng(seed)
    units = chance.poisson(chance.uniform(0.3, 2, size=(items, 1)), size=(items, days)).astype(float)
    for row in np.flatnonzero(chance.random(items) < leaving):
        units[row, chance.integers(days // 2, days) :] = 0
    return [ItemHistory(number, FIRST_DAY, row) for number, row in enumerate(units)]


def file_of(histories: list[ItemHistory], path: Path) -> Path:
    rows = [
        (str(each.item_id), each.first_day + timedelta(days=day), units)
        for each in histories
        for day, units in enumerate(each.units.tolist())
        if units
    ]
    pl.DataFrame(rows, schema=["item_id", "date", "quantity"], orient="row").write_parquet(path)
    return path


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120
    )


def test_steady_demand_teaches_little_doubt_and_items_that_go_teach_more() -> None:
    steady, leaving = (learn_doubt(demand_table(made_up(leaving=share))) for share in (0.0, 0.5))
    assert steady is not None
    assert leaving is not None

    silent = np.array([10.0])
    of_steady = doubts(steady, sale_days=np.array([60]), silence=silent)
    of_leaving = doubts(leaving, sale_days=np.array([60]), silence=silent)

    assert of_steady[0] < 0.1
    assert of_leaving[1] > 0.6
    assert of_leaving[1] > of_steady[1]


def test_too_short_a_past_teaches_nothing() -> None:
    assert learn_doubt(demand_table(made_up(days=60))) is None


def test_days_after_the_origin_change_nothing_but_what_came() -> None:
    histories = made_up()
    other = [
        ItemHistory(each.item_id, each.first_day, np.concatenate([each.units[:150], np.zeros(50)]))
        for each in histories
    ]
    doubt = Doubt((-2.0, 0.0), (-3.0, 1.0, 0.0))

    told = [score(each, days=50, forecaster=ExponentialNegativeBinomial(), doubt=doubt) for each in (histories, other)]

    assert told[0].units_told == told[1].units_told
    assert [(one.batches, one.told) for one in told[0].tenths] == [(one.batches, one.told) for one in told[1].tenths]
    assert told[1].expired == 1
    assert told[0].expired < 0.9


def test_honest_chances_beat_yes_or_no_and_the_base_rate() -> None:
    told = score(made_up(), days=50, forecaster=ExponentialNegativeBinomial(), doubt=CERTAIN)

    assert told.skill("walk") > 0.2
    assert told.skill("base_rate") > 0.5


def test_the_command_writes_the_model_and_a_card_that_vouches_for_it(tmp_path: Path) -> None:
    source = file_of(made_up(days=240, leaving=0.2), tmp_path / "H.parquet")

    done = run("--history", source, "--held-out", 40, "--out", tmp_path / "model")

    assert done.returncode == 0, done.stderr
    card = json.loads((tmp_path / "model" / "card.json").read_text())
    assert card["data"]["sha256"] == sha256_of(source)
    assert (card["data"]["items"], card["held_out"]["last_day"]) == (60, "2025-08-28")
    assert set(card["held_out"]["brier"]) == {"model", "plain", "exponential", "walk", "base_rate"}
    assert card["held_out"]["brier"]["model"] < card["held_out"]["brier"]["base_rate"]
    assert isinstance(expiry_artefact.read(tmp_path / "model"), Doubt)


def test_too_short_a_file_is_one_sentence(tmp_path: Path) -> None:
    source = file_of(made_up(days=80), tmp_path / "H.parquet")

    refused = run("--history", source, "--held-out", 40, "--out", tmp_path / "model")

    assert refused.returncode == 2
    assert "too little to learn from" in refused.stderr
    assert not (tmp_path / "model").exists()


def test_a_model_that_is_not_the_cards_is_refused(tmp_path: Path) -> None:
    expiry_artefact.write(tmp_path, CERTAIN, {})
    (tmp_path / "model.json").write_text(Doubt((0.0, 0.0), (0.0, 0.0, 0.0)).to_text())

    with pytest.raises(ValueError, match="not the model that its card tells of"):
        expiry_artefact.read(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"name": "expiry-1"}', '{"name": "other", "rate": [0, 0], "gone": [0, 0, 0]}']
)
def test_another_text_is_no_model(text: str) -> None:
    with pytest.raises(ValueError, match="no stored expiry model"):
        Doubt.from_text(text)


def test_what_was_learned_comes_back_from_its_text_and_a_model_ships() -> None:
    doubt = Doubt((0.1, -0.2), (0.3, 0.4, -0.5))

    assert Doubt.from_text(doubt.to_text()) == doubt
    assert expiry_artefact.served().rate[1] <= 0
