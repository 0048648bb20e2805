"""The expiry model as files: what was learned, and a card that says from what and how well."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pharmarec_ml.expiry import Doubt
from pharmarec_ml.model_card import CARD, MODEL, sha256_of

PACKAGE: Final = Path(__file__).parent
PLACES: Final = (PACKAGE / "expiry_model", PACKAGE.parent / "models" / "expiry-1")
"""Where the model that is served lies: in the installed package, and in a checkout."""


def write(folder: Path, doubt: Doubt, card: Mapping[str, object]) -> None:
    """Write what was learned, and its card with the hash of it, into a folder that is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL).write_text(doubt.to_text() + "\n", encoding="utf-8")
    told = {**card, "sha256": sha256_of(folder / MODEL)}
    (folder / CARD).write_text(json.dumps(told, indent=2, default=str) + "\n", encoding="utf-8")


def read(folder: Path) -> Doubt:
    """What `write` wrote.

    Raises:
        ValueError: the model is not the one of which the card tells, or is none.
    """
    if json.loads((folder / CARD).read_text(encoding="utf-8")).get("sha256") != sha256_of(folder / MODEL):
        raise ValueError(f"{folder}: {MODEL} is not the model that its card tells of")
    return Doubt.from_text((folder / MODEL).read_text(encoding="utf-8"))


def served() -> Doubt:
    """The model that ships with the engine."""
    return read(next(place for place in PLACES if place.is_dir()))
