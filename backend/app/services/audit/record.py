from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Subject:
    """The thing that is changed: what it is ("medicine", "batch", "user") and its id."""

    kind: str
    id: int


async def record(
    session: AsyncSession,
    action: str,
    subject: Subject,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Note a change. Who and through which channel stand in the session (`database.caller_of`)."""
