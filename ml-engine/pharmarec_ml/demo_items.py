"""The products of the demo pharmacy."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DemoItem:
    """A product of the demo; `product_id` and `unit_price` are real, the rest is made up."""

    product_id: int
    name: str
    generic_name: str
    category: str
    strength: str | None
    form: str
    manufacturer: str
    pack_size: int
    moq: int
    supplier_name: str
    lead_time_days: int
    review_days: int
    service_level: float
    unit_price: Decimal
    unit_cost: Decimal
    reorder_level: int
    shelf_life_days: int
    storage: str


def read_items(path: Path) -> tuple[DemoItem, ...]:
    """The items of `demo_items.csv`, by name."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_item(row) for row in csv.DictReader(file))


def _item(row: dict[str, str]) -> DemoItem:
    return DemoItem(
        product_id=int(row["product_id"]),
        name=row["name"],
        generic_name=row["generic_name"],
        category=row["category"],
        strength=row["strength"] or None,
        form=row["form"],
        manufacturer=row["manufacturer"],
        pack_size=int(row["pack_size"]),
        moq=int(row["moq"]),
        supplier_name=row["supplier_name"],
        lead_time_days=int(row["lead_time_days"]),
        review_days=int(row["review_days"]),
        service_level=float(row["service_level"]),
        unit_price=Decimal(row["unit_price"]),
        unit_cost=Decimal(row["unit_cost"]),
        reorder_level=int(row["reorder_level"]),
        shelf_life_days=int(row["shelf_life_days"]),
        storage=row["storage"],
    )
