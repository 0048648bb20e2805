"""What was learned as files: the model as text, and a card that says from what, how well, and with which hash."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

MODEL: Final = "model.json"
CARD: Final = "card.json"
WORDS: Final = "card.md"
SCHEMA: Final = 1


class BadModel(ValueError):
    """A folder without the model that its card tells of; the message names the file."""


@dataclass(frozen=True)
class LearnedFrom:
    """The data that a model knows.

    Attributes:
        name: what they are, and whose.
        sha256: of the file.
    """

    name: str
    sha256: str
    rows: int
    items: int
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Card:
    """What is told of a model.

    Attributes:
        kind: which class reads the text, with its version.
        scores: by method; lower is better. `measured` says what they are.
        libraries: versions of what it was learned with.
    """

    kind: str
    trained_at: datetime
    data: LearnedFrom
    measured: str
    scores: Mapping[str, float]
    libraries: Mapping[str, str]


def libraries_used(names: Sequence[str]) -> dict[str, str]:
    """The versions of these installed packages, and of Python."""
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def sha256_of(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def write(folder: Path, text: str, card: Card) -> None:
    """Write a model and its card, as JSON and in words, into a folder that is not there yet.

    Raises:
        FileExistsError: a version is written once.
    """
    folder.mkdir(parents=True)
    (folder / MODEL).write_text(text, encoding="utf-8")
    told = {"schema": SCHEMA, "model_sha256": sha256_of(folder / MODEL), **asdict(card)}
    (folder / WORDS).write_text(_in_words(folder.name, card, told["model_sha256"]), encoding="utf-8")
    (folder / CARD).write_text(json.dumps(told, indent=2, default=str) + "\n", encoding="utf-8")


def read(folder: Path, *, kind: str) -> str:
    """The text of a model that `write` wrote.

    Raises:
        BadModel: a file is missing or no card, the model is of another kind, or not the one that the card tells of.
    """
    card = _card(folder / CARD)
    if card.get("schema") != SCHEMA:
        raise BadModel(f"{folder / CARD}: expected schema {SCHEMA}, found {card.get('schema')!r}")
    if card.get("kind") != kind:
        raise BadModel(f"{folder / CARD}: expected a model of kind {kind}, found {card.get('kind')!r}")
    try:
        content = (folder / MODEL).read_bytes()
    except OSError as error:
        raise BadModel(f"{folder / MODEL}: cannot be read") from error
    if hashlib.sha256(content).hexdigest() != card.get("model_sha256"):
        raise BadModel(f"{folder / MODEL}: not the model that {CARD} tells of")
    return content.decode("utf-8")


def _card(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadModel(f"{path}: not a readable card") from error
    return told if isinstance(told, dict) else {}


def _in_words(name: str, card: Card, sha256: str) -> str:
    data = card.data
    lines = [
        f"# {name}",
        "",
        f"- Kind: {card.kind}, trained {card.trained_at:%Y-%m-%d %H:%M} UTC.",
        f"- Data: {data.name}. {data.rows:,} rows of {data.items:,} items, {data.first_day} to {data.last_day}; "
        f"SHA-256 `{data.sha256}`.",
        f"- Model: `{MODEL}`, SHA-256 `{sha256}`.",
        f"- Made with {', '.join(f'{library} {number}' for library, number in card.libraries.items())}.",
        "",
        f"{card.measured}:",
        "",
        "| method | score |",
        "|---|---|",
        *(f"| {method} | {score:.4f} |" for method, score in card.scores.items()),
        "",
    ]
    return "\n".join(lines)
