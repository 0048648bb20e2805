"""What a rule of the data doctor is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Select
from sqlalchemy.engine import Row

Found = Row[*tuple[Any, ...]]
SubjectKind = Literal["medicine", "batch"]
FixKind = Literal["apply", "ask"]


@dataclass(frozen=True)
class Rule:
    """A kind of impossible value.

    `select` gives the rows that break it on a day, each with `subject_id`, `medicine_id`, `label` and what else the
    other functions read. `found` says what stands there; `suggest` what should, where that can be known. A fix sets
    `field` of the subject.
    """

    name: str
    title: str
    severity: Literal["error", "warning", "gap"]
    subject: SubjectKind
    field: str
    label: str
    select: Callable[[date], Select[*tuple[Any, ...]]]
    found: Callable[[Found], str]
    suggest: Callable[[Found], object] = lambda _row: None


@dataclass(frozen=True)
class Fix:
    """How a finding is put right: at once ("apply"), or with a value that somebody tells ("ask")."""

    label: str
    kind: FixKind
    field: str


@dataclass(frozen=True)
class Finding:
    """One impossible value. `subject` is a medicine or a batch; `medicine_id` is where to look."""

    subject: SubjectKind
    subject_id: int
    medicine_id: int
    says: str
    found: str
    suggestion: str | None
    fix: Fix
