"""The demo pharmacy: real sales, moved to end today, and a shelf worth looking at."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pharmarec_ml.demo import DemoPharmacy, load_demo

RAW = Path(__file__).parents[2] / "ml-engine" / "data" / "raw"
ENDS_ON = date(2026, 7, 28)


@pytest.fixture(scope="module")
def demo() -> DemoPharmacy:
    return load_demo(ends_on=ENDS_ON)


def test_sales_are_the_real_ones_moved_by_whole_weeks(demo: DemoPharmacy) -> None:
    real = pl.read_parquet(RAW / "demo_sales.parquet")

    last_real_day = max(real["date"].to_list())
    shift = timedelta(weeks=448)
    assert timedelta(0) <= last_real_day + shift - ENDS_ON < timedelta(weeks=1)
    kept = real.filter(pl.col("date") + shift <= ENDS_ON)
    assert Counter((sale.product_id, sale.sold_on - shift, sale.quantity) for sale in demo.sales) == Counter(
        kept.select("product_id", "date", "quantity").iter_rows()
    )


@pytest.mark.parametrize("later_days", range(7))
def test_the_demo_ends_on_the_day_asked_for(later_days: int) -> None:
    ends_on = ENDS_ON + timedelta(days=later_days)

    demo = load_demo(ends_on=ends_on)

    assert demo.last_day == ends_on
    # Shops are closed on 25 December, which is one of the seven days that the demo can end on.
    assert ends_on - timedelta(days=1) <= max(sale.sold_on for sale in demo.sales) <= ends_on
    assert demo.first_day == min(sale.sold_on for sale in demo.sales)
    assert demo.first_day.weekday() == 6  # 1 January 2017 was a Sunday


def test_names_are_plausible_and_unique(demo: DemoPharmacy) -> None:
    assert len({item.name for item in demo.items}) == len({item.product_id for item in demo.items}) == 370
    assert len({item.supplier_name for item in demo.items}) == 6
    assert all(0 < item.unit_cost < item.unit_price for item in demo.items)
    assert all(item.moq % item.pack_size == 0 for item in demo.items)


def test_the_shelf_has_something_of_everything(demo: DemoPharmacy) -> None:
    today = ENDS_ON + timedelta(days=1)
    usable = Counter[int]()
    for batch in demo.batches:
        usable[batch.product_id] += batch.qty if batch.expiry_date >= today else 0
    days_left = [(batch.expiry_date - today).days for batch in demo.batches]

    assert 20 <= sum(usable[item.product_id] == 0 for item in demo.items) <= 90
    assert 1 <= sum(days < 0 for days in days_left) <= 15
    assert all(sum(low <= days < low + 30 for days in days_left) >= 3 for low in (0, 30, 60))
    assert len(demo.orders) >= 10


def test_batches_and_orders_make_sense(demo: DemoPharmacy) -> None:
    products = {item.product_id for item in demo.items}

    assert all(batch.qty > 0 and batch.product_id in products for batch in demo.batches)
    assert all(demo.first_day <= batch.received_on <= ENDS_ON for batch in demo.batches)
    assert all(batch.received_on < batch.expiry_date for batch in demo.batches)
    assert all(order.qty > 0 and order.ordered_on <= ENDS_ON < order.due_on for order in demo.orders)


def test_the_same_day_gives_the_same_pharmacy(demo: DemoPharmacy) -> None:
    assert load_demo(ends_on=ENDS_ON) == demo
