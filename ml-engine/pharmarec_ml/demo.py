"""A pharmacy to look at: real daily sales under made-up names, with a shelf to match."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pharmarec_ml.demo_items import DemoItem, read_items
from pharmarec_ml.demo_stock import DemoBatch, DemoOrder, shelf_after

PACKAGE = Path(__file__).parent
# A wheel carries the files inside the package; a checkout keeps them beside it.
PLACES = (PACKAGE / "demo_data", PACKAGE.parent / "data" / "raw")


@dataclass(frozen=True, slots=True)
class DemoSale:
    """Units of a product sold on one day, at that day's price."""

    product_id: int
    sold_on: date
    quantity: int
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class DemoPharmacy:
    """Items by name; sales by day, then product; what is on the shelf and on order today."""

    items: tuple[DemoItem, ...]
    sales: tuple[DemoSale, ...]
    batches: tuple[DemoBatch, ...]
    orders: tuple[DemoOrder, ...]
    first_day: date
    last_day: date


def load_demo(*, ends_on: date) -> DemoPharmacy:
    """The demo pharmacy with `ends_on` as its last day of sales; always the same for the same day.

    Dates move by whole weeks, so that a Monday stays a Monday, and far enough for `ends_on` to be a day on
    which something was sold; the days that would then lie after it are left out.
    """
    folder = _folder()
    items = read_items(folder / "demo_items.csv")
    sales = _shifted(pl.read_parquet(folder / "demo_sales.parquet"), ends_on)
    first_day = sales["date"].to_list()[0]
    shelves = [
        shelf_after(demand, item, ends_on=ends_on)
        for item, demand in zip(items, _daily(sales, items, first_day, ends_on), strict=True)
    ]
    return DemoPharmacy(
        items=items,
        sales=tuple(_sale(row) for row in sales.iter_rows()),
        batches=tuple(batch for shelf in shelves for batch in shelf.batches),
        orders=tuple(order for shelf in shelves for order in shelf.orders),
        first_day=first_day,
        last_day=ends_on,
    )


def _folder() -> Path:
    for place in PLACES:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"the demo pharmacy's files are in none of {', '.join(map(str, PLACES))}")


def _shifted(sales: pl.DataFrame, ends_on: date) -> pl.DataFrame:
    days = set(sales["date"].to_list())
    weeks = -((max(days) - ends_on).days // 7)
    while ends_on - timedelta(weeks=weeks) not in days:
        weeks += 1
    moved = sales.with_columns(pl.col("date") + timedelta(weeks=weeks))
    return moved.filter(pl.col("date") <= ends_on).sort("date", "product_id")


def _daily(sales: pl.DataFrame, items: tuple[DemoItem, ...], first_day: date, last_day: date) -> NDArray[np.int64]:
    """Units a day, shape (items, days)."""
    daily = np.zeros((len(items), (last_day - first_day).days + 1), dtype=np.int64)
    rows = {item.product_id: row for row, item in enumerate(items)}
    for product_id, day, quantity, _ in sales.iter_rows():
        daily[rows[product_id], (day - first_day).days] += quantity
    return daily


def _sale(row: tuple[int, date, int, float]) -> DemoSale:
    product_id, sold_on, quantity, unit_price = row
    return DemoSale(product_id, sold_on, quantity, Decimal(f"{unit_price:.2f}"))
