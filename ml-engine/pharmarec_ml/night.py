"""The folder that a night writes: what was asked, the forecaster, and two files a pharmacy, each whole or not there."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from pharmarec_ml.advice import FORECASTER
from pharmarec_ml.batch import Asked, Night
from pharmarec_ml.chain import PHARMACY, Part
from pharmarec_ml.forecasting import Forecaster
from pharmarec_ml.forecasting.pooled import PooledCounts
from pharmarec_ml.tables import BadTable

ASKED, MODEL = "night.json", "model.json"
FORECASTS, ORDERS = "forecasts", "orders"


def begin(folder: Path, *, asked: Asked, content: str | None) -> None:
    """Note what is asked, and the forecaster's text; None is the exponential mean.

    Raises:
        BadTable: the folder holds a night that asked for something else, or cannot be written.
    """
    sha256 = None if content is None else hashlib.sha256(content.encode()).hexdigest()
    text = json.dumps({**asdict(asked), "model_sha256": sha256}, default=str, indent=2) + "\n"
    noted = folder / ASKED
    if noted.exists() and noted.read_text(encoding="utf-8") != text:
        raise BadTable(f"{folder}: holds a night that asked for something else; choose another folder")
    try:
        for name in (FORECASTS, ORDERS):
            (folder / name).mkdir(parents=True, exist_ok=True)
        if content is not None:
            _write_whole(folder / MODEL, content.encode())
        _write_whole(noted, text.encode())
    except OSError as error:
        raise BadTable(f"{folder}: cannot be written") from error


def begun(folder: Path) -> tuple[Asked, Forecaster] | None:
    """What a night that was begun here asked for, and its forecaster; None where none was.

    Raises:
        BadTable: the forecaster is not the one that was noted.
    """
    if not (folder / ASKED).exists():
        return None
    return _begun(folder)


@lru_cache(maxsize=4)
def _begun(folder: Path) -> tuple[Asked, Forecaster]:
    told = json.loads((folder / ASKED).read_text(encoding="utf-8"))
    asked = Asked(date.fromisoformat(told["as_of"]), told["horizon_days"], tuple(told["levels"]))
    if told["model_sha256"] is None:
        return asked, FORECASTER
    content = (folder / MODEL).read_text(encoding="utf-8")
    if hashlib.sha256(content.encode()).hexdigest() != told["model_sha256"]:
        raise BadTable(f"{folder / MODEL}: not the forecaster that this night began with")
    return asked, PooledCounts.from_text(content)


def is_done(folder: Path, part: Part) -> bool:
    """Whether a pharmacy is written; its orders are written last."""
    return (folder / ORDERS / part.file_name).exists()


def pharmacies_done(folder: Path) -> int:
    """How many pharmacies are written."""
    return sum(1 for _ in (folder / ORDERS).glob("*.parquet"))


def write(folder: Path, part: Part, night: Night) -> None:
    """Write a pharmacy's forecasts, then its orders, with the pharmacy as first column."""
    for name, table in ((FORECASTS, night.forecasts), (ORDERS, night.orders)):
        target = folder / name / part.file_name
        partial = target.with_suffix(f".{os.getpid()}.partial")
        table.select(pl.lit(part.pharmacy).alias(PHARMACY), pl.all()).write_parquet(partial)
        partial.replace(target)


def _write_whole(path: Path, content: bytes) -> None:
    partial = path.with_suffix(".partial")
    partial.write_bytes(content)
    partial.replace(path)
