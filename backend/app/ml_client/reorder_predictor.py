"""The only door to the engine. Its arithmetic runs in a thread, so that requests are answered meanwhile."""

import asyncio
import hashlib
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
from pharmarec_ml.lead_time import FEWEST_DELIVERIES, Deliveries, OrderingCalendar, expected_deliveries
from pharmarec_ml.schemes import Scheme

__all__ = [
    "ENGINE",
    "FAN_LEVELS",
    "FEWEST_DELIVERIES",
    "WINDOW_DAYS",
    "Advice",
    "Analogue",
    "BulkDay",
    "Deliveries",
    "Forecaster",
    "ItemHistory",
    "OrderingCalendar",
    "Scheme",
    "StockPosition",
    "WeekForecast",
    "bulk_days",
    "expected_deliveries",
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
    coverages: dict[str, float]

    @property
    def content_sha256(self) -> str | None:
        """Stored beside the text, and compared whenever that is read."""
        return None if self.content is None else _sha256(self.content)


class ChangedForecaster(ValueError):
    """A stored forecaster is not the text that was learned."""


@lru_cache(maxsize=32)
def forecaster(content: str | None, sha256: str | None) -> Forecaster:
    """The forecaster of a stored text; the exponential mean without one, or where another version wrote it.

    Raises:
        ChangedForecaster: the text is not the one whose hash was stored with it.
    """
    if content is None:
        return EXPONENTIAL
    if _sha256(content) != sha256:
        raise ChangedForecaster("The stored forecaster is not the one that was learned.")
    try:
        return PooledCounts.from_text(content)
    except ValueError:
        return EXPONENTIAL


def _sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


async def relearn(histories: Sequence[ItemHistory], *, served: Forecaster | None) -> Learned:
    """Learn from these medicines, and keep it where it beats what is served and the exponential mean."""

    def work() -> Learned:
        learned = pharmarec_ml.relearn(histories, served=served if isinstance(served, PooledCounts) else None)
        kept = learned.forecaster
        if kept is None:
            return Learned(EXPONENTIAL.name, None, learned.losses, learned.coverages)
        return Learned(kept.name, kept.to_text(), learned.losses, learned.coverages)

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
