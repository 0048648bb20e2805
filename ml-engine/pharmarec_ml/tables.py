"""Parquet files in and out: checked cell by cell, with an error that says where and what was expected."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pharmarec_ml.contracts import HIGHEST_SERVICE_LEVEL, LOWEST_SERVICE_LEVEL, Advice, ItemHistory, StockPosition


class BadTable(ValueError):
    """A file that cannot be used; the message names the file and, where it can, row and column."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a table has to have: its type, and the values that are allowed."""

    name: str
    dtype: pl.DataType
    expected: str
    is_allowed: pl.Expr
    is_optional: bool = False


def _number(name: str, expected: str, is_allowed: pl.Expr, *, is_optional: bool = False) -> Column:
    return Column(name, pl.Float64(), expected, pl.col(name).is_finite() & is_allowed, is_optional)


def _days(name: str, *, least: int) -> Column:
    is_whole = pl.col(name) == pl.col(name).floor()
    return _number(name, f"whole days, at least {least}", is_whole & (pl.col(name) >= least))


PRICE = _number("unit_price", "a number of at least 0", pl.col("unit_price") >= 0, is_optional=True)
HISTORY = [
    Column("date", pl.Date(), "a date such as 2025-01-31", pl.lit(value=True)),
    _number("quantity", "a number of at least 0", pl.col("quantity") >= 0),
    PRICE,
    Column("in_stock", pl.Boolean(), "true or false", pl.lit(value=True), is_optional=True),
]
COST = _number("unit_cost", "a number of at least 0", pl.col("unit_cost") >= 0)
STOCK = [
    _number("on_hand", "a number of at least 0", pl.col("on_hand") >= 0),
    _number("on_order", "a number of at least 0", pl.col("on_order") >= 0),
    _days("lead_time_days", least=0),
    _days("review_days", least=1),
    _number("pack_size", "a number above 0", pl.col("pack_size") > 0),
    _number("moq", "a number of at least 0", pl.col("moq") >= 0),
    _number(
        "service_level",
        f"a share from {LOWEST_SERVICE_LEVEL} to {HIGHEST_SERVICE_LEVEL}",
        pl.col("service_level").is_between(LOWEST_SERVICE_LEVEL, HIGHEST_SERVICE_LEVEL),
    ),
]


def read_table(path: Path, columns: Sequence[Column]) -> pl.DataFrame:
    """`item_id` (whole numbers or text) and `columns` of a Parquet file, in the types asked for.

    Raises:
        BadTable: not a Parquet file, a column is missing, or a value is not what is expected.
    """
    try:
        table = pl.read_parquet(path)
    except FileNotFoundError as error:
        raise BadTable(f"{path}: there is no such file") from error
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BadTable(f"{path}: not a readable Parquet file") from error
    return checked_table(path, table, columns)


def checked_table(path: Path, table: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """`item_id` and `columns` of a table that was read from `path`, as `read_table` gives them."""
    wanted = [column for column in columns if not column.is_optional or column.name in table.columns]
    for name in ["item_id", *(column.name for column in wanted)]:
        if name not in table.columns:
            raise BadTable(f"{path}: column {name} is missing; there are: {', '.join(table.columns)}")
    _check_item_ids(path, table)
    checked = [table["item_id"], *(_checked(path, table[column.name], column) for column in wanted)]
    return pl.DataFrame(checked)


def _check_item_ids(path: Path, table: pl.DataFrame) -> None:
    ids = table["item_id"]
    if not (ids.dtype.is_integer() or ids.dtype == pl.String):
        raise BadTable(f"{path}: column item_id: expected whole numbers or text, found {ids.dtype}")
    if ids.null_count():
        row = ids.is_null().arg_max()
        raise BadTable(f"{path}: row {1 + (row or 0)}, column item_id: expected an item, found nothing")


def _checked(path: Path, values: pl.Series, column: Column) -> pl.Series:
    typed = typed_values(path, values, column)
    is_good = pl.DataFrame(typed).select((column.is_allowed & pl.col(column.name).is_not_null()).fill_null(value=False))
    is_bad = ~is_good.to_series()
    if is_bad.any():
        row = is_bad.arg_max() or 0
        found = "nothing" if values[row] is None else repr(values[row])
        raise BadTable(f"{path}: row {row + 1}, column {column.name}: expected {column.expected}, found {found}")
    return typed


def typed_values(path: Path, values: pl.Series, column: Column) -> pl.Series:
    """The values in the column's type, null where they are none of it."""
    if column.dtype == pl.Date and values.dtype == pl.String:
        return values.str.to_date("%Y-%m-%d", strict=False)
    refusal = BadTable(f"{path}: column {column.name}: expected {column.expected}, found {values.dtype}")
    # Numbers would pass for days since 1970: 20250131 is the year 57414.
    if values.dtype.is_temporal() != (column.dtype == pl.Date):
        raise refusal
    try:
        return values.cast(column.dtype, strict=False)
    except pl.exceptions.InvalidOperationError as error:
        raise refusal from error


def read_histories(path: Path, *, as_of: date | None) -> tuple[pl.Series, list[ItemHistory]]:
    """Daily demand of each item of a sales file up to `as_of`, by default its last day.

    Days that the file does not list are days without a sale, from the first day of the whole file;
    days listed with `in_stock` false are censored. Several rows of a day are added; the price of a day is that of the
    dearest of them.

    Returns:
        The item ids in ascending order, and their histories; `ItemHistory.item_id` is the position.

    Raises:
        BadTable: see `read_table`; also when no row is left up to `as_of`.
    """
    rows = read_table(path, HISTORY)
    items = rows["item_id"].unique().sort()
    if as_of is not None:
        rows = rows.filter(pl.col("date") <= as_of)
    if rows.is_empty():
        raise BadTable(f"{path}: no rows" if as_of is None else f"{path}: no row up to {as_of}")
    days = rows.select(first=pl.col("date").min(), last=pl.col("date").max()).row(0)
    return items, daily_histories(rows, items=items, first_day=days[0], last_day=as_of or days[1])


def daily_histories(rows: pl.DataFrame, *, items: pl.Series, first_day: date, last_day: date) -> list[ItemHistory]:
    """The history of each of `items` from the first to the last day, as `read_histories` describes it.

    `rows` are HISTORY's columns, of these days and items only.
    """
    numbered = rows.join(pl.DataFrame([items]).with_row_index("item"), on="item_id")
    units = np.zeros((len(items), (last_day - first_day).days + 1))
    cells = (
        numbered["item"].to_numpy(),
        numbered.select((pl.col("date") - first_day).dt.total_days()).to_series().to_numpy(),
    )
    np.add.at(units, cells, numbered["quantity"].to_numpy())
    if "in_stock" in numbered.columns:
        is_out = ~numbered["in_stock"].to_numpy()
        units[cells[0][is_out], cells[1][is_out]] = np.nan
    prices: list[NDArray[np.float64]] | list[None] = [None] * len(items)
    if "unit_price" in numbered.columns:
        table = np.full(units.shape, np.nan)
        np.fmax.at(table, cells, numbered["unit_price"].to_numpy())
        prices = list(table)
    return [ItemHistory(number, first_day, row, prices[number]) for number, row in enumerate(units)]


def read_prices(path: Path, *, items: pl.Series) -> list[float]:
    """The median `unit_price` of each of `items` in a sales file; 1 for all where it has no such column.

    Raises:
        BadTable: see `read_table`.
    """
    rows = read_table(path, [PRICE])
    if PRICE.name not in rows.columns:
        return [1.0] * len(items)
    medians = dict(rows.group_by("item_id").agg(pl.col(PRICE.name).median()).iter_rows())
    return [medians[item] for item in items]


def read_positions(path: Path, *, items: pl.Series) -> tuple[pl.DataFrame, list[StockPosition]]:
    """The stock file and its positions; `StockPosition.item_id` is the position in `items`.

    Items that are not in `items` have no history; they are numbered from `len(items)` on.

    Raises:
        BadTable: see `read_table`; also for text ids where `items` are numbers, and for an item twice.
    """
    return positions_of(path, read_table(path, STOCK), items=items)


def positions_of(path: Path, checked: pl.DataFrame, *, items: pl.Series) -> tuple[pl.DataFrame, list[StockPosition]]:
    """The positions of a table with STOCK's columns that was read from `path`, as `read_positions` gives them."""
    table = checked.cast({"lead_time_days": pl.Int64, "review_days": pl.Int64})
    ids = table["item_id"]
    if (ids.dtype == pl.String) != (items.dtype == pl.String):
        raise BadTable(f"{path}: column item_id: expected {items.dtype} as in the history, found {ids.dtype}")
    if ids.is_duplicated().any():
        row = (~ids.is_first_distinct()).arg_max() or 0
        raise BadTable(f"{path}: row {row + 1}, column item_id: expected each item once, found {ids[row]!r} again")
    numbers = {item: number for number, item in enumerate(items)}
    return table, [
        StockPosition(
            item_id=numbers.get(row["item_id"], len(items) + number),
            on_hand=_exact(row["on_hand"]),
            usable=_exact(row["on_hand"]),
            on_order=_exact(row["on_order"]),
            lead_time_days=row["lead_time_days"],
            review_days=row["review_days"],
            service_level=row["service_level"],
            pack_size=_exact(row["pack_size"]),
            moq=_exact(row["moq"]),
        )
        for number, row in enumerate(table.iter_rows(named=True))
    ]


def forecast_table(items: pl.Series, levels: Sequence[float], values: NDArray[np.float64]) -> pl.DataFrame:
    """`item_id, quantile, value`, one row a quantile; `values` has shape (items, levels)."""
    return pl.DataFrame(
        {
            "item_id": items.gather(np.repeat(np.arange(len(items)), len(levels))),
            "quantile": pl.Series(np.tile(np.array(levels), len(items)), dtype=pl.Float64),
            "value": values.ravel(),
        }
    )


def advice_columns(advices: Sequence[Advice]) -> pl.DataFrame:
    """What the table of orders says beside the stock: one row an advice, quantities as floats."""
    columns: dict[str, list[object]] = {
        "order_qty": [float(advice.order_qty) for advice in advices],
        "reason": [advice.reason for advice in advices],
        "explanation": [advice.explanation for advice in advices],
        "urgency": [advice.urgency for advice in advices],
        "confidence": [advice.confidence for advice in advices],
        "demand_per_day": [advice.demand_per_day for advice in advices],
        "expected_demand": [advice.expected_demand for advice in advices],
        "order_up_to": [advice.order_up_to for advice in advices],
        "safety_stock": [advice.safety_stock for advice in advices],
        "days_of_cover": [advice.days_of_cover for advice in advices],
        "inputs": [json.dumps(advice.inputs) for advice in advices],
    }
    return pl.DataFrame(columns, schema_overrides={"days_of_cover": pl.Float64})


def read_costs(path: Path) -> list[tuple[Decimal, Decimal | None]]:
    """What a unit of each row of a stock file costs, and sells for where the file says so.

    Raises:
        BadTable: see `read_table`; also when there is no column unit_cost.
    """
    table = read_table(path, [COST, PRICE])
    prices = table[PRICE.name].to_list() if PRICE.name in table.columns else [None] * table.height
    return [
        (_exact(cost), None if price is None else _exact(price))
        for cost, price in zip(table[COST.name].to_list(), prices, strict=True)
    ]


def _exact(number: float) -> Decimal:
    """The shortest decimal that means this float: 0.1 is 0.1."""
    return Decimal(str(number)).normalize()
