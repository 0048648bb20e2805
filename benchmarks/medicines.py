"""Fill one pharmacy with medicines, each with batches on the shelf and their ledger lines.

python -m benchmarks.medicines PHARMACY_ID COUNT [--batches 1] [--qty 100]
"""

import argparse
import asyncio
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import insert

from app.config import Settings
from app.database import Database
from app.models import Batch, Medicine, StockMovement
from app.models.enums import MovementReason
from app.services.inventory.names import name_key, search_text
from app.utils.clock import now

CHUNK: Final = 5_000
DAYS_BETWEEN: Final = 90
"""The days from one batch's expiry to the next one's."""


class Item(NamedTuple):
    """What a medicine is called, and who makes it."""

    name: str
    generic: str = "Paracetamol"
    maker: str = "Example Labs"


async def fill(database: Database, *, pharmacy_id: int, items: Sequence[Item], batches_each: int, qty: Decimal) -> None:
    """Add medicines, each with `batches_each` batches of `qty` units, some thousands in a transaction."""
    for start in range(0, len(items), CHUNK):
        medicines = [described(item, pharmacy_id) for item in items[start : start + CHUNK]]
        await fill_chunk(database, pharmacy_id, medicines, batches_each=batches_each, qty=qty)


def described(item: Item, pharmacy_id: int) -> dict[str, object]:
    return {
        "pharmacy_id": pharmacy_id,
        "name": item.name,
        "name_key": name_key(item.name),
        "search_text": search_text(*item),
        "generic_name": item.generic,
        "manufacturer": item.maker,
        "price": Decimal("1.50"),
        "reorder_level": Decimal(3),
    }


async def fill_chunk(
    database: Database, pharmacy_id: int, medicines: Sequence[dict[str, object]], *, batches_each: int, qty: Decimal
) -> None:
    opened_at, mine = now(), {"pharmacy_id": pharmacy_id}
    async with database.transaction(pharmacy_id) as session:
        added = insert(Medicine).returning(Medicine.id, sort_by_parameter_order=True)
        batches = [
            mine
            | {
                "medicine_id": medicine_id,
                "batch_no": f"B{number}",
                "expires_on": (opened_at + timedelta(days=DAYS_BETWEEN * number)).date(),
                "received_on": opened_at.date(),
                "on_hand_qty": qty,
                "movement_count": 1,
            }
            for medicine_id in await session.scalars(added, medicines)
            for number in range(1, batches_each + 1)
        ]
        received = insert(Batch).returning(Batch.id, sort_by_parameter_order=True)
        movements = [
            mine
            | {
                "medicine_id": batch["medicine_id"],
                "batch_id": batch_id,
                "sequence": 1,
                "change_qty": qty,
                "balance_after": qty,
                "reason": MovementReason.OPENING,
                "occurred_at": opened_at,
            }
            for batch, batch_id in zip(batches, await session.scalars(received, batches), strict=True)
        ]
        await session.execute(insert(StockMovement), movements)


async def main(*, pharmacy_id: int, count: int, batches_each: int, qty: Decimal) -> None:
    database = Database(Settings())
    items = [Item(f"Medicine {number:05}") for number in range(count)]
    await fill(database, pharmacy_id=pharmacy_id, items=items, batches_each=batches_each, qty=qty)
    await database.close()


if __name__ == "__main__":
    choice = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    choice.add_argument("pharmacy_id", type=int)
    choice.add_argument("count", type=int)
    choice.add_argument("--batches", dest="batches_each", type=int, default=1)
    choice.add_argument("--qty", type=Decimal, default=Decimal(100))
    asyncio.run(main(**vars(choice.parse_args())))
