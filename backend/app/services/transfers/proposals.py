"""What to move between branches instead of buying, and what is on its way."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database
from app.ml_client import transfers as engine
from app.ml_client.transfers import BranchStock, Lot, Move
from app.services import reorder_engine
from app.services.rbac import Actor
from app.services.transfers import queries
from app.utils import clock
from app.utils.quantities import plain, worth


@dataclass(frozen=True)
class ProposedLot:
    """Units of one batch of the branch that gives."""

    batch_id: int
    batch_no: str | None
    expiry_date: date | None
    qty: Decimal


Lots = dict[int, dict[int, ProposedLot]]
"""What could be given of each medicine's batches, by their ids."""


@dataclass(frozen=True)
class Proposal:
    """Whole packs that one branch could give another, seen from one of the two; its medicine is the id's."""

    medicine_id: int
    medicine_name: str
    other_pharmacy_id: int
    other_pharmacy_name: str
    is_outgoing: bool
    qty: Decimal
    lots: list[ProposedLot]
    replaces_qty: Decimal
    replaces_value: Decimal
    rescues_qty: Decimal
    rescues_value: Decimal
    reason: str


@dataclass(frozen=True)
class Transfers:
    """How many branches there are, what could move to or from the caller's, and what is on its way."""

    branch_count: int
    proposals: list[Proposal]
    under_way: list[dict[str, Any]]


async def list_transfers(database: Database, *, actor: Actor) -> Transfers:
    """The proposals that concern the caller's branch, most money first, and its transfers that are not over."""
    await reorder_engine.refresh(database, pharmacy_id=actor.pharmacy_id, time_zone=actor.time_zone)
    async with database.read(actor.pharmacy_id) as session:
        branches = list(await session.execute(queries.branches(actor.pharmacy_id)))
        waiting = [_shown(row) for row in await session.execute(queries.under_way())]
    if len(branches) < 2:
        return Transfers(len(branches), [], waiting)
    today = clock.today(actor.time_zone)
    async with database.read(frozenset(branch.id for branch in branches)) as session:
        needs = list(await session.execute(queries.needs()))
        lots = await _lots(session, today)
    stocks = [_stock(row, _names(branches)[row.pharmacy_id], lots[row.medicine_id], today) for row in needs]
    line_cost = next(branch.transfer_line_cost for branch in branches if branch.id == actor.pharmacy_id)
    moves = await engine.propose(stocks, line_cost=line_cost)
    here = [move for move in moves if actor.pharmacy_id in (move.source, move.target)]
    return Transfers(len(branches), _proposals(here, needs, lots, _names(branches), actor.pharmacy_id), waiting)


def _names(branches: Iterable[Row[*tuple[Any, ...]]]) -> dict[int, str]:
    return {branch.id: branch.name for branch in branches}


async def _lots(session: AsyncSession, today: date) -> Lots:
    """What each branch could give of each batch; what was asked of it already is as good as gone."""
    asked = [lot for transfer in await session.scalars(queries.asked_out()) for lot in transfer.lots]
    promised: dict[int, Decimal] = defaultdict(Decimal)
    for lot in asked:
        promised[lot["batch_id"]] += Decimal(lot["qty"])
    lots: Lots = defaultdict(dict)
    for row in await session.execute(queries.lots(today)):
        if row.qty > promised[row.id]:
            left = ProposedLot(row.id, row.batch_no, row.expires_on, row.qty - promised[row.id])
            lots[row.medicine_id][row.id] = left
    return lots


def _stock(row: Row[*tuple[Any, ...]], branch: str, lots: dict[int, ProposedLot], today: date) -> BranchStock:
    order_qty = row.order_qty
    gap = Decimal(str(row.order_up_to)) - row.usable_qty - row.on_order_qty
    return BranchStock(
        item=(row.name_key, row.base_unit),
        branch=row.pharmacy_id,
        branch_name=branch,
        order_up_to=max(Decimal(str(row.order_up_to)), Decimal(0) if row.is_stopped else row.reorder_level),
        missing=min(gap, order_qty) if gap > 0 else order_qty,
        order_qty=order_qty,
        demand_per_day=row.demand_per_day,
        pack_size=row.pack_size,
        moq=row.moq,
        unit_cost=row.unit_cost,
        on_order=row.on_order_qty,
        lots=tuple(Lot(lot.batch_id, _days(lot.expiry_date, today), lot.qty) for lot in lots.values()),
    )


def _days(expires_on: date | None, today: date) -> int | None:
    return None if expires_on is None else (expires_on - today).days + 1


def _proposals(
    moves: list[Move], needs: list[Row[*tuple[Any, ...]]], lots: Lots, names: dict[int, str], pharmacy_id: int
) -> list[Proposal]:
    rows: dict[tuple[Hashable, int], Row[*tuple[Any, ...]]] = {
        ((row.name_key, row.base_unit), row.pharmacy_id): row for row in needs
    }
    found = []
    for move in moves:
        giver = rows[move.item, move.source]
        found.append(_proposal(move, rows[move.item, pharmacy_id], giver, lots[giver.medicine_id], names))
    return sorted(found, key=lambda one: one.replaces_value + one.rescues_value, reverse=True)


def _proposal(
    move: Move,
    own: Row[*tuple[Any, ...]],
    giver: Row[*tuple[Any, ...]],
    lots: dict[int, ProposedLot],
    names: dict[int, str],
) -> Proposal:
    is_outgoing = move.source == own.pharmacy_id
    other = move.target if is_outgoing else move.source
    return Proposal(
        medicine_id=own.medicine_id,
        medicine_name=own.name,
        other_pharmacy_id=other,
        other_pharmacy_name=names[other],
        is_outgoing=is_outgoing,
        qty=plain(move.units),
        lots=[replace(lots[lot], qty=plain(qty)) for lot, qty in move.lots],
        replaces_qty=plain(move.replaces_units),
        replaces_value=worth(move.replaces_units, own.unit_cost),
        rescues_qty=plain(move.rescues_units),
        rescues_value=worth(move.rescues_units, giver.unit_cost),
        reason=move.reason,
    )


def _shown(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    transfer, medicine_name, other_pharmacy_name = row
    fields = ("id", "medicine_id", "other_pharmacy_id", "is_outgoing", "qty", "status", "asked_at")
    names = {"medicine_name": medicine_name, "other_pharmacy_name": other_pharmacy_name}
    return {field: getattr(transfer, field) for field in fields} | names
