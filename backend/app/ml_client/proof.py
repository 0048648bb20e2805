"""The engine's proofs on a pharmacy's own past, done in a thread."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from pharmarec_ml import ItemHistory
from pharmarec_ml import accuracy as past_forecasts
from pharmarec_ml import backtest as past_orders
from pharmarec_ml.accuracy import Accuracy, ItemAccuracy
from pharmarec_ml.advice import FORECASTER, learn
from pharmarec_ml.backtest import AVERAGE_DAYS, Backtest, Bought, NotEnoughData, Outcome
from pharmarec_ml.forecasting import Forecaster

__all__ = [
    "AVERAGE_DAYS",
    "FORECASTER",
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
    "learn_before",
]

HORIZON_DAYS: Final = past_forecasts.HORIZON_DAYS

Progress = Callable[[int, int], None]

altogether = past_forecasts.altogether


async def learn_before(histories: Sequence[ItemHistory], *, weeks: int) -> Forecaster:
    """What could have been learned before the last weeks: none of their days is known to it."""
    return await asyncio.to_thread(lambda: learn(past_orders.known_before(histories, weeks=weeks)))


async def backtest(
    items: Sequence[Bought], *, weeks: int, forecaster: Forecaster, progress: Progress
) -> Backtest | NotEnoughData:
    """What our orders would have done in the last weeks, beside AMC's; the forecaster knows none of these days."""
    return await asyncio.to_thread(past_orders.backtest, items, weeks=weeks, forecaster=forecaster, progress=progress)


async def accuracy(histories: Sequence[ItemHistory], *, weeks: int, forecaster: Forecaster) -> list[ItemAccuracy]:
    """How far off the forecasts of the last weeks were, item by item; the forecaster knows none of these days."""
    return await asyncio.to_thread(past_forecasts.accuracy, histories, weeks=weeks, forecaster=forecaster)
