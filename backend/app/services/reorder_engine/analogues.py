"""What stands in for the history that a new medicine has not got: another brand of the same generic."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from app.ml_client.reorder_predictor import Analogue, ItemHistory, is_too_short
from app.services.reorder_engine import queries
from app.services.reorder_engine.demand import histories_of
from app.services.reorder_engine.history import Known


async def analogues_of(
    session: AsyncSession, histories: Sequence[ItemHistory], known: Known, *, time_zone: str
) -> dict[int, Analogue]:
    """By new medicine, the brand of its generic that has sold most in the last year; none where there is no such.

    A generic is molecule, strength, form and route; the two must be counted in the same unit.
    """
    new = [history.item_id for history in histories if is_too_short(history)]
    alike: dict[int, dict[int, str]] = defaultdict(dict)
    for medicine_id, other_id, name in await session.execute(queries.same_generic(new)):
        alike[medicine_id][other_id] = name
    others = sorted({other for found in alike.values() for other in found})
    told = {one.item_id: one for one in await histories_of(session, others, known, time_zone=time_zone)}
    grown = {item: history for item, history in told.items() if not is_too_short(history)}
    return {
        item: Analogue(found[best], grown[best])
        for item, found in alike.items()
        if (best := max(found.keys() & grown.keys(), key=lambda other: (_sold(grown[other]), -other), default=None))
    }


def _sold(history: ItemHistory) -> float:
    """Units of the last year."""
    return float(np.nansum(history.units[-365:]))
