"""The only door to the engine. Its arithmetic runs in a thread, so that requests are answered meanwhile."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from typing import Final

import pharmarec_ml
from pharmarec_ml import Advice, ItemHistory, StockPosition, WeekDemand, WeekForecast
from pharmarec_ml.accuracy import HORIZON_DAYS as WINDOW_DAYS
from pharmarec_ml.advice import FORECASTER as EXPONENTIAL
from pharmarec_ml.advice import is_too_short
from pharmarec_ml.analogue import Analogue
from pharmarec_ml.bulk import BulkDay, bulk_days
from pharmarec_ml.forecasting import Forecaster
from pharmarec_ml.forecasting.pooled import PooledCounts

__all__ = [
    "ENGINE",
    "FAN_LEVELS",
    "WINDOW_DAYS",
    "Advice",
    "Analogue",
    "BulkDay",
    "Forecaster",
    "ItemHistory",
    "StockPosition",
    "WeekForecast",
    "bulk_days",
    "is_too_short",
]

ENGINE: Final = f"negative-binomial {version('pharmarec-ml')}"
FAN_LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
FAN_WEEKS: Final = 8


@dataclass(frozen=True)
class Learned:
    """What came of learning: the forecaster as text (None: the exponential mean), and how what was compared did."""

    name: str
    content: str | None
    losses: dict[str, float]


@lru_cache(maxsize=32)
def forecaster(content: str | None) -> Forecaster:
    """The forecaster of a stored text; without one the exponential mean."""
    return EXPONENTIAL if content is None else PooledCounts.from_text(content)


async def relearn(histories: Sequence[ItemHistory], *, served: str | None) -> Learned:
    """Learn from these medicines, and keep it where it beats what is served and the exponential mean."""

    def work() -> Learned:
        learned = pharmarec_ml.relearn(histories, served=PooledCounts.from_text(served) if served else None)
        kept = learned.forecaster
        if kept is None:
            return Learned(EXPONENTIAL.name, None, learned.losses)
        return Learned(kept.name, kept.to_text(), learned.losses)

    return await asyncio.to_thread(work)


async def advise(
    histories: Sequence[ItemHistory],
    positions: Sequence[StockPosition],
    *,
    as_of: date,
    forecaster: Forecaster,
    analogues: Mapping[int, Analogue],
) -> list[Advice]:
    """What to order of each position's medicine, knowing demand up to and including `as_of`."""
    return await asyncio.to_thread(
        pharmarec_ml.advise, histories, positions, as_of=as_of, forecaster=forecaster, analogues=analogues
    )


async def forecast_weeks(history: ItemHistory, *, forecaster: Forecaster) -> list[WeekForecast]:
    """Demand of the eight weeks after the history ends, at the levels of FAN_LEVELS."""
    return await asyncio.to_thread(
        pharmarec_ml.forecast_weeks, history, weeks=FAN_WEEKS, levels=FAN_LEVELS, forecaster=forecaster
    )


def weekly_sums(history: ItemHistory, *, weeks: int) -> list[WeekDemand]:
    """Demand of the last `weeks` weeks of a history, oldest first."""
    return pharmarec_ml.weekly_sums(history, weeks=weeks)
