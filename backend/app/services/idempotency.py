"""Doing a thing once however often it is asked for: key, effect and answer commit together."""

import hashlib
from datetime import datetime
from typing import Final, cast

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import PreparedStep, add_row_unless_there
from app.exceptions import ValidationError
from app.models import IdempotencyKey

_KEEP: Final = PreparedStep(
    update(IdempotencyKey)
    .where(IdempotencyKey.key == bindparam("claimed_key"))
    .values(response=bindparam("answer", type_=IdempotencyKey.response.type))
)


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
    if await add_row_unless_there(session, IdempotencyKey, key=key, fingerprint=fingerprint):
        return None
    earlier = (await session.scalars(select(IdempotencyKey).where(IdempotencyKey.key == key))).one()
    if earlier.fingerprint != fingerprint:
        raise IdempotencyKeyReused("This Idempotency-Key was used for a different request.", key=key)
    return cast("dict[str, object]", earlier.response)


async def keep(session: AsyncSession, *, key: str, response: dict[str, object]) -> None:
    """Store the answer beside its effect."""
    await _KEEP.run(session, claimed_key=key, answer=response)


async def forget(session: AsyncSession, *, before: datetime) -> int:
    """Delete the keys that came before an instant; answers how many."""
    gone = delete(IdempotencyKey).where(IdempotencyKey.created_at < before).returning(IdempotencyKey.key)
    return len((await session.scalars(gone)).all())
