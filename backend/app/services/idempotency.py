"""Doing a thing once however often it is asked for: key, effect and answer commit together."""

import hashlib
from datetime import datetime
from typing import cast

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import insert_ignoring, pharmacy_of
from app.exceptions import ValidationError
from app.models import IdempotencyKey


class IdempotencyKeyReused(ValidationError):
    """The key came before with a different request."""

    code = "IDEMPOTENCY_KEY_REUSED"


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What makes two requests the same one."""
    return hashlib.sha256(b"\0".join([method.encode(), path.encode(), body])).hexdigest()


async def claim(session: AsyncSession, *, key: str, fingerprint: str) -> dict[str, object] | None:
    """Take a key for this transaction, or answer what was answered under it.

    A second request at the same moment waits here until the first has committed or given up.

    Raises:
        IdempotencyKeyReused: the key belongs to another request.
    """
    claimed = await session.execute(
        insert_ignoring(session, IdempotencyKey)
        .values(pharmacy_id=pharmacy_of(session), key=key, fingerprint=fingerprint)
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    if claimed.first() is not None:
        return None
    earlier = (await session.scalars(select(IdempotencyKey).where(IdempotencyKey.key == key))).one()
    if earlier.fingerprint != fingerprint:
        raise IdempotencyKeyReused("This Idempotency-Key was used for a different request.", key=key)
    return cast("dict[str, object]", earlier.response)


async def keep(session: AsyncSession, *, key: str, response: dict[str, object]) -> None:
    """Store the answer beside its effect."""
    await session.execute(update(IdempotencyKey).where(IdempotencyKey.key == key).values(response=response))


async def forget(session: AsyncSession, *, before: datetime) -> int:
    """Delete the keys that came before an instant; answers how many."""
    gone = delete(IdempotencyKey).where(IdempotencyKey.created_at < before).returning(IdempotencyKey.key)
    return len((await session.scalars(gone)).all())
