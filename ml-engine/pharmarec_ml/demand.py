"""Histories of many items as one table of observed days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from pharmarec_ml.contracts import ItemHistory, WeekDemand

DAYS_REMEMBERED = 365
# A silence before the first sale this improbable for the item's later rate (e^-7 < 0.1 %) means that
# the item was not sold yet, not that nobody wanted it.
NEW_ITEM_SILENCE = 7.0


@dataclass(frozen=True, slots=True)
class DemandTable:
    """The last observed days of each item; censored days are left out, days without a sale are not.

    Attributes:
        units: shape (items, days), oldest first, the newest observed day last; rows with fewer
            observed days start with zeros that do not count.
        days_known: shape (items,), observed days there are, at most 365.
        observed_days: shape (items,), how many columns from the right count: `days_known` without the silence before
            an item was sold.
        sale_days: shape (items,), observed days on which anything was sold.
        censored_days: shape (items,), days of the whole history whose demand is unknown.
        sold_out_days: shape (items,), observed days that ended with an empty shelf. Their units are not what was sold
            but what was probably wanted: see `probably_wanted`.
        prices: shape as `units`, what a unit sold for; NaN where nothing was sold or nobody told.
    """

    units: NDArray[np.float64]
    days_known: NDArray[np.int64]
    observed_days: NDArray[np.int64]
    sale_days: NDArray[np.int64]
    censored_days: NDArray[np.int64]
    prices: NDArray[np.float32]
    sold_out_days: NDArray[np.int64]

    def of(self, rows: NDArray[np.int64]) -> DemandTable:
        """Some of the items."""
        return DemandTable(*(getattr(self, field.name)[rows] for field in fields(self)))

    def until(self, observed_days_ago: int) -> DemandTable:
        """What was known so many (≥ 1) observed days ago: nothing of it stands on the days after."""
        units = self.units[:, :-observed_days_ago]
        known = np.maximum(self.days_known - observed_days_ago, 0)
        return DemandTable(
            units=units,
            days_known=known,
            observed_days=_days_on_sale(units, known),
            sale_days=(units > 0).sum(axis=1),
            censored_days=self.censored_days,
            prices=self.prices[:, :-observed_days_ago],
            sold_out_days=self.sold_out_days,
        )


def demand_table(histories: Sequence[ItemHistory]) -> DemandTable:
    """Line the histories up at their newest observed day.

    Raises:
        ValueError: a history has a negative or infinite day.
    """
    observed = [probably_wanted(history) for history in histories]
    censored = [len(history.units) - len(days) for history, days in zip(histories, observed, strict=True)]
    lengths = np.array([min(len(days), DAYS_REMEMBERED) for days in observed], dtype=np.int64)
    units = np.zeros((len(histories), int(lengths.max(initial=0))))
    prices = np.full(units.shape, np.nan, dtype=np.float32)
    for row, (history, days) in enumerate(zip(histories, observed, strict=True)):
        if len(days):
            units[row, -lengths[row] :] = days[-DAYS_REMEMBERED:]
            if history.prices is not None:
                prices[row, -lengths[row] :] = history.prices[~np.isnan(history.units)][-DAYS_REMEMBERED:]
    wrong = np.flatnonzero(~((units >= 0) & np.isfinite(units)).all(axis=1))
    if len(wrong):
        raise ValueError(f"item {histories[wrong[0]].item_id}: a day is negative or infinite")
    return DemandTable(
        units=units,
        days_known=lengths,
        observed_days=_days_on_sale(units, lengths),
        sale_days=(units > 0).sum(axis=1),
        censored_days=np.array(censored, dtype=np.int64),
        prices=prices,
        sold_out_days=np.array([_sold_out(history)[-DAYS_REMEMBERED:].sum() for history in histories], dtype=np.int64),
    )


def probably_wanted(history: ItemHistory) -> NDArray[np.float64]:
    """Units of the observed days, oldest first; a day that sold out counts as what was probably wanted on it.

    That is the mean of its own sales and of all earlier days that sold at least as much and did not sell out: what a
    day was like that got so far (the product-limit idea of Kaplan and Meier, *Nonparametric Estimation from Incomplete
    Observations*, 1958). A day knows earlier days only, so that it stays what it was as time goes on.
    """
    known = ~np.isnan(history.units)
    units, sold_out = history.units[known], _sold_out(history)
    wanted = units.copy()
    for day in np.flatnonzero(sold_out & (units > 0)):
        like_it = units[:day][(units[:day] >= units[day]) & ~sold_out[:day]]
        wanted[day] = (units[day] + like_it.sum()) / (1 + len(like_it))
    return wanted


def _sold_out(history: ItemHistory) -> NDArray[np.bool_]:
    """Which of the observed days ended with an empty shelf."""
    known = ~np.isnan(history.units)
    return np.zeros(int(known.sum()), dtype=bool) if history.sold_out is None else history.sold_out[known]


def _days_on_sale(units: NDArray[np.float64], observed_days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Observed days less the silence before an item's first sale, if that was too long for chance."""
    days = units.shape[1]
    if days == 0:
        return observed_days
    sold = units > 0
    since_first_sale = np.where(sold.any(axis=1), days - sold.argmax(axis=1), observed_days)
    silence = observed_days - since_first_sale
    later_sales = sold.sum(axis=1) - 1
    chance_exponent = silence * later_sales / np.maximum(since_first_sale - 1, 1)
    return np.where(chance_exponent > NEW_ITEM_SILENCE, since_first_sale, observed_days)


def weekly_sums(history: ItemHistory, *, weeks: int) -> list[WeekDemand]:
    """The last `weeks` weeks, oldest first; each ends seven days before the next, the last today.

    Days before the history began count as 0 and not as censored; weeks wholly before it are left
    out. Units of a week with censored days are what was sold, not what was wanted.
    """
    known = min(weeks, -(-len(history.units) // 7))
    days = np.zeros(known * 7)
    tail = history.units[-known * 7 :] if known else history.units[:0]
    days[len(days) - len(tail) :] = tail
    return [
        WeekDemand(
            week_start=history.last_day - timedelta(days=7 * (known - week) - 1),
            units=float(np.nansum(seven)),
            censored_days=int(np.isnan(seven).sum()),
        )
        for week, seven in enumerate(days.reshape(known, 7))
    ]
