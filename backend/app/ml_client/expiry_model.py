"""The engine's word on what will expire unsold, thought out in a thread."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pharmarec_ml import ItemHistory
from pharmarec_ml import expiry as engine
from pharmarec_ml.demand import demand_table
from pharmarec_ml.expiry_artefact import served
from pharmarec_ml.forecasting import Forecaster

_shipped = lru_cache(maxsize=1)(served)


@dataclass(frozen=True)
class Lot:
    """A batch that may be sold: whose it is, for how many days more (today counted, ≥ 1), and its units."""

    medicine_id: int
    days: int
    units: float


@dataclass(frozen=True)
class Left:
    """What will be left of a batch: the chance that anything is, and the units to expect."""

    chance: float
    units: float


async def what_is_left(
    histories: Sequence[ItemHistory], lots: Sequence[Lot], *, forecaster: Forecaster
) -> list[Left | None]:
    """What will expire unsold of each batch, in their order; None where nobody knows what will be asked for.

    Args:
        histories: one of each medicine of `lots`, at least; their last day is the last that is known.
        lots: all batches of their medicines that may be sold and expire no later than the last of them.
        forecaster: what forecasts the pharmacy's demand.
    """
    return await asyncio.to_thread(_what_is_left, histories, lots, forecaster)


def _what_is_left(histories: Sequence[ItemHistory], lots: Sequence[Lot], forecaster: Forecaster) -> list[Left | None]:
    if not lots:
        return []
    row = {history.item_id: number for number, history in enumerate(histories)}
    shelf = engine.Shelf(
        item=np.array([row[lot.medicine_id] for lot in lots], dtype=np.int64),
        days=np.array([lot.days for lot in lots], dtype=np.int64),
        units=np.array([lot.units for lot in lots]),
    )
    ahead = engine.outlook(demand_table(histories), forecaster=forecaster, doubt=_shipped())
    unsold = engine.unsold(shelf, ahead)
    return [
        None if np.isnan(chance) else Left(float(chance), float(units))
        for chance, units in zip(unsold.chance, unsold.units, strict=True)
    ]
