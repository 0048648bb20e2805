from typing import Literal

from pydantic import Field

from app.schemas.base import Id, Input, Output


class FixRead(Output):
    """How a finding is put right."""

    label: str
    kind: Literal["apply", "ask"] = Field(description="apply: with the suggestion, at once; ask: a value is needed.")
    field: str


class FindingRead(Output):
    """One impossible value."""

    subject: Literal["medicine", "batch"]
    subject_id: int
    medicine_id: int
    says: str
    found: str
    suggestion: str | None
    fix: FixRead


class FindingGroup(Output):
    """What one rule found."""

    rule: str
    title: str
    severity: Literal["error", "warning", "gap"]
    count: int
    items: list[FindingRead] = Field(description="The first five.")


class FixApply(Input):
    """Which finding to put right, and with what."""

    rule: str = Field(min_length=1, max_length=40, examples=["price_above_mrp"])
    subject_id: Id
    value: str | None = Field(default=None, min_length=1, max_length=200, description="Absent: what is suggested.")


class FixedRead(Output):
    rule: str
    subject_id: int
    field: str
    value: str
