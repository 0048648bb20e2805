"""Build the demo pharmacy in `raw/` from the retailer's daily sales; see `raw/README.md`.

Sales and prices are copied as they are. Everything else is made up, always in the same way: choices hang on
the product's number and on nothing else.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

HERE = Path(__file__).parent
PRICE_PLACES = 2


@dataclass(frozen=True)
class Supplier:
    """A made-up wholesaler: days from order to shelf, and days between two orders."""

    name: str
    lead_time_days: int
    review_days: int


MERIDIAN = Supplier("Meridian Pharma Wholesale", 2, 7)
HALDEN = Supplier("Halden Health Distribution", 3, 7)
NORTHGATE = Supplier("Northgate Medical Supply", 5, 7)
LITTLEBROOK = Supplier("Littlebrook Family Care", 5, 7)
CORVANE = Supplier("Corvane Dental & Hygiene", 7, 14)
ASTERFIELD = Supplier("Asterfield Nutrition", 10, 14)

MANUFACTURERS = [
    "Amberley Labs",
    "Brightwell Pharma",
    "Halcyon Generics",
    "Kestrel Healthcare",
    "Nordvale",
    "Pinecrest",
]


@dataclass(frozen=True)
class Shelf:
    """A group of products: where its names come from, and how it is bought.

    Attributes:
        description: the retailer's own, exactly.
        names: `class` in demo_names.csv.
        at_most: only the best sellers, where the retailer has far more kinds than a pharmacy would.
    """

    description: str
    names: str
    category: str
    supplier: Supplier
    service_level: float
    at_most: int = 99


SHELVES = [
    Shelf("ADULT ANALGESICS", "pain", "Pain relief", MERIDIAN, 0.95),
    Shelf("MENSTRUAL ANALGESICS", "period pain", "Pain relief", MERIDIAN, 0.95),
    Shelf("PEDIATRIC ANALGESICS", "children pain", "Children's medicines", MERIDIAN, 0.98),
    Shelf("SLEEPING AIDS", "sleep", "Sleep and alertness", HALDEN, 0.95),
    Shelf("STIMULANTS", "stimulant", "Sleep and alertness", HALDEN, 0.95),
    Shelf("ANTI-ACIDS", "antacid", "Stomach", MERIDIAN, 0.95),
    Shelf("LAXATIVES", "laxative", "Stomach", MERIDIAN, 0.95),
    Shelf("COLD AND FLU", "cold and flu", "Cough, cold and flu", HALDEN, 0.95),
    Shelf("COLD AND FLU (AGE RESTRICTED)", "cold and flu", "Cough, cold and flu", HALDEN, 0.95),
    Shelf("COLD AND FLU - DXM", "cold and flu", "Cough, cold and flu", HALDEN, 0.95),
    Shelf("COLD AND FLU - PSE", "cold and flu", "Cough, cold and flu", HALDEN, 0.95),
    Shelf("COUGH SYRP/LOZNG-DRP/XPCTRNT", "cough", "Cough, cold and flu", HALDEN, 0.95),
    Shelf("SINUS AND ALLERGY", "allergy", "Allergy", HALDEN, 0.95),
    Shelf("SINUS/ALLERGY - PSE", "allergy", "Allergy", HALDEN, 0.95),
    Shelf("NASAL SPRAY AND DROPS", "nasal", "Allergy", HALDEN, 0.95),
    Shelf("LIPCARE", "lip care", "Skin care", NORTHGATE, 0.9),
    Shelf("VITAMIN - CHILDREN", "vitamins", "Vitamins", ASTERFIELD, 0.9),
    Shelf("VITAMIN - MINERALS", "vitamins", "Vitamins", ASTERFIELD, 0.9),
    Shelf("VITAMIN - MULTIPLE COMBIN", "vitamins", "Vitamins", ASTERFIELD, 0.9),
    Shelf("VITAMIN - NON HERBAL SUPPLEMEN", "vitamins", "Vitamins", ASTERFIELD, 0.9),
    Shelf("BANDAGE/TAPE", "bandages", "First aid", NORTHGATE, 0.95),
    Shelf("FIRST AID MEDICATIONS", "antiseptic", "First aid", NORTHGATE, 0.95),
    Shelf("HYDROCORTIZONE", "hydrocortisone", "First aid", NORTHGATE, 0.95),
    Shelf("LINAMENTS", "liniment", "First aid", NORTHGATE, 0.95),
    Shelf("MISC. FIRST AID PRODUCTS", "first aid", "First aid", NORTHGATE, 0.9),
    Shelf("THERMOMETERS PROBE COVERS", "thermometer", "First aid", NORTHGATE, 0.9),
    Shelf("EYE CARE ACCESSORIES", "eye care", "Eye care", NORTHGATE, 0.95),
    Shelf("RIGID GAS PERMEABLE", "eye care", "Eye care", NORTHGATE, 0.95),
    Shelf("SOFT LENS - CHEMICAL", "eye care", "Eye care", NORTHGATE, 0.95),
    Shelf("SOFT LENS - NON CHEMICAL", "eye care", "Eye care", NORTHGATE, 0.95),
    Shelf("FOOT CARE - MEDICATED CORN/CAL", "foot care", "Skin care", NORTHGATE, 0.9),
    Shelf("ACNE MEDICATIONS", "skin", "Skin care", NORTHGATE, 0.95),
    Shelf("FACIAL LOTIONS", "skin", "Skin care", NORTHGATE, 0.9),
    Shelf("FACIAL SOAPS-SCRUBS-MASKS", "skin", "Skin care", NORTHGATE, 0.9),
    Shelf("HAND AND BODY LOTIONS", "skin", "Skin care", NORTHGATE, 0.9),
    Shelf("HAND/BODY/FACIAL (MEDICATED)", "skin", "Skin care", NORTHGATE, 0.9),
    Shelf("BABY ANTIBIOTIC OINTMENTS & CR", "baby skin", "Baby care", LITTLEBROOK, 0.95),
    Shelf("BABY CREAMS & OINTMENTS", "baby skin", "Baby care", LITTLEBROOK, 0.95),
    Shelf("BABY LOTIONS & OILS", "baby skin", "Baby care", LITTLEBROOK, 0.9),
    Shelf("BABY POWDERS", "baby skin", "Baby care", LITTLEBROOK, 0.9),
    Shelf("BABY SOAPS", "baby skin", "Baby care", LITTLEBROOK, 0.9),
    Shelf("BABY WIPES", "baby wipes", "Baby care", LITTLEBROOK, 0.9),
    Shelf("COTTON COTTON SWABS", "cotton", "First aid", NORTHGATE, 0.9),
    Shelf("FEEDING ACCESSORIES BOTTLES", "infant accessories", "Baby care", LITTLEBROOK, 0.9),
    Shelf("MISC. INFANT SUPPLY", "infant accessories", "Baby care", LITTLEBROOK, 0.9),
    Shelf("BABY ISOTONIC DRINKS", "rehydration", "Children's medicines", LITTLEBROOK, 0.95),
    Shelf("INFANT FORMULA MILK BASE", "milk formula", "Infant nutrition", LITTLEBROOK, 0.98),
    Shelf("INFANT FORMULA SOY BASE", "soy formula", "Infant nutrition", LITTLEBROOK, 0.98),
    Shelf("INFANT FORMULA SPECIALTY", "special formula", "Infant nutrition", LITTLEBROOK, 0.98),
    Shelf("INFANT FORMULA TODDLER", "toddler formula", "Infant nutrition", LITTLEBROOK, 0.95),
    Shelf("BABY FOOD - BEGINNER", "baby food", "Infant nutrition", LITTLEBROOK, 0.9, at_most=14),
    Shelf("BABY FOOD JUNIOR ALL BRANDS", "baby food", "Infant nutrition", LITTLEBROOK, 0.9, at_most=8),
    Shelf("BABY FOOD CEREALS", "baby food", "Infant nutrition", LITTLEBROOK, 0.9, at_most=4),
    Shelf("DIET CNTRL BARS NUTRITIONAL", "nutrition bar", "Clinical nutrition", ASTERFIELD, 0.9, at_most=9),
    Shelf("FITNESS&DIET - BARS", "nutrition bar", "Clinical nutrition", ASTERFIELD, 0.9, at_most=8),
    Shelf("DIET CNTRL LIQS NUTRITIONAL", "nutrition drink", "Clinical nutrition", ASTERFIELD, 0.95),
    Shelf("LIQUID NUTRITION FOR ADULTS", "nutrition drink", "Clinical nutrition", ASTERFIELD, 0.95),
    Shelf("DENTAL FLOSS AND IMPLEMENTS", "floss", "Oral care", CORVANE, 0.9),
    Shelf("DENTURE ADHESIVES", "denture", "Oral care", CORVANE, 0.9),
    Shelf("MISC ORAL HYGN MEDICATED (DESE", "mouth", "Oral care", CORVANE, 0.95),
    Shelf("MOUTH SORE MEDICATED", "mouth", "Oral care", CORVANE, 0.95),
    Shelf("MOUTHWASH RINSES AND SPRAYS", "mouthwash", "Oral care", CORVANE, 0.9),
    Shelf("ORAL HYGIENE BRUSHES", "toothbrush", "Oral care", CORVANE, 0.9),
    Shelf("TOOTHPASTE", "toothpaste", "Oral care", CORVANE, 0.9, at_most=24),
    Shelf("WHITENING SYSTEMS", "whitening", "Oral care", CORVANE, 0.9),
    Shelf("FEMALE CONTRACEPTIVES", "contraception", "Women's health", MERIDIAN, 0.95),
    Shelf("PREGNANCY TEST KITS", "pregnancy test", "Women's health", MERIDIAN, 0.95),
    Shelf("FEM YEAST TREATMENTS", "thrush", "Women's health", MERIDIAN, 0.95),
    Shelf("ADULT INCONTINENCE MISC PRODUC", "incontinence", "Incontinence", NORTHGATE, 0.9),
    Shelf("ADULT INCONTINENCE PADS", "incontinence", "Incontinence", NORTHGATE, 0.9),
    Shelf("ADULT INCONTINENCE UNDERGARMEN", "incontinence", "Incontinence", NORTHGATE, 0.9),
]


def build(source: Annotated[Path, typer.Argument(help="drugstore.parquet")], target: Path = HERE / "raw") -> None:
    """Write demo_sales.parquet and demo_items.csv."""
    sales = pl.read_parquet(source)
    products = sales.group_by("product_id", "description").agg(
        units=pl.col("quantity").sum(), price=pl.col("unit_price").median()
    )
    items = list(_items(products))
    chosen = pl.DataFrame({"product_id": [item["product_id"] for item in items]}, schema={"product_id": pl.Int64})
    (
        sales.join(chosen, on="product_id")
        .select(
            pl.col("product_id").cast(pl.Int32),
            "date",
            pl.col("quantity").cast(pl.Int16),
            pl.col("unit_price").round(PRICE_PLACES).cast(pl.Float32),
        )
        .sort("product_id", "date")
        .write_parquet(target / "demo_sales.parquet", compression="zstd", compression_level=19)
    )
    pl.DataFrame(items).sort("name").write_csv(target / "demo_items.csv")
    typer.echo(f"{len(items)} items written to {target}")


def _items(products: pl.DataFrame) -> Iterator[dict[str, object]]:
    names = _names()
    for shelf in SHELVES:
        on_shelf = products.filter(pl.col("description") == shelf.description)
        best = on_shelf.sort("units", "product_id", descending=[True, False]).head(shelf.at_most)
        for product in best.iter_rows(named=True):
            yield _item(product, shelf, next(names[shelf.names]))


def _names() -> dict[str, Iterator[dict[str, str]]]:
    """The unused names of each class: the first size of every name, then the second, and so on."""
    sized: dict[str, list[tuple[int, dict[str, str]]]] = {}
    with (HERE / "demo_names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for place, size in enumerate(row["sizes"].split(";")):
                name = row["name"] if size == "1" else f"{row['name']}, {size}"
                sized.setdefault(row["class"], []).append((place, {**row, "name": name}))
    return {kind: iter([row for _, row in sorted(rows, key=lambda row: row[0])]) for kind, rows in sized.items()}


def _item(product: dict[str, float], shelf: Shelf, name: dict[str, str]) -> dict[str, object]:
    product_id, units, price = int(product["product_id"]), product["units"], product["price"]
    pack_size = _pack_size(units)
    daily = units / 365
    return {
        "product_id": product_id,
        "name": name["name"],
        "generic_name": name["generic_name"],
        "category": shelf.category,
        "strength": name["strength"],
        "form": name["form"],
        "manufacturer": MANUFACTURERS[_choice(product_id, "manufacturer", len(MANUFACTURERS))],
        "pack_size": pack_size,
        "moq": 2 * pack_size if _choice(product_id, "moq", 5) == 0 else 0,
        "supplier_name": shelf.supplier.name,
        "lead_time_days": shelf.supplier.lead_time_days,
        "review_days": shelf.supplier.review_days,
        "service_level": shelf.service_level,
        "unit_price": f"{price:.{PRICE_PLACES}f}",
        "unit_cost": f"{price * (55 + _choice(product_id, 'cost', 21)) / 100:.{PRICE_PLACES}f}",
        # What sells while a delivery is on its way, as many a pharmacist sets it; most of these sell less than one.
        "reorder_level": round(daily * shelf.supplier.lead_time_days),
        "shelf_life_days": int(name["shelf_life_days"]),
        "storage": name["storage"],
    }


def _pack_size(units_a_year: float) -> int:
    for most, pack_size in ((25, 1), (60, 3), (120, 6)):
        if units_a_year <= most:
            return pack_size
    return 12


def _choice(product_id: int, what: str, options: int) -> int:
    """A number below `options` that looks random and is always the same."""
    digest = hashlib.sha256(f"{product_id} {what}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % options


if __name__ == "__main__":
    typer.run(build)
