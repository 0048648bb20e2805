"""Which other branch of the organisation would sell what is likely to be left here."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final

from sqlalchemy import Select, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import EVERY_PHARMACY, Database
from app.models import Batch, ExpiryRisk, Medicine, Pharmacy, Suggestion
from app.models.enums import BatchState, SuggestionStatus
from app.services import pharmacies
from app.services.expiry_alerts.proposals import LIKELY
from app.utils.quantities import plain

MOVING_DAYS: Final = 7
"""Days that a move takes, in which nobody sells it."""

CAREFUL_SHARE: Final = Decimal("0.5")
"""The share of the demand expected at the other branch that a move may count on."""


@dataclass(frozen=True)
class Move:
    """Units of a batch that another branch would sell before its date."""

    batch_id: int
    branch_id: int
    qty: Decimal


async def find_moves(database: Database, *, pharmacy_id: int, medicine_ids: Sequence[int], today: date) -> None:
    """Note with the risks of medicines, just computed, which branch would sell what is likely to be left."""
    async with database.read(EVERY_PHARMACY) as session:  # it is about the other branches of the same organisation
        likely = list(await session.execute(_likely(pharmacy_id, medicine_ids, today)))
        branches = await _demand_elsewhere(session, pharmacy_id, {row.name_key for row in likely}) if likely else []
    moves = moves_of(likely, branches, today)
    if not moves:
        return
    async with database.transaction(pharmacy_id) as session:
        for move in moves:
            risk = update(ExpiryRisk).where(ExpiryRisk.batch_id == move.batch_id)
            await session.execute(
                risk.values(transfer_to_id=move.branch_id, transfer_qty=move.qty),
                execution_options={"synchronize_session": False},
            )


def moves_of(
    likely: Sequence[Row[*tuple[Any, ...]]], branches: Sequence[Row[*tuple[Any, ...]]], today: date
) -> list[Move]:
    """Each batch goes where most of it sells, first expired first; what one batch fills is taken for the next."""
    of_name: defaultdict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for branch in branches:
        of_name[branch.name_key].append(branch)
    taken: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    moves = []
    for batch in likely:
        days = (batch.expires_on - today).days - MOVING_DAYS
        rooms = {
            branch.pharmacy_id: _room(branch, days) - taken[branch.pharmacy_id, batch.name_key]
            for branch in of_name[batch.name_key]
        }
        best = max(rooms, key=rooms.__getitem__, default=None)
        if best is None or rooms[best] < 1:
            continue
        qty = min(rooms[best], batch.unsold_qty.quantize(Decimal(1), rounding=ROUND_FLOOR))
        taken[best, batch.name_key] += qty
        moves.append(Move(batch.batch_id, best, plain(qty)))
    return moves


def _room(branch: Row[*tuple[Any, ...]], days: int) -> Decimal:
    """Whole units that a branch would sell in so many days beyond what it has and waits for."""
    sells = Decimal(str(branch.demand_per_day)) * max(days, 0) * CAREFUL_SHARE
    room: Decimal = sells - branch.usable_qty - branch.on_order_qty
    return room.quantize(Decimal(1), rounding=ROUND_FLOOR)


def _likely(pharmacy_id: int, medicine_ids: Sequence[int], today: date) -> Select[*tuple[Any, ...]]:
    return (
        select(ExpiryRisk.batch_id, ExpiryRisk.expires_on, ExpiryRisk.unsold_qty, Medicine.name_key)
        .join(Medicine, Medicine.id == ExpiryRisk.medicine_id)
        .join(Batch, Batch.id == ExpiryRisk.batch_id)
        .where(
            ExpiryRisk.pharmacy_id == pharmacy_id,
            ExpiryRisk.medicine_id.in_(medicine_ids),
            ExpiryRisk.unsold_chance >= LIKELY,
            ExpiryRisk.unsold_qty >= 1,
            ExpiryRisk.expires_on > today,
            Batch.state == BatchState.OK,
        )
        .order_by(ExpiryRisk.expires_on, ExpiryRisk.batch_id)
    )


async def _demand_elsewhere(
    session: AsyncSession, pharmacy_id: int, name_keys: set[str]
) -> list[Row[*tuple[Any, ...]]]:
    others = pharmacies.other_branches(pharmacy_id).with_only_columns(Pharmacy.id)
    live = (SuggestionStatus.OPEN, SuggestionStatus.NOTHING_TO_ORDER)
    found = await session.execute(
        select(
            Suggestion.pharmacy_id,
            Medicine.name_key,
            Suggestion.demand_per_day,
            Suggestion.usable_qty,
            Suggestion.on_order_qty,
        )
        .join(Medicine, Medicine.id == Suggestion.medicine_id)
        .where(
            Suggestion.pharmacy_id.in_(others),
            Medicine.name_key.in_(name_keys),
            Medicine.archived_at.is_(None),
            Suggestion.status.in_(live),
            Suggestion.stock_known.is_(True),
            Suggestion.confidence != "not_enough_data",
        )
        .order_by(Suggestion.pharmacy_id)
    )
    return list(found)
