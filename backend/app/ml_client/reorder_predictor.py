"""The only door to the engine. Its arithmetic runs in a thread, so that requests are answered meanwhile."""

import asyncio
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from typing import Final

import pharmarec_ml
from pharmarec_ml import Advice, ItemHistory, StockPosition, WeekDemand, WeekForecast

__all__ = ["ENGINE", "FAN_LEVELS", "Advice", "ItemHistory", "StockPosition", "WeekForecast"]

ENGINE: Final = f"negative-binomial {version('pharmarec-ml')}"
FAN_LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
FAN_WEEKS: Final = 8


async def advise(histories: Sequence[ItemHistory], positions: Sequence[StockPosition], *, as_of: date) -> list[Advice]:
    """What to order of each position's medicine, knowing demand up to and including `as_of`."""
    return await asyncio.to_thread(pharmarec_ml.advise, histories, positions, as_of=as_of)


async def forecast_weeks(history: ItemHistory) -> list[WeekForecast]:
    """Demand of the eight weeks after the history ends, at the levels of FAN_LEVELS."""
    return await asyncio.to_thread(pharmarec_ml.forecast_weeks, history, weeks=FAN_WEEKS, levels=FAN_LEVELS)


def weekly_sums(history: ItemHistory, *, weeks: int) -> list[WeekDemand]:
    """Demand of the last `weeks` weeks of a history, oldest first."""
    return pharmarec_ml.weekly_sums(history, weeks=weeks)
