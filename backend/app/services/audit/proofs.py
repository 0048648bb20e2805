"""Reading the log: lists, the history of a thing, and proofs that need no trust in this server."""

from base64 import b64encode
from typing import Any, Final

import orjson
from sqlalchemy import func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import DuplicateResourceError, ResourceNotFoundError
from app.models import AuditCheckpoint, AuditEntry, AuditLeaf
from app.schemas.audit import AuditFilter
from app.services.audit import queries, signing, tree
from app.services.audit.signing import Checkpoint, SignedCheckpoint
from app.utils import costs, merkle
from app.utils.paging import Page, PageRequest

COSTS: Final = frozenset({"unit_cost", "value", "value_amount"})
"""Fields of entries that tell what stock cost, whatever was done."""

COSTS_IN: Final = {"medicine.terms_set": frozenset({"price", "discount_percent"})}
"""Fields that tell it in the entries of one action, and mean something else in others."""


class EntryNotFound(ResourceNotFoundError):
    """The pharmacy's log has no entry of this id."""

    code = "AUDIT_ENTRY_NOT_FOUND"


class NotYetSealed(DuplicateResourceError):
    """The entry, or the log so far, waits for its place in the tree."""

    code = "NOT_YET_SEALED"


async def list_entries(session: AsyncSession, *, wanted: AuditFilter, page: PageRequest) -> Page[Row[*tuple[Any, ...]]]:
    """Entries of the log, newest first."""
    conditions = queries.matching(wanted)
    total = await session.scalar(select(func.count(AuditEntry.id)).where(*conditions)) or 0
    query = queries.entries().where(*conditions).offset(page.offset).limit(page.page_size)
    return Page(list(await session.execute(query)), total, page)


def shown(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """An entry as its schema reads it. Costs are blank for who may not see them."""
    entry: AuditEntry = row.AuditEntry
    said = orjson.loads(entry.entry)
    columns = ("id", "recorded_at", "actor_id", "channel", "action", "subject_kind", "subject_id")
    return {
        **{column: getattr(entry, column) for column in columns},
        "actor_name": row.actor_name,
        "before": _without_costs(entry.action, said["before"]),
        "after": _without_costs(entry.action, said["after"]),
        "leaf_index": row.leaf_index,
    }


def _without_costs(action: str, fields: dict[str, Any] | None) -> dict[str, Any] | None:
    if fields is None or costs.are_shown.get():
        return fields
    hidden = COSTS | COSTS_IN.get(action, frozenset())
    return {field: None if field in hidden else value for field, value in fields.items()}


async def prove(session: AsyncSession, audit_id: int, *, audit_key: str) -> dict[str, Any]:
    """What proves that an entry stands in the log that the latest checkpoint signs.

    Raises:
        EntryNotFound: this pharmacy's log has none of this id.
        NotYetSealed: the entry waits for its place; it has one within minutes.
    """
    entry = await session.scalar(select(AuditEntry).where(AuditEntry.id == audit_id))
    if entry is None:
        raise EntryNotFound(f"There is no entry {audit_id} in this pharmacy's audit log.", audit_id=audit_id)
    leaf_index = await session.scalar(select(AuditLeaf.leaf_index).where(AuditLeaf.audit_id == audit_id))
    latest = await session.scalar(queries.latest_checkpoint())
    if leaf_index is None or latest is None or leaf_index >= latest.tree_size:
        raise NotYetSealed("This entry is not sealed yet. Ask again in a few minutes.", audit_id=audit_id)
    path = await tree.hashes_of(session, merkle.inclusion_path(leaf_index, latest.tree_size))
    return {
        "audit_id": audit_id,
        "entry": b64encode(entry.entry).decode(),
        "leaf_index": leaf_index,
        "leaf_hash": merkle.leaf_hash(entry.entry).hex(),
        "path": [one.hex() for one in path],
        **exported(latest, audit_key=audit_key),
    }


async def prove_growth(session: AsyncSession, *, first_size: int, second_size: int) -> dict[str, Any]:
    """What proves that the log of `second_size` entries begins with that of `first_size`.

    Raises:
        NotYetSealed: fewer entries than that are sealed, or the sizes are the wrong way round.
    """
    size = (await session.scalars(queries.tree_size())).one()
    if not first_size <= second_size <= size:
        message = f"The log has {size} sealed entries: name two sizes up to that, the smaller one first."
        raise NotYetSealed(message, sealed=size)
    path = merkle.consistency_path(first_size, second_size)
    first, second, *hashes = await tree.hashes_of(session, [(0, first_size), (0, second_size), *path])
    return {
        "first_size": first_size,
        "second_size": second_size,
        "first_root": first.hex(),
        "second_root": second.hex(),
        "path": [one.hex() for one in hashes],
    }


async def latest_checkpoint(session: AsyncSession, *, audit_key: str) -> dict[str, Any]:
    """The latest signed checkpoint, as it is exported.

    Raises:
        NotYetSealed: there is none yet.
    """
    latest = await session.scalar(queries.latest_checkpoint())
    if latest is None:
        raise NotYetSealed("Nothing is sealed yet. Ask again in a few minutes.")
    return exported(latest, audit_key=audit_key)


def exported(stored: AuditCheckpoint, *, audit_key: str) -> dict[str, Any]:
    """A checkpoint as it leaves the house."""
    key = signing.signing_key(audit_key).public_key()
    return {
        "tree_size": stored.tree_size,
        "root_hash": stored.root_hash.hex(),
        "made_at": stored.made_at,
        "checkpoint": signing.note(signed(stored), key),
        "public_key": signing.public_key_text(key),
    }


def signed(stored: AuditCheckpoint) -> SignedCheckpoint:
    """A stored checkpoint as what was signed."""
    made = Checkpoint(stored.pharmacy_id, stored.tree_size, stored.root_hash, stored.made_at)
    return SignedCheckpoint(made, stored.signature)
