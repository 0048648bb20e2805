"""How a read file travels from the child process back: JSON for the words, NumPy for the figures."""

import json
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from app.services.sales_reader.contracts import (
    BadRow,
    ColumnPreview,
    MedicineTotal,
    Preview,
    Question,
    ReadOptions,
    SalesFile,
)
from app.services.sales_reader.errors import SalesFileError, from_code
from app.services.sales_reader.limits import ChildLimits
from app.services.sales_reader.sale_rows import SaleRows

_REQUEST, _PREVIEW, _SALES, _REFUSAL = "request.json", "preview.json", "sales.npz", "refusal.json"
_TEXTS = ("medicines", "references")


def write_request(folder: Path, path: Path, filename: str, options: ReadOptions, allowed: ChildLimits) -> None:
    """Tell the child what to read."""
    request = {
        "path": str(path.absolute()),
        "filename": filename,
        "today": options.today.isoformat(),
        "date_order": options.date_order,
        "mapping": options.mapping,
        "limits": asdict(allowed),
    }
    (folder / _REQUEST).write_text(json.dumps(request, default=dict), encoding="utf-8")


def read_request(folder: Path) -> tuple[Path, str, ReadOptions, ChildLimits]:
    """What the parent asks for."""
    request = json.loads((folder / _REQUEST).read_text(encoding="utf-8"))
    options = ReadOptions(
        today=date.fromisoformat(request["today"]),
        date_order=request["date_order"],
        mapping=request["mapping"],
    )
    return (
        Path(request["path"]), request["filename"], options, ChildLimits(**request["limits"])
    )  # fmt: skip


def write_refusal(folder: Path, error: SalesFileError) -> None:
    """Hand back why the file cannot be read."""
    refusal = {"code": error.code, "message": error.message, "details": error.details}
    (folder / _REFUSAL).write_text(json.dumps(refusal, default=str), encoding="utf-8")


def write_file(folder: Path, file: SalesFile) -> None:
    """Hand back a file that was read by `parse`."""
    sales = file.rows
    assert isinstance(sales, SaleRows)
    names = [item.name for item in fields(SaleRows)]
    arrays: dict[str, Any] = {name: getattr(sales, name) for name in names if name not in _TEXTS}
    np.savez(folder / _SALES, **arrays)
    texts = {name: getattr(sales, name) for name in _TEXTS}
    preview = {"preview": asdict(file.preview), **texts}
    (folder / _PREVIEW).write_text(json.dumps(preview, default=str), encoding="utf-8")


def read_answer(folder: Path) -> SalesFile | None:
    """What the child handed back; None when it ended without a word.

    Raises:
        SalesFileError: the child refused the file.
    """
    refusal = folder / _REFUSAL
    if refusal.exists():
        words = json.loads(refusal.read_text(encoding="utf-8"))
        raise from_code(words["code"], words["message"], words["details"])
    if not (folder / _PREVIEW).exists():
        return None
    words = json.loads((folder / _PREVIEW).read_text(encoding="utf-8"))
    with np.load(folder / _SALES, allow_pickle=False) as arrays:
        sales = SaleRows(**{name: words[name] for name in _TEXTS}, **{name: arrays[name] for name in arrays})
    return SalesFile(_preview(words["preview"]), sales)


def _preview(words: dict[str, Any]) -> Preview:
    question = words["question"]
    rebuilt = {
        "columns": tuple(ColumnPreview(**{**column, "sample": tuple(column["sample"])}) for column in words["columns"]),
        "date_from": _day(words["date_from"]),
        "date_to": _day(words["date_to"]),
        "medicines": tuple(MedicineTotal(total["name"], Decimal(total["total_qty"])) for total in words["medicines"]),
        "bad_rows": tuple(BadRow(**bad) for bad in words["bad_rows"]),
        "notices": tuple(words["notices"]),
        "question": None if question is None else _question(question),
    }
    return Preview(**{**words, **rebuilt})


def _question(words: dict[str, Any]) -> Question:
    return Question(
        kind=words["kind"],
        message=words["message"],
        options=tuple(words["options"]),
        examples=tuple(words["examples"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
