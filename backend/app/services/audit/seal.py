"""Sealing: committed entries receive their place in the tree, and a signed checkpoint says what the tree is then.

The till knows nothing of it: it only inserts. Ids are committed out of order, so what waits is what has no place yet,
not what comes behind the last one. Two sealers at once want the same next place: the key of the leaves lets one have
it, and the other begins again.
"""

import hmac
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import EVERY_PHARMACY, Database, audit_key_of, pharmacy_of
from app.models import AuditCheckpoint, AuditEntry, AuditLeaf
from app.services.audit import queries, signing, tree
from app.services.audit.signing import Checkpoint
from app.utils import clock, merkle

log = structlog.get_logger("audit")

CHUNK: Final = 1_000
"""Entries sealed in a transaction: on SQLite the till waits for it, some hundredths of a second."""

BETWEEN_SEALS: Final = timedelta(minutes=5)

LOOK_BACK: Final = timedelta(days=1)
"""Longer than any transaction: what was recorded before that is looked at once a day, in case a clock went wrong."""


async def seal(database: Database, *, pharmacy_id: int) -> dict[str, object]:
    """Seal all that a pharmacy has committed; answers how many entries that were. Again: nothing, until more come.

    Raises:
        LogDamaged: the stored tree is not the one that was signed last.
    """
    sealed, after, is_all = 0, 0, False
    while not is_all:
        try:
            async with database.transaction(pharmacy_id) as session:
                added, after, is_all = await _seal_some(session, after)
        except IntegrityError:  # another sealer took the place
            continue
        sealed += added
    return {"sealed": sealed}


async def seal_news(database: Database) -> list[int]:
    """Seal the logs that have news and were not sealed in the last minutes; answers which pharmacies' they are.

    A log that was changed behind the application stops nobody else's: it is told in this process's own log.
    """
    async with database.read(EVERY_PHARMACY) as session:  # whoever recorded something
        waiting = list(await session.scalars(queries.with_news(clock.now() - BETWEEN_SEALS)))
    for pharmacy_id in waiting:
        try:
            await seal(database, pharmacy_id=pharmacy_id)
        except tree.LogDamaged as error:
            log.error(error.message, pharmacy_id=pharmacy_id)
    return waiting


async def _seal_some(session: AsyncSession, after: int) -> tuple[int, int, bool]:
    """Seal the next entries; answers how many, the id they go up to, and whether none is left."""
    latest = await session.scalar(queries.latest_checkpoint())
    size = (await session.scalars(queries.tree_size())).one()
    growing = await tree.grown_to(session, size)
    if latest is not None and latest.tree_size == size and latest.root_hash != growing.root():
        raise tree.LogDamaged.found()
    query = queries.waiting().where(AuditEntry.id > after)
    since = _since(latest)
    if since is not None:
        query = query.where(AuditEntry.recorded_at >= since)
    waiting = (await session.execute(query.limit(CHUNK))).all()
    key, pharmacy_id = audit_key_of(session), pharmacy_of(session)
    leaves = [
        {
            "pharmacy_id": pharmacy_id,
            "leaf_index": growing.size,
            "audit_id": one.id,
            "hashes": growing.append(merkle.leaf_hash(one.entry)),
        }
        for one in waiting
        if hmac.compare_digest(one.mac, signing.mac(key, one.entry))  # another hand's row gets no place
    ]
    if leaves:
        await session.execute(insert(AuditLeaf), leaves)
    is_all = len(waiting) < CHUNK
    if is_all and growing.size > (latest.tree_size if latest else 0):
        _sign(session, growing)
    return len(leaves), waiting[-1].id if waiting else after, is_all


def _since(latest: AuditCheckpoint | None) -> datetime | None:
    """From when on entries are looked at: the last day's, and on each new day all there are."""
    if latest is None or latest.made_at.date() != clock.now().date():
        return None
    return latest.made_at - LOOK_BACK


def _sign(session: AsyncSession, grown: merkle.Tree) -> None:
    made = Checkpoint(pharmacy_of(session), grown.size, grown.root(), clock.now())
    signed = signing.sign(made, signing.signing_key(audit_key_of(session)))
    session.add(
        AuditCheckpoint(
            tree_size=made.tree_size, root_hash=made.root_hash, made_at=made.made_at, signature=signed.signature
        )
    )
