"""Looking for impossible values, rule by rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import ResourceNotFoundError
from app.services.data_doctor.batch_rules import BATCH_RULES
from app.services.data_doctor.medicine_rules import MEDICINE_RULES
from app.services.data_doctor.rule import Finding, Fix, Found, Rule
from app.utils.paging import Page, PageRequest
from app.utils.quantities import plain

RULES: Final[Mapping[str, Rule]] = {rule.name: rule for rule in (*MEDICINE_RULES, *BATCH_RULES)}
FIRST: Final = 5
"""How many findings of each rule are shown beside its count."""


class UnknownRule(ResourceNotFoundError):
    """The data doctor has no such rule; details name those it has."""

    code = "UNKNOWN_RULE"


@dataclass(frozen=True)
class Group:
    """What one rule found: how many, and the first of them."""

    rule: str
    title: str
    severity: str
    count: int
    items: list[Finding]


async def examine(session: AsyncSession, *, on: date) -> list[Group]:
    """What each rule finds on a day, errors first; a rule that finds nothing is left out."""
    groups = []
    for rule in RULES.values():
        page = await _page(session, rule, on, PageRequest(1, FIRST))
        if page.total:
            groups.append(Group(rule.name, rule.title, rule.severity, page.total, page.rows))
    return sorted(groups, key=lambda group: ("error", "warning", "gap").index(group.severity))


async def findings_of(session: AsyncSession, rule: str, *, page: PageRequest, on: date) -> Page[Finding]:
    """A page of what one rule finds on a day.

    Raises:
        UnknownRule: there is none of this name.
    """
    return await _page(session, rule_of(rule), on, page)


def rule_of(name: str) -> Rule:
    """The rule of a name.

    Raises:
        UnknownRule: there is none.
    """
    rule = RULES.get(name)
    if rule is None:
        raise UnknownRule(f"There is no rule “{name}”.", rules=sorted(RULES))
    return rule


async def look_at(session: AsyncSession, rule: Rule, subject_id: int, *, on: date) -> Found | None:
    """What a rule finds of one medicine or batch."""
    broken = rule.select(on).subquery()
    found: Found | None = (await session.execute(select(broken).where(broken.c.subject_id == subject_id))).first()
    return found


async def _page(session: AsyncSession, rule: Rule, on: date, page: PageRequest) -> Page[Finding]:
    broken = rule.select(on).subquery()
    total = await session.scalar(select(func.count()).select_from(broken)) or 0
    shown = select(broken).order_by(broken.c.subject_id).offset(page.offset).limit(page.page_size)
    return Page([_finding(rule, row) for row in await session.execute(shown)], total, page)


def _finding(rule: Rule, row: Found) -> Finding:
    suggestion = rule.suggest(row)
    fix = Fix(rule.label, "ask" if suggestion is None else "apply", rule.field)
    return Finding(
        subject=rule.subject,
        subject_id=row.subject_id,
        medicine_id=row.medicine_id,
        says=f"{row.label}: {rule.title[0].lower()}{rule.title[1:]}.",
        found=rule.found(row),
        suggestion=None if suggestion is None else said(suggestion),
        fix=fix,
    )


def said(value: object) -> str:
    """A suggested value as it is shown and sent back."""
    return f"{plain(value):f}" if isinstance(value, Decimal) else str(value)
