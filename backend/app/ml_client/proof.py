"""The engine's proofs on a pharmacy's own past, done in a thread."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from pharmarec_ml import ItemHistory
from pharmarec_ml import accuracy as past_forecasts
from pharmarec_ml import backtest as past_orders
from pharmarec_ml.accuracy import Accuracy, ItemAccuracy
from pharmarec_ml.backtest import AVERAGE_DAYS, Backtest, Bought, NotEnoughData, Outcome

__all__ = [
    "AVERAGE_DAYS",
    "HORIZON_DAYS",
    "Accuracy",
    "Backtest",
    "Bought",
    "ItemAccuracy",
    "NotEnoughData",
    "Outcome",
    "accuracy",
    "altogether",
    "backtest",
]

HORIZON_DAYS: Final = past_forecasts.HORIZON_DAYS

Progress = Callable[[int, int], None]

altogether = past_forecasts.altogether


async def backtest(items: Sequence[Bought], *, weeks: int, progress: Progress) -> Backtest | NotEnoughData:
    """What our orders would have done in the last weeks, beside AMC's."""
    return await asyncio.to_thread(past_orders.backtest, items, weeks=weeks, progress=progress)


async def accuracy(histories: Sequence[ItemHistory], *, weeks: int) -> list[ItemAccuracy]:
    """How far off the forecasts of the last weeks were, item by item."""
    return await asyncio.to_thread(past_forecasts.accuracy, histories, weeks=weeks)
