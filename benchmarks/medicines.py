"""Fill one pharmacy with medicines, each with an opening batch.

python -m benchmarks.medicines PHARMACY_ID COUNT
"""

import asyncio
import sys
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import insert

from app.config import Settings
from app.database import Database
from app.models import Batch, Medicine, StockMovement
from app.models.enums import MovementReason
from app.utils.clock import now


async def fill(database: Database, *, pharmacy_id: int, count: int) -> None:
    """Add `count` medicines, each with a batch and its ledger line, in one transaction."""
    opened_at = now()
    mine = {"pharmacy_id": pharmacy_id}
    medicines = [
        mine
        | {
            "name": f"Medicine {number:05}",
            "name_key": f"medicine {number:05}",
            "generic_name": "Paracetamol",
            "manufacturer": "Example Labs",
            "price": Decimal("1.50"),
            "reorder_level": Decimal(3),
        }
        for number in range(count)
    ]
    async with database.transaction(pharmacy_id) as session:
        added = insert(Medicine).returning(Medicine.id, sort_by_parameter_order=True)
        medicine_ids = list(await session.scalars(added, medicines))
        batches = [
            mine
            | {
                "medicine_id": medicine_id,
                "batch_no": "B1",
                "expires_on": (opened_at + timedelta(days=365)).date(),
                "received_on": opened_at.date(),
                "on_hand_qty": Decimal(number),
                "movement_count": 1,
            }
            for number, medicine_id in enumerate(medicine_ids, start=1)
        ]
        received = insert(Batch).returning(Batch.id, sort_by_parameter_order=True)
        batch_ids = list(await session.scalars(received, batches))
        movements = [
            mine
            | {
                "medicine_id": batch["medicine_id"],
                "batch_id": batch_id,
                "sequence": 1,
                "change_qty": batch["on_hand_qty"],
                "balance_after": batch["on_hand_qty"],
                "reason": MovementReason.OPENING,
                "occurred_at": opened_at,
            }
            for batch_id, batch in zip(batch_ids, batches, strict=True)
        ]
        await session.execute(insert(StockMovement), movements)


async def main(*, pharmacy_id: int, count: int) -> None:
    database = Database(Settings())
    await fill(database, pharmacy_id=pharmacy_id, count=count)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(pharmacy_id=int(sys.argv[1]), count=int(sys.argv[2])))
