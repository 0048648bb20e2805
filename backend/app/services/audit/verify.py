"""Proving a log: walk it in order, compute everything again, and name the first row that is not as it was written.

Nothing that is stored is trusted: an entry must be the bytes that its leaf hashes, the leaves must add up to the
subtrees they tell and to every signed checkpoint, and no entry may lie beside the tree.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database
from app.exceptions import DatabaseError
from app.models import AuditEntry
from app.services.audit import queries, signing
from app.services.audit.proofs import signed
from app.services.audit.seal import seal
from app.services.audit.signing import SignedCheckpoint
from app.utils import merkle
from app.utils.merkle import HASH_BYTES

Leaf = Row[*tuple[Any, ...]]

PAGE: Final = 20_000
LONGEST_TRANSACTION: Final = timedelta(minutes=10)
"""An entry is recorded at most so long before it is committed."""

_COLUMNS: Final = ("actor_id", "channel", "action", "subject_kind", "subject_id")
_OF_ENTRY: Final = itemgetter(*_COLUMNS)


@dataclass(frozen=True)
class Fault:
    """The first row that is not as it was written. One that is gone has no entry's id, one beside the tree no leaf."""

    problem: str
    audit_id: int | None = None
    leaf_index: int | None = None


@dataclass(frozen=True)
class Trust:
    """What a log is held against.

    Attributes:
        public_keys: those that may have signed its checkpoints.
        audit_key: the installation's secret; without it nobody looks at the MACs under the entries.
        kept: checkpoints that were exported and kept elsewhere.
    """

    public_keys: Collection[Ed25519PublicKey]
    audit_key: str | None = None
    kept: Sequence[SignedCheckpoint] = ()


@dataclass(frozen=True)
class Verdict:
    """What came of proving a log: how much is sealed, how much waits to be, and the first fault."""

    pharmacy_id: int
    entries: int
    checkpoints: int
    waiting: int
    fault: Fault | None


async def verify(database: Database, *, pharmacy_id: int, trust: Trust) -> Verdict:
    """Prove a pharmacy's log. Memory stays bounded however long it is; entries may be added meanwhile."""
    async with database.read(pharmacy_id) as session:
        size = (await session.scalars(queries.tree_size())).one()
        walk = _Walk(trust, [one for one in trust.kept if one.checkpoint.pharmacy_id == pharmacy_id])
        fault = await _along_the_tree(session, walk, size) or await _beyond(session, walk)
        fault = fault or await _written_twice(session)
        waiting, beside = await _beside_the_tree(session, walk)
        if fault is not None and fault.audit_id is None and fault.leaf_index is not None:
            fault = replace(fault, audit_id=await session.scalar(queries.entry_at(fault.leaf_index)))
    return Verdict(pharmacy_id, walk.tree.size, walk.checkpoints, waiting, fault or beside)


class LogTamperedWith(DatabaseError):
    """The log is not as it was written; details name the first bad row."""

    code = "AUDIT_LOG_TAMPERED_WITH"


async def prove_log(database: Database, *, pharmacy_id: int) -> dict[str, object]:
    """Seal what waits and prove the whole log, as is done every night; answers how much there is.

    Raises:
        LogTamperedWith: it is not as it was written.
    """
    await seal(database, pharmacy_id=pharmacy_id)
    key = database.audit_key
    found = await verify(database, pharmacy_id=pharmacy_id, trust=Trust([signing.signing_key(key).public_key()], key))
    if found.fault is not None:
        raise LogTamperedWith(f"The audit log is not as it was written: {found.fault.problem}.", **asdict(found.fault))
    return {"entries": found.entries, "checkpoints": found.checkpoints}


class _Walk:
    """Goes from leaf to leaf, growing the tree again and holding it against what was signed."""

    def __init__(self, trust: Trust, kept: Iterable[SignedCheckpoint]) -> None:
        self.trust = trust
        self.tree = merkle.Tree()
        self.checkpoints = 0
        self.sealed_until: datetime | None = None
        self._agreed_size = 0
        self.due: dict[int, list[SignedCheckpoint]] = {}
        for one in kept:
            self.expect(one)

    def expect(self, checkpoint: SignedCheckpoint) -> None:
        self.due.setdefault(checkpoint.checkpoint.tree_size, []).append(checkpoint)

    def over(self, leaves: Iterable[Leaf]) -> Fault | None:
        """Go on over the next leaves, up to the first fault."""
        for leaf in leaves:
            fault = self._step(leaf)
            if fault is not None:
                return fault
        return None

    def _step(self, leaf: Leaf) -> Fault | None:
        at = self.tree.size
        leaf_index, audit_id, hashes = leaf[:3]
        if leaf_index != at:
            return _gone(at, leaf_index)
        problem = self._problem(hashes[:HASH_BYTES], leaf[3:])
        if problem is not None:
            return Fault(problem, audit_id, at)
        made = self.tree.append(hashes[:HASH_BYTES])
        if made != hashes:
            return _not_adding_up(made, leaf)
        return self._compare() if self.tree.size in self.due else None

    def _problem(self, sealed: bytes, written: Sequence[Any]) -> str | None:
        entry = written[7]
        if entry is None:
            return "the entry is gone"
        if merkle.leaf_hash(entry) != sealed:
            return "the bytes of the entry are not those that were sealed"
        return _problem_of(written, self.trust)

    def _compare(self) -> Fault | None:
        for one in self.due.pop(self.tree.size):
            self.checkpoints += 1
            if not one.is_signed_by(self.trust.public_keys):
                return Fault(f"the checkpoint of {self.tree.size} entries has a wrong signature")
            if one.checkpoint.root_hash != self.tree.root():
                problem = f"up to leaf {self.tree.size - 1}, the entries are not those of a signed checkpoint"
                return Fault(problem, leaf_index=self._agreed_size)
            self.sealed_until = one.checkpoint.made_at
        self._agreed_size = self.tree.size
        return None


async def _along_the_tree(session: AsyncSession, walk: _Walk, size: int) -> Fault | None:
    for start in range(0, size, PAGE):
        end = min(start + PAGE, size)
        for stored in await session.scalars(queries.checkpoints_between(start, end)):
            walk.expect(signed(stored))
        fault = walk.over(await session.execute(queries.leaves_from(start, end)))
        if fault is not None:
            return fault
    return None


async def _beyond(session: AsyncSession, walk: _Walk) -> Fault | None:
    """Leaves that a checkpoint, stored or kept, tells of and nobody finds."""
    ends = [*walk.due]
    stored = await session.scalar(queries.latest_checkpoint())
    if stored is not None and stored.tree_size > walk.tree.size:
        ends.append(stored.tree_size)
    return _gone(walk.tree.size, max(ends)) if ends else None


async def _written_twice(session: AsyncSession) -> Fault | None:
    for instant in await session.scalars(queries.written_twice()):
        seen: dict[bytes, int] = {}
        for audit_id, entry in await session.execute(queries.entries_of(instant)):
            if entry in seen:
                return Fault(f"it is a copy of entry {seen[entry]}", audit_id)
            seen[entry] = audit_id
    return None


async def _beside_the_tree(session: AsyncSession, walk: _Walk) -> tuple[int, Fault | None]:
    """How many entries wait to be sealed, and the first that should not be there at all."""
    count, after, fault = 0, 0, None
    while rows := (await session.execute(queries.waiting().where(AuditEntry.id > after).limit(PAGE))).all():
        count, after = count + len(rows), rows[-1].id
        for row in rows:
            problem = _problem_of(row, walk.trust) or _overlooked(row, walk.sealed_until)
            if problem is not None and fault is None:
                fault = Fault(problem, row.id)
    return count, fault


def _problem_of(written: Sequence[Any], trust: Trust) -> str | None:
    """What is wrong with an entry by itself: its columns say other than its bytes, or somebody else wrote it.

    Args:
        written: the columns of an entry as `queries.waiting` reads them. By position: this is done a million times.
        trust: where the secret under the MACs is.
    """
    recorded_at, columns, entry, mac = written[1], written[2:7], written[7], written[8]
    try:
        said = orjson.loads(entry)
        told = _OF_ENTRY(said)
        if told != columns:
            return _difference(told, columns)
        if datetime.fromisoformat(said["recorded_at"]) != recorded_at:
            return f"its recorded_at is {recorded_at}, and was {said['recorded_at']}"
    except (ValueError, KeyError, TypeError):
        return "its bytes are no entry"
    if trust.audit_key and signing.mac(trust.audit_key, entry) != mac:
        return "the application did not write it: its MAC is wrong"
    return None


def _difference(told: Sequence[object], columns: Sequence[object]) -> str:
    name, was, now_is = next(one for one in zip(_COLUMNS, told, columns, strict=True) if one[1] != one[2])
    return f"its {name} is {now_is!r}, and was {was!r}"


def _overlooked(row: Leaf, sealed_until: datetime | None) -> str | None:
    if sealed_until is None or row.recorded_at > sealed_until - LONGEST_TRANSACTION:
        return None
    return f"it says it was recorded at {row.recorded_at}, but it was not there at the checkpoint of {sealed_until}"


def _not_adding_up(hashes: bytes, leaf: Leaf) -> Fault:
    """A leaf whose subtrees are not those it tells. The first row in doubt is the first of the smallest wrong one."""
    if len(hashes) != len(leaf.hashes):
        return Fault("the leaf stood at another place when it was sealed", leaf.audit_id, leaf.leaf_index)
    heights = range(len(hashes) // HASH_BYTES)
    wrong = next(height for height in heights if _up_to(hashes, height) != _up_to(leaf.hashes, height))
    first = leaf.leaf_index + 1 - 2**wrong
    return Fault(f"the leaves {first} to {leaf.leaf_index} do not add up to what was sealed", leaf_index=first)


def _up_to(hashes: bytes, height: int) -> bytes:
    return hashes[: (height + 1) * HASH_BYTES]


def _gone(start: int, end: int) -> Fault:
    leaves = f"leaf {start} is" if end - start == 1 else f"the leaves {start} to {end - 1} are"
    return Fault(f"{leaves} gone", leaf_index=start)
