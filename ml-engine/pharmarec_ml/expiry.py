"""What of each batch will expire unsold: the chance that any does, and the expected units.

The first to expire is sold first. Of a batch something is left exactly when, for every batch j before it (and for
none), the demand between the last day of j and its own is less than the stock dated in between. The chance of the
rarest of these is at least the chance of all together, and equal where one of them decides: for the first batch, and
where those ahead surely sell or surely do not. What is left of a batch is treated alike, unit by unit.

Demand is a negative binomial whose rate is not known for sure: over t days its variance is
mean · (1 + clump) + (rate variance) · mean², so that over a longer horizon chance does not even out. With some
chance an item is not asked for again at all. How unsure a rate is was measured by rolling origin (`expiry_training`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, expit

from pharmarec_ml import policy
from pharmarec_ml.demand import DemandTable
from pharmarec_ml.forecasting import Forecaster
from pharmarec_ml.forecasting.negative_binomial import LEAST_RATIO

Floats = NDArray[np.float64]

KNOTS: Final = (7, 14, 28, 56, 112, 224, 448, 896)
"""Horizons in days at which a forecaster is asked; demand runs straight between them, and on after the last."""

CLUMP_DAYS: Final = 28
"""The clumps in which an item is bought show in sums over so many days; over more, the rate moves."""

LARGEST_RATE_VARIANCE: Final = 20.0
GONE_AT_MOST: Final = 0.95


@dataclass(frozen=True, slots=True)
class Doubt:
    """How unsure an item's rate is; learned.

    Attributes:
        rate: log of the rate's squared coefficient of variation = rate[0] + rate[1] · log(1 + days with sales).
        gone: log odds that it is not asked for again = gone[0] + gone[1] · log(1 + silence) +
            gone[2] · log(1 + days with sales). The silence is how many sales the days since the last were worth.
    """

    rate: tuple[float, float]
    gone: tuple[float, float, float]

    def to_text(self) -> str:
        """JSON, for `from_text`."""
        return json.dumps({"name": NAME, "rate": self.rate, "gone": self.gone})

    @staticmethod
    def from_text(text: str) -> Doubt:
        """What `to_text` wrote.

        Raises:
            ValueError: the text is something else.
        """
        try:
            told = json.loads(text)
            rate, gone = [float(each) for each in told["rate"]], [float(each) for each in told["gone"]]
            if told["name"] != NAME or not np.isfinite([*rate, *gone]).all():
                raise ValueError("another model")
            return Doubt((rate[0], rate[1]), (gone[0], gone[1], gone[2]))
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise ValueError("this is no stored expiry model") from error


NAME: Final = "expiry-1"

CERTAIN: Final = Doubt((-np.inf, 0.0), (-np.inf, 0.0, 0.0))
"""The rate is as forecast: a plain negative binomial."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The demand of items, whatever the horizon.

    Attributes:
        totals: shape (items, knots + 1), expected units over 0 days and each of `KNOTS`; NaN: nobody knows.
        clump: shape (items,), > 0, variance beyond a Poisson's for each expected unit.
        rate_variance: shape (items,), ≥ 0, squared coefficient of variation of the rate.
        gone: shape (items,), chance that an item is not asked for again.
    """

    totals: Floats
    clump: Floats
    rate_variance: Floats
    gone: Floats

    def mean(self, items: NDArray[np.int64], days: NDArray[np.int64]) -> Floats:
        """Expected units that `items` are asked for in `days` ≥ 0 days."""
        knots = np.array([0, *KNOTS])
        right = np.clip(np.searchsorted(knots, days), 1, len(KNOTS))
        start = self.totals[items, right - 1]
        share = (days - knots[right - 1]) / (knots[right] - knots[right - 1])
        return np.asarray(start + share * (self.totals[items, right] - start))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Batches that may be sold, each array in shape (batches,), in any order.

    Attributes:
        item: whose they are: rows of the outlook.
        days: days for which they can still be sold, the first day of the forecast counted, ≥ 1.
        units: what is there, ≥ 0.
    """

    item: NDArray[np.int64]
    days: NDArray[np.int64]
    units: Floats


@dataclass(frozen=True, slots=True)
class Unsold:
    """What will be left of batches; NaN where nobody knows the demand.

    Attributes:
        chance: shape (batches,), that any unit expires unsold.
        units: shape (batches,), expected units that do.
    """

    chance: Floats
    units: Floats


def outlook(demand: DemandTable, *, forecaster: Forecaster, doubt: Doubt) -> Outlook:
    """The demand ahead of items; where their history is too short for a forecast, at the average so far."""
    items = len(demand.units)
    totals, clump = np.zeros((items, len(KNOTS) + 1)), np.zeros(items)
    for column, days in enumerate(KNOTS, start=1):
        total = forecaster.total(demand, horizon_days=np.full(items, days))
        totals[:, column] = np.maximum(total.mean, totals[:, column - 1])
        if days == CLUMP_DAYS:
            clump = total.ratio - 1
    for row in np.flatnonzero(_is_thin(demand)):
        sold = float(demand.units[row].sum())
        rate = policy.thin_daily_mean(units=sold, observed_days=int(demand.observed_days[row])) if sold else np.nan
        totals[row] = rate * np.array([0, *KNOTS])
    rate_variance, gone = doubts(doubt, sale_days=demand.sale_days, silence=silence(demand))
    return Outlook(totals, np.maximum(clump, LEAST_RATIO - 1), rate_variance, gone)


def doubts(doubt: Doubt, *, sale_days: NDArray[np.int64], silence: Floats) -> tuple[Floats, Floats]:
    """The variance of each item's rate, and the chance that it is not asked for again."""
    evidence = np.log1p(sale_days)
    rate = np.exp(doubt.rate[0] + doubt.rate[1] * evidence)
    gone = expit(doubt.gone[0] + doubt.gone[1] * np.log1p(silence) + doubt.gone[2] * evidence)
    return np.minimum(rate, LARGEST_RATE_VARIANCE), np.minimum(gone, GONE_AT_MOST)


def silence(demand: DemandTable) -> Floats:
    """How many sales the days since an item's last sale were worth, shape (items,)."""
    sold, length = demand.units > 0, demand.units.shape[1]
    if length == 0:
        return np.zeros(len(sold))
    since_last = np.where(demand.sale_days > 0, sold[:, ::-1].argmax(axis=1), demand.observed_days)
    since_first = np.where(demand.sale_days > 0, length - sold.argmax(axis=1), demand.observed_days)
    return np.asarray(since_last * demand.sale_days / np.maximum(since_first, 1))


def unsold(shelf: Shelf, ahead: Outlook) -> Unsold:
    """What will be left of each batch when its last day ends.

    Exact for one batch of an item; for those behind others as the module says.
    """
    chance, expected = np.full(len(shelf.item), np.nan), np.full(len(shelf.item), np.nan)
    if not len(shelf.item):
        return Unsold(chance, expected)
    order = np.lexsort((shelf.days, shelf.item))
    item, days, units = shelf.item[order], shelf.days[order], shelf.units[order]
    place = _place_in_item(item)
    day_before = np.where(place > 0, np.roll(days, 1), 0)
    units_before = np.cumsum(units) - units
    # A window of each batch begins at the day before each batch up to it: `oldest` is the first that it counts.
    batch = np.repeat(np.arange(len(item)), place + 1)
    starts = np.cumsum(place + 1) - place - 1
    oldest = np.arange(len(batch)) - starts[batch] + batch - place[batch]
    # The rounding takes away what a sum of fractions leaves, which would count as a unit more.
    stock = np.round(units_before[batch] + units[batch] - units_before[oldest], 6)
    window = _Window.of(ahead, item[batch], day_before[oldest], days[batch])
    chance[order] = np.where(units > 0, np.minimum.reduceat(window.chance_of_less(stock), starts), 0)
    # What is left of the batches up to one, less what is left of those before it, is what is left of it.
    left = window.expected_left(stock) - window.expected_left(np.round(stock - units[batch], 6))
    expected[order] = np.clip(np.minimum.reduceat(left, starts), 0, units)
    return Unsold(chance, expected)


@dataclass(frozen=True, slots=True)
class _Window:
    """Demand between two days, each array in shape (windows,)."""

    mean: Floats
    scale: Floats
    gone: Floats

    @staticmethod
    def of(ahead: Outlook, item: NDArray[np.int64], after: NDArray[np.int64], until: NDArray[np.int64]) -> _Window:
        """Demand from the day after `after` up to and with `until`."""
        mean = np.maximum(ahead.mean(item, until) - ahead.mean(item, after), 0)
        return _Window(mean, ahead.clump[item] + ahead.rate_variance[item] * mean, ahead.gone[item])

    def chance_of_less(self, units: Floats) -> Floats:
        """P(demand < units); of nothing, nothing is left."""
        chance = self.gone + (1 - self.gone) * self._at_most(np.ceil(units) - 1, more=0)
        return np.asarray(np.where(units > 0, chance, 0.0))

    def expected_left(self, units: Floats) -> Floats:
        """E[(units − demand)+].

        The part of the mean that lies up to k is mean · P(a negative binomial of one success more ≤ k − 1).
        """
        most = np.ceil(units) - 1
        left = units * self._at_most(most, more=0) - self.mean * self._at_most(most - 1, more=1)
        return np.asarray(np.where(units > 0, self.gone * units + (1 - self.gone) * np.maximum(left, 0), 0.0))

    def _at_most(self, units: Floats, *, more: int) -> Floats:
        """P(negative binomial with so many successes more ≤ units), 0 below 0, 1 where nothing is asked for."""
        successes = np.where(self.mean > 0, self.mean, 1.0) / self.scale + more
        chance = betainc(successes, np.maximum(units, 0) + 1, 1 / (1 + self.scale))
        return np.asarray(np.where(units < 0, 0.0, np.where(self.mean == 0, 1.0, chance)))


def _place_in_item(item: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many of the batches (sorted by item) before one are of the same item."""
    number = np.arange(len(item))
    begins = np.concatenate([[True], item[1:] != item[:-1]])[: len(item)]
    return number - np.maximum.accumulate(np.where(begins, number, 0))


def _is_thin(demand: DemandTable) -> NDArray[np.bool_]:
    return np.array(
        [
            policy.confidence(observed_days=int(days), sale_days=int(sales)) == "not_enough_data"
            for days, sales in zip(demand.observed_days, demand.sale_days, strict=True)
        ],
        dtype=bool,
    )
