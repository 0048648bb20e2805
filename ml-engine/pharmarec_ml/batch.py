"""Forecasts and orders of one pharmacy: what a night does for each pharmacy of a chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from pharmarec_ml.advice import advise_from, totals_from
from pharmarec_ml.contracts import Advice, ItemHistory, StockPosition
from pharmarec_ml.demand import DemandTable, demand_table
from pharmarec_ml.forecasting import Forecaster
from pharmarec_ml.tables import advice_columns, daily_histories, forecast_table

ITEMS_AT_ONCE = 5_000
"""So many items are calculated together: their days are what takes memory."""


@dataclass(frozen=True)
class Asked:
    """What is asked of every pharmacy.

    Attributes:
        as_of: last day whose sales count.
        horizon_days: days that the forecasts add up, ≥ 1.
        levels: of their quantiles, each in (0, 1).
    """

    as_of: date
    horizon_days: int
    levels: tuple[float, ...]


@dataclass(frozen=True)
class Night:
    """What came of it: forecasts of every item with a history, orders of every item with a stock."""

    forecasts: pl.DataFrame
    orders: pl.DataFrame


def forecasts_and_orders(
    history: pl.DataFrame,
    stock: pl.DataFrame,
    positions: Sequence[StockPosition],
    *,
    asked: Asked,
    forecaster: Forecaster,
) -> Night:
    """Forecasts and orders of a pharmacy's items.

    Args:
        history: checked rows of `tables.HISTORY` up to `asked.as_of`.
        stock: checked rows of `tables.STOCK`, each item once.
        positions: one for each row of `stock`, in its order, as `tables.positions_of` numbers them.
        asked: the same for all pharmacies.
        forecaster: what is expected of the items.

    Returns:
        Forecasts in the order of item ids, orders in that of `stock`.
    """
    items = history["item_id"].unique().sort()
    first_day = history["date"].min()
    forecasts = [forecast_table(items[:0], asked.levels, np.empty((0, len(asked.levels))))]
    advices: dict[int, Advice] = {}
    by_item = {position.item_id: row for row, position in enumerate(positions)}
    for start in range(0, len(items), ITEMS_AT_ONCE):
        some = items[start : start + ITEMS_AT_ONCE]
        rows = history.filter(pl.col("item_id").is_in(some.implode()))
        assert isinstance(first_day, date)
        demand = demand_table(daily_histories(rows, items=some, first_day=first_day, last_day=asked.as_of))
        told = totals_from(demand, horizon_days=asked.horizon_days, levels=asked.levels, forecaster=forecaster)
        forecasts.append(forecast_table(some, asked.levels, told))
        ordered = np.array([number for number in range(len(some)) if start + number in by_item], dtype=np.int64)
        # All of them is the rule: then what the forecaster found out about them need not be found out again.
        of_ordered = demand if len(ordered) == len(some) else demand.of(ordered)
        stock_rows = [by_item[start + number] for number in ordered.tolist()]
        advices |= _advised(of_ordered, positions, stock_rows, asked=asked, forecaster=forecaster)
    unsold = [row for row, position in enumerate(positions) if position.item_id >= len(items)]
    nothing = demand_table([ItemHistory(row, asked.as_of + timedelta(days=1), np.empty(0)) for row in unsold])
    advices |= _advised(nothing, positions, unsold, asked=asked, forecaster=forecaster)
    orders = stock.hstack(advice_columns([advices[row] for row in range(stock.height)]))
    return Night(pl.concat(forecasts), orders)


def _advised(
    demand: DemandTable,
    positions: Sequence[StockPosition],
    rows: Sequence[int],
    *,
    asked: Asked,
    forecaster: Forecaster,
) -> dict[int, Advice]:
    """What to order of the positions in `rows`, whose demand is in that order, by row."""
    some = [positions[row] for row in rows]
    return dict(zip(rows, advise_from(demand, some, as_of=asked.as_of, forecaster=forecaster), strict=True))
