"""The stored tree of a pharmacy: hashes of its subtrees, each found in the leaf that the subtree ends with."""

from collections.abc import Sequence
from typing import Self

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import DatabaseError
from app.models import AuditLeaf
from app.utils import merkle
from app.utils.merkle import HASH_BYTES, Range


class LogDamaged(DatabaseError):
    """The stored tree is not the one that was signed: nothing more is signed before somebody has looked."""

    code = "AUDIT_LOG_DAMAGED"

    @classmethod
    def found(cls) -> Self:
        return cls("The audit log was changed behind the application: run pharmarec verify-audit.")


async def hashes_of(session: AsyncSession, subtrees: Sequence[Range]) -> list[bytes]:
    """The roots of subtrees, perfect or not, read at once.

    Raises:
        LogDamaged: a leaf is gone.
    """
    parts = {subtree: merkle.perfect_subtrees(subtree) for subtree in subtrees}
    ends = {end - 1 for perfect in parts.values() for _start, end in perfect}
    query = select(AuditLeaf.leaf_index, AuditLeaf.hashes).where(AuditLeaf.leaf_index.in_(ends))
    stored = {leaf.leaf_index: leaf.hashes for leaf in await session.execute(query)}
    if len(stored) < len(ends):
        raise LogDamaged.found()
    return [merkle.combine([_slice(stored[end - 1], end - start) for start, end in parts[one]]) for one in subtrees]


async def grown_to(session: AsyncSession, size: int) -> merkle.Tree:
    """The tree of the first `size` leaves, ready to grow."""
    return merkle.Tree(size, await hashes_of(session, merkle.perfect_subtrees((0, size))))


def _slice(hashes: bytes, leaves: int) -> bytes:
    """Of the hashes that a leaf tells, that of the subtree of so many leaves."""
    start = (leaves.bit_length() - 1) * HASH_BYTES
    return hashes[start : start + HASH_BYTES]
