"""What our order rule would have done with the demand of the last weeks, beside the average of past months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.advice import FORECASTER, forecast_totals
from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.forecasting import Forecaster
from pharmarec_ml.replay import BuyingTerms, OrderUpTo, Replay, replay

AVERAGE_DAYS = 90
"""Days that the average monthly consumption (AMC) is taken over; as many must be known before the first review."""

AMC_FACTOR = 1.5
FACTORS = (1.0, AMC_FACTOR, 2.0, 2.5, 3.0, 4.0)
"""What AMC is multiplied by to find the stock with which it would have filled as much as we."""

Progress = Callable[[int, int], None]
"""Told how many of how many days of review are done."""


@dataclass(frozen=True, slots=True)
class Bought:
    """An item with its demand and how it is bought.

    Attributes:
        price: money taken for a unit; the fill counts by it.
        unit_value: money that a unit on the shelf counts as.
        service_level: wanted chance that an order cycle passes without a shortage, in (0, 1).
    """

    history: ItemHistory
    price: float
    unit_value: float
    lead_time_days: int
    review_days: int
    service_level: float
    pack_size: float = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a rule.

    Attributes:
        fill_by_value: money taken as a share of the money that customers came with.
        average_stock_value: money on the shelf at the end of a day, by `Bought.unit_value`.
        value_lost: money for which the goods were not there.
        orders: how many times an item was ordered.
    """

    fill_by_value: float
    fill_by_units: float
    average_stock_value: float
    units_lost: float
    value_lost: float
    orders: int


@dataclass(frozen=True, slots=True)
class Backtest:
    """Both rules on the same demand.

    Attributes:
        stock_ratio: our average stock as a share of AMC's, at the fills that each reached.
        amc_stock_at_equal_fill: the stock with which AMC, times another factor, would have filled as much as we;
            None where none of FACTORS does.
        censored_days: days of items whose demand is unknown; nothing is wanted on them in the replay.
    """

    first_day: date
    last_day: date
    items: int
    ours: Outcome
    amc: Outcome
    stock_ratio: float | None
    amc_stock_at_equal_fill: float | None
    censored_days: int


@dataclass(frozen=True, slots=True)
class NotEnoughData:
    """Nothing can be said, and why."""

    sentence: str


def backtest(
    items: Sequence[Bought], *, weeks: int, forecaster: Forecaster = FORECASTER, progress: Progress | None = None
) -> Backtest | NotEnoughData:
    """Replay the last `weeks` weeks: our order-up-to quantile against AMC, each review knowing earlier days only.

    Args:
        items: their histories end on the same day.
        weeks: ≥ 1.
        forecaster: if it has learned, then from days before these weeks only (`known_before`).
        progress: told after each day of review of our rule.
    """
    days = weeks * 7
    too_little = _too_little(items, days)
    if too_little is not None:
        return too_little
    demand = aligned([item.history for item in items])
    first = demand.shape[1] - days
    window = demand[:, first:]
    if not np.nansum(window):
        return NotEnoughData(f"Nothing was sold in the last {weeks} weeks, so no order can be judged by them.")
    shop = _Shop(items, demand, first)
    reviews = _Reviews(first, demand.shape[1], shop.review_days, progress)
    ours = shop.run(_our_rule(items, reviews, forecaster))
    mean = _mean_of_last_days(demand)
    by_factor = {factor: shop.run(_amc_rule(mean, shop.horizon_days, factor)) for factor in FACTORS}
    amc = by_factor[AMC_FACTOR]
    last_day = items[0].history.last_day
    return Backtest(
        first_day=last_day - timedelta(days=days - 1),
        last_day=last_day,
        items=len(items),
        ours=ours,
        amc=amc,
        stock_ratio=ours.average_stock_value / amc.average_stock_value if amc.average_stock_value else None,
        amc_stock_at_equal_fill=_stock_at(ours.fill_by_value, list(by_factor.values())),
        censored_days=int(np.isnan(window).sum()) - _days_before_beginning(items, days),
    )


def cut(history: ItemHistory, *, days: int) -> ItemHistory:
    """A history without its last `days` days."""
    left = max(len(history.units) - days, 0)
    return replace(
        history,
        units=history.units[:left],
        prices=None if history.prices is None else history.prices[:left],
        sold_out=None if history.sold_out is None else history.sold_out[:left],
    )


def known_before(histories: Sequence[ItemHistory], *, weeks: int) -> list[ItemHistory]:
    """What a forecaster may learn from whose last `weeks` weeks are to be judged."""
    return [cut(history, days=weeks * 7) for history in histories]


def _too_little(items: Sequence[Bought], days: int) -> NotEnoughData | None:
    known = max((len(item.history.units) for item in items), default=0)
    needed = days + AVERAGE_DAYS
    if known >= needed:
        return None
    return NotEnoughData(
        f"{days // 7} weeks to replay and {AVERAGE_DAYS} days before them to learn from are {needed} days; "
        f"{known} are known."
    )


def aligned(histories: Sequence[ItemHistory]) -> NDArray[np.float64]:
    """Units of shape (items, days) with the same last day; NaN where a history had not begun."""
    units = np.full((len(histories), max((len(history.units) for history in histories), default=0)), np.nan)
    for row, history in enumerate(histories):
        if len(history.units):
            units[row, -len(history.units) :] = history.units
    return units


def _days_before_beginning(items: Sequence[Bought], days: int) -> int:
    return sum(max(days - len(item.history.units), 0) for item in items)


class _Shop:
    """The items of a backtest with what they cost and how they are bought, ready to be replayed."""

    def __init__(self, items: Sequence[Bought], demand: NDArray[np.float64], first: int) -> None:
        self._wanted = np.nan_to_num(demand)
        self._first = first
        self._prices = np.array([item.price for item in items])
        self._unit_values = np.array([item.unit_value for item in items])
        self.review_days = np.array([item.review_days for item in items], dtype=np.int64)
        lead_days = np.array([item.lead_time_days for item in items], dtype=np.int64)
        self.horizon_days = lead_days + self.review_days
        self._terms = BuyingTerms(lead_days, self.review_days, np.array([item.pack_size for item in items]))

    def run(self, rule: OrderUpTo) -> Outcome:
        done = replay(self._wanted, rule, first=self._first, terms=self._terms, prices=self._prices)
        return self._outcome(done)

    def _outcome(self, done: Replay) -> Outcome:
        return Outcome(
            fill_by_value=1.0 if done.fill_by_value is None else done.fill_by_value,
            fill_by_units=1.0 if done.fill_by_units is None else done.fill_by_units,
            average_stock_value=done.stock_value_at(self._unit_values),
            units_lost=done.units_lost,
            value_lost=done.value_lost,
            orders=done.orders,
        )


@dataclass(frozen=True, slots=True)
class _Reviews:
    """The days of review between two days, of items with their own days between reviews."""

    first: int
    end: int
    review_days: NDArray[np.int64]
    progress: Progress | None

    def due(self, day: int) -> list[int]:
        """The items that are reviewed on a day."""
        rows: list[int] = np.flatnonzero((day - self.first) % self.review_days == 0).tolist()
        return rows

    def tell(self, day: int) -> None:
        """Say how many days of review are done, this one among them."""
        if self.progress is not None:
            days = [each for each in range(self.first, self.end) if self.due(each)]
            self.progress(sum(each <= day for each in days), len(days))


def _our_rule(items: Sequence[Bought], reviews: _Reviews, forecaster: Forecaster) -> OrderUpTo:
    """The quantile of demand over lead + review days, from histories that end the day before the review."""

    def level(day: int) -> NDArray[np.float64]:
        levels = np.zeros(len(items))
        together: defaultdict[tuple[int, float], list[int]] = defaultdict(list)
        for row in reviews.due(day):
            item = items[row]
            together[item.lead_time_days + item.review_days, item.service_level].append(row)
        for (horizon_days, service_level), rows in together.items():
            known = [cut(items[row].history, days=reviews.end - day) for row in rows]
            totals = forecast_totals(known, horizon_days=horizon_days, levels=[service_level], forecaster=forecaster)
            levels[rows] = totals[:, 0]
        reviews.tell(day)
        return levels

    return level


def _mean_of_last_days(demand: NDArray[np.float64]) -> OrderUpTo:
    """The mean of the last 90 days whose demand is known, before a day; remembered, for it is asked for repeatedly."""
    remembered: dict[int, NDArray[np.float64]] = {}

    def mean(day: int) -> NDArray[np.float64]:
        if day not in remembered:
            last = demand[:, max(day - AVERAGE_DAYS, 0) : day]
            remembered[day] = np.nansum(last, axis=1) / np.maximum((~np.isnan(last)).sum(axis=1), 1)
        return remembered[day]

    return mean


def _amc_rule(mean: OrderUpTo, horizon_days: NDArray[np.int64], factor: float) -> OrderUpTo:
    return lambda day: np.asarray(factor * mean(day) * horizon_days)


def _stock_at(fill: float, outcomes: Sequence[Outcome]) -> float | None:
    """The stock of a fill by linear interpolation between outcomes; None beyond them."""
    ordered = sorted(outcomes, key=lambda outcome: outcome.fill_by_value)
    fills = [outcome.fill_by_value for outcome in ordered]
    if not fills[0] <= fill <= fills[-1]:
        return None
    return float(np.interp(fill, fills, [outcome.average_stock_value for outcome in ordered]))
