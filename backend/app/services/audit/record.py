"""Writing an entry down: one insert in the transaction that makes the change, and no lock."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import uuid4

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import add_row, audit_key_of, caller_of, pharmacy_of
from app.models import AuditEntry
from app.services.audit import signing
from app.utils import clock
from app.utils.quantities import plain

FORMAT: Final = 1
"""Of the bytes of an entry; a reader of old ones tells by it what they mean."""


@dataclass(frozen=True)
class Subject:
    """The thing that is changed: what it is ("medicine", "batch", "user") and its id."""

    kind: str
    id: int


@dataclass(frozen=True)
class Change:
    """What was done to a thing: an action ("batch.held"), and the changed fields before and after."""

    action: str
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None


async def record(
    session: AsyncSession,
    action: str,
    subject: Subject,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Note a change. Who and through which channel stand in the session (`database.caller_of`).

    Nothing noted is ever erased: name the changed fields of a customer, never what they held.
    """
    entry = _written(session, pharmacy_of(session), subject, Change(action, before, after))
    await add_row(session, AuditEntry, **entry)


async def record_change(
    session: AsyncSession,
    action: str,
    subject: Subject,
    *,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    """Note a change of some of the given fields; those that stay are left out, and so is a change of none."""
    changed = [field for field in after if before.get(field) != after[field]]
    if changed:
        was, is_now = ({field: values.get(field) for field in changed} for values in (before, after))
        await record(session, action, subject, before=was, after=is_now)


def record_in(session: AsyncSession, pharmacy_id: int, subject: Subject, change: Change) -> None:
    """Note a change in a pharmacy's log from a session that belongs to none, such as the one that opens it."""
    session.add(AuditEntry(**_written(session, pharmacy_id, subject, change)))


def _written(session: AsyncSession, pharmacy_id: int, subject: Subject, change: Change) -> dict[str, object]:
    """The columns of an entry."""
    by, at = caller_of(session), clock.now()
    said = {
        "format": FORMAT,
        "pharmacy_id": pharmacy_id,
        "recorded_at": at.isoformat(),
        "actor_id": by.user_id,
        "channel": by.channel,
        "action": change.action,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "before": change.before,
        "after": change.after,
        "nonce": uuid4().hex,  # of two equal changes, neither can stand for the other
    }
    entry = orjson.dumps(said, default=_plainly, option=orjson.OPT_SORT_KEYS)
    return {
        "pharmacy_id": pharmacy_id,
        "recorded_at": at,
        "actor_id": by.user_id,
        "channel": by.channel,
        "action": change.action,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "entry": entry,
        "mac": signing.mac(audit_key_of(session), entry),
    }


def _plainly(value: object) -> object:
    if isinstance(value, Decimal):
        return format(plain(value), "f")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"an audit entry cannot hold {value!r}")
