"""The methods that `benchmarks.demand` compares: each turns the past into quantiles of the next 14 days' demand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom, norm

from pharmarec_ml.contracts import ItemHistory
from pharmarec_ml.demand import demand_table
from pharmarec_ml.forecasting import pooled
from pharmarec_ml.forecasting.negative_binomial import ExponentialNegativeBinomial

Floats = NDArray[np.float64]

HORIZON = 14
LEVELS = np.array([0.5, 0.8, 0.9, 0.95, 0.98, 0.99])
FORGETTING = 0.02


@dataclass(frozen=True)
class Past:
    """What is known on a day: units and prices of the days before, of shape (items, days)."""

    units: Floats
    prices: Floats

    @property
    def days(self) -> int:
        return int(self.units.shape[1])


Forecast = Callable[[Past], Floats]


def ours(past: Past) -> Floats:
    """Learned from the same past at each origin."""
    histories = [
        ItemHistory(number, date(2017, 1, 1), units, prices)
        for number, (units, prices) in enumerate(zip(past.units, past.prices, strict=True))
    ]
    demand = demand_table(histories)
    total = (pooled.train(demand) or ExponentialNegativeBinomial()).total(
        demand, horizon_days=np.full(len(histories), HORIZON)
    )
    return np.stack([total.quantile(np.full(len(histories), level)) for level in LEVELS], axis=1)


def amc(past: Past) -> Floats:
    """Demand of the horizon at the average of the last 90 days: what pharmacies multiply by a factor."""
    return np.asarray(past.units[:, -90:].mean(axis=1) * HORIZON)


def normal(past: Past) -> Floats:
    """The textbook's safety stock."""
    recent = past.units[:, -90:]
    deviation = recent.std(axis=1) * np.sqrt(HORIZON)
    return np.asarray(np.maximum(amc(past)[:, None] + deviation[:, None] * norm.ppf(LEVELS), 0))


def empirical(past: Past) -> Floats:
    return np.asarray(np.quantile(sums(past.units), LEVELS, axis=1).T)


def exponential(past: Past) -> Floats:
    """An exponentially weighted mean, and a negative binomial as wide as the item's own sums."""
    return negative_binomial(smoothed(past.units, FORGETTING) * HORIZON, spread(past.units))


def boosted_quantiles(past: Past) -> Floats:
    """One LightGBM model a level, on 20 features of past demand, relative to the item's own rate."""
    examples = [
        (*features(past.units[:, :day]), past.units[:, day : day + HORIZON].sum(axis=1))
        for day in range(past.days - HORIZON, 59, -7)
    ]
    known, scale, sold = (np.concatenate(part) for part in zip(*examples, strict=True))
    now, now_scale = features(past.units)
    data = lightgbm.Dataset(known, sold / scale, weight=scale, params={"max_bin": 63, "verbosity": -1})
    chosen: dict[str, Any] = {
        "objective": "quantile",
        "learning_rate": 0.06,
        "num_leaves": 15,
        "min_data_in_leaf": 200,
        "feature_fraction": 0.6,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "num_threads": 1,
        "seed": 1,
        "verbosity": -1,
    }
    columns = [
        np.asarray(lightgbm.train(chosen | {"alpha": level}, data, 100).predict(now, num_threads=1)) * now_scale
        for level in LEVELS
    ]
    return np.maximum.accumulate(np.maximum(np.column_stack(columns), 0), axis=1)


def statistical() -> dict[str, Forecast]:
    """Statsforecast's methods for demand with many zeros, each with the same negative binomial around its mean."""
    from statsforecast import StatsForecast, models  # noqa: PLC0415  # only where it is asked for

    def around(model: Any) -> Forecast:
        def forecast(past: Past) -> Floats:
            import pandas  # noqa: PLC0415

            items, days = past.units.shape
            table = pandas.DataFrame(
                {
                    "unique_id": np.repeat(np.arange(items), days),
                    "ds": np.tile(np.arange(1, days + 1), items),
                    "y": past.units.ravel(),
                }
            )
            told = StatsForecast([model], freq=1, n_jobs=1).forecast(df=table, h=HORIZON)
            mean = told[repr(model)].to_numpy().reshape(items, HORIZON).sum(axis=1)
            return negative_binomial(mean, spread(past.units))

        return forecast

    chosen = {
        "SBA": models.CrostonSBA(),
        "TSB": models.TSB(alpha_d=0.1, alpha_p=0.1),
        "IMAPA": models.IMAPA(),
        "SES": models.SimpleExponentialSmoothingOptimized(),
    }
    return {f"statsforecast {name} + NB": around(model) for name, model in chosen.items()}


def sums(units: Floats) -> Floats:
    """All overlapping sums of a horizon."""
    running = np.cumsum(np.pad(units, ((0, 0), (1, 0))), axis=1)
    return np.asarray(running[:, HORIZON:] - running[:, :-HORIZON])


def spread(units: Floats) -> Floats:
    past = sums(units)
    return np.asarray((past.var(axis=1) + 1) / (past.mean(axis=1) + 1))


def smoothed(units: Floats, forgetting: float) -> Floats:
    weights = (1 - forgetting) ** np.arange(units.shape[1])[::-1]
    return np.asarray(units @ weights / weights.sum())


def negative_binomial(mean: Floats, ratio: Floats) -> Floats:
    mean, ratio = np.maximum(mean, 1e-6), np.maximum(ratio, 1.001)
    return np.asarray(nbinom.ppf(LEVELS, (mean / (ratio - 1))[:, None], (1 / ratio)[:, None]))


def features(units: Floats) -> tuple[Floats, Floats]:
    """Twenty numbers of each item's past, and the rate of a horizon that they are relative to."""
    days, sold = units.shape[1], units > 0
    scale = smoothed(units, FORGETTING) * HORIZON + 0.3
    past = sums(units)
    sale_days = sold.sum(axis=1)
    relative = [units[:, -window:].mean(axis=1) * HORIZON for window in (7, 14, 28, 56, 91, 182, days)]
    relative += [smoothed(units, alpha) * HORIZON for alpha in (0.01, 0.02, 0.05, 0.1)]
    relative += [np.quantile(past, level, axis=1) for level in (0.5, 0.8, 0.95)]
    absolute = [
        sold[:, -28:].mean(axis=1),
        sold.mean(axis=1),
        np.where(sale_days > 0, sold[:, ::-1].argmax(axis=1), days),
        np.where(sale_days > 0, days - sold.argmax(axis=1), 0),
        spread(units),
        np.log(scale),
    ]
    return np.column_stack([*(column / scale for column in relative), *absolute]), scale
