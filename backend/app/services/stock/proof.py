"""Proving the ledger: every line follows from the one before, and every cache is what the lines say."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any, Final

from sqlalchemy import Select, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database
from app.models import Batch, LedgerProof, Reservation, StockMovement
from app.models.base import Quantity
from app.utils.quantities import plain

MOST_SHOWN: Final = 100


@dataclass(frozen=True)
class Divergence:
    """Where a batch first contradicts itself.

    `kind` says what is wrong: "sequence" or "balance" of a line, or "on_hand", "movement_count" or "reserved" of the
    batch, whose lines add up.
    """

    batch_id: int
    movement_id: int | None
    sequence: int | None
    kind: str
    expected: str
    found: str


@dataclass(frozen=True)
class Proof:
    """How much was looked at, and the first divergence of each batch that has one; at most a hundred batches."""

    batches_count: int
    movements_count: int
    divergences: list[Divergence]


async def prove(database: Database, *, pharmacy_id: int) -> dict[str, object]:
    """Prove the ledger of a pharmacy and keep what was found. Looking holds no lock: nobody waits to sell meanwhile."""
    async with database.read(pharmacy_id) as session:
        proof = await look_through(session)
    async with database.transaction(pharmacy_id) as session:
        session.add(
            LedgerProof(
                batches_count=proof.batches_count,
                movements_count=proof.movements_count,
                divergences=[asdict(one) for one in proof.divergences],
            )
        )
    return asdict(proof)


async def last_proof(session: AsyncSession) -> LedgerProof | None:
    """What proving the ledger found the last time; None: nobody has."""
    latest: LedgerProof | None = await session.scalar(select(LedgerProof).order_by(LedgerProof.id.desc()).limit(1))
    return latest


async def look_through(session: AsyncSession) -> Proof:
    """Prove the ledger of the session's pharmacy. The database does the walking; what adds up never leaves it."""
    lines = await session.execute(_broken_lines())
    caches = await session.execute(_broken_caches())
    first: dict[int, Divergence] = {}
    for found in chain(map(_of_line, lines), chain.from_iterable(map(_of_cache, caches))):
        first.setdefault(found.batch_id, found)
    batches = await session.scalar(select(func.count(Batch.id))) or 0
    movements = await session.scalar(select(func.count(StockMovement.id))) or 0
    return Proof(batches, movements, [first[batch_id] for batch_id in sorted(first)[:MOST_SHOWN]])


def _broken_lines() -> Select[*tuple[Any, ...]]:
    """The first line of each batch that does not follow from the line before it."""
    of_batch: dict[str, Any] = {"partition_by": StockMovement.batch_id, "order_by": StockMovement.sequence}
    before = func.lag(StockMovement.balance_after, 1, 0, type_=Quantity()).over(**of_batch)
    walked = select(
        StockMovement.id,
        StockMovement.batch_id,
        StockMovement.sequence,
        StockMovement.balance_after,
        (func.lag(StockMovement.sequence, 1, 0).over(**of_batch) + 1).label("next_sequence"),
        type_coerce(before + StockMovement.change_qty, Quantity()).label("sum_qty"),
    ).subquery()
    place = func.row_number().over(partition_by=walked.c.batch_id, order_by=walked.c.sequence)
    broken = (
        select(walked, place.label("place"))
        .where(
            or_(
                walked.c.sequence != walked.c.next_sequence,
                walked.c.balance_after != walked.c.sum_qty,
                walked.c.balance_after < 0,
            )
        )
        .subquery()
    )
    return select(broken).where(broken.c.place == 1).order_by(broken.c.batch_id).limit(MOST_SHOWN)


def _broken_caches() -> Select[*tuple[Any, ...]]:
    """The batches that say something else than their lines and reservations, with what those say."""
    ledger = (
        select(
            StockMovement.batch_id,
            func.count(StockMovement.id).label("lines"),
            func.sum(StockMovement.change_qty, type_=Quantity()).label("qty"),
        )
        .group_by(StockMovement.batch_id)
        .subquery()
    )
    kept = (
        select(Reservation.batch_id, func.sum(Reservation.qty, type_=Quantity()).label("qty"))
        .where(Reservation.released_at.is_(None))
        .group_by(Reservation.batch_id)
        .subquery()
    )
    on_hand = func.coalesce(ledger.c.qty, 0, type_=Quantity())
    lines = func.coalesce(ledger.c.lines, 0)
    reserved = func.coalesce(kept.c.qty, 0, type_=Quantity())
    return (
        select(
            Batch.id,
            Batch.on_hand_qty,
            on_hand.label("lines_qty"),
            Batch.movement_count,
            lines.label("lines"),
            Batch.reserved_qty,
            reserved.label("kept_qty"),
        )
        .outerjoin(ledger, ledger.c.batch_id == Batch.id)
        .outerjoin(kept, kept.c.batch_id == Batch.id)
        .where(or_(Batch.on_hand_qty != on_hand, Batch.movement_count != lines, Batch.reserved_qty != reserved))
        .order_by(Batch.id)
        .limit(MOST_SHOWN)
    )


def _of_line(line: Any) -> Divergence:
    if line.sequence != line.next_sequence:
        return Divergence(
            line.batch_id, line.id, line.sequence, "sequence", str(line.next_sequence), str(line.sequence)
        )
    expected, found = str(plain(line.sum_qty)), str(plain(line.balance_after))
    return Divergence(line.batch_id, line.id, line.sequence, "balance", expected, found)


def _of_cache(batch: Any) -> Iterator[Divergence]:
    if batch.on_hand_qty != batch.lines_qty:
        expected, found = str(plain(batch.lines_qty)), str(plain(batch.on_hand_qty))
        yield Divergence(batch.id, None, None, "on_hand", expected, found)
    if batch.movement_count != batch.lines:
        yield Divergence(batch.id, None, None, "movement_count", str(batch.lines), str(batch.movement_count))
    if batch.reserved_qty != batch.kept_qty:
        expected, found = str(plain(batch.kept_qty)), str(plain(batch.reserved_qty))
        yield Divergence(batch.id, None, None, "reserved", expected, found)
