"""Pharmacies with a past: sales and a shelf written straight into the database, as years of work would have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import numpy as np
from sqlalchemy import update
from tests.factories import medicines

from app.database import Database
from app.models import Batch, Medicine, Sale, StockMovement
from app.models.enums import BatchState, MovementReason, SaleSource
from app.utils import clock
from pharmarec_ml import ItemHistory

STEADY = (3, 5, 4, 0, 6, 2, 4)
"""A week of demand, Monday to Sunday or not: 24 units."""


@dataclass(frozen=True)
class Delivery:
    """A batch: how much came how many days ago, how much is left, and when it expires, in days from today."""

    qty: int
    days_ago: int = 0
    left: int | None = None
    expires_in: int | None = None
    state: BatchState = BatchState.OK


@dataclass(frozen=True)
class Past:
    """A medicine's past: units a day, oldest first, the last one yesterday; its deliveries; its terms.

    Without a delivery nobody has told the stock.
    """

    demand: Sequence[int | str] = STEADY * 20
    deliveries: Sequence[Delivery] = ()
    ends_days_ago: int = 1
    terms: Mapping[str, object] = field(default_factory=dict)

    def history(self, medicine_id: int) -> ItemHistory:
        """What the engine should be told, worked out without the backend: from the first sale on, no stock-outs."""
        first = next(index for index, qty in enumerate(self.demand) if Decimal(qty) > 0)
        units = np.array([float(qty) for qty in self.demand[first:]])
        last = medicines.today() - timedelta(days=self.ends_days_ago)
        return ItemHistory(medicine_id, last - timedelta(days=len(units) - 1), units)


async def add(client: httpx.AsyncClient, database: Database, past: Past, **terms: object) -> dict[str, Any]:
    """Add a medicine with a past to the pharmacy of a client; answers the medicine."""
    added = await medicines.add(client, **{**past.terms, **terms})
    me = medicines.data(await client.get("/api/auth/me"))
    async with database.transaction(me["pharmacy"]["id"]) as session:
        # Changed as much as nothing: the next look at the list sees it.
        await session.execute(update(Medicine).where(Medicine.id == added["id"]).values(updated_at=clock.now()))
        session.add_all(_sales(past, added["id"]))
        for delivery in past.deliveries:
            batch = _batch(delivery, added["id"])
            session.add(batch)
            await session.flush()
            session.add_all(_movements(delivery, batch))
    return added


def _sales(past: Past, medicine_id: int) -> list[Sale]:
    days = range(len(past.demand) + past.ends_days_ago - 1, past.ends_days_ago - 1, -1)
    return [
        Sale(
            medicine_id=medicine_id,
            qty_sold=Decimal(qty),
            unit_price=Decimal(1),
            total_amount=Decimal(qty),
            sold_on=medicines.today() - timedelta(days=days_ago),
            sold_at=clock.at_noon(medicines.today() - timedelta(days=days_ago), medicines.ZONE),
            source=SaleSource.IMPORT,
            takes_stock=False,
        )
        for days_ago, qty in zip(days, past.demand, strict=True)
        if Decimal(qty) > 0
    ]


def _batch(delivery: Delivery, medicine_id: int) -> Batch:
    left = delivery.qty if delivery.left is None else delivery.left
    return Batch(
        medicine_id=medicine_id,
        received_on=medicines.today() - timedelta(days=delivery.days_ago),
        expires_on=None if delivery.expires_in is None else medicines.today() + timedelta(days=delivery.expires_in),
        state=delivery.state,
        on_hand_qty=Decimal(left),
        movement_count=1 if left == delivery.qty else 2,
    )


def _movements(delivery: Delivery, batch: Batch) -> list[StockMovement]:
    """The delivery, and in one line a day later what has been taken since."""
    arrived = clock.at_noon(batch.received_on, medicines.ZONE)
    lines = [_line(batch, 1, Decimal(delivery.qty), Decimal(delivery.qty))]
    lines[0].occurred_at, lines[0].reason = arrived, MovementReason.RECEIPT
    taken = Decimal(delivery.qty) - batch.on_hand_qty
    if taken:
        lines.append(_line(batch, 2, -taken, batch.on_hand_qty))
        lines[1].occurred_at, lines[1].reason = arrived + timedelta(days=1), MovementReason.SALE
    return lines


def _line(batch: Batch, sequence: int, change: Decimal, balance: Decimal) -> StockMovement:
    return StockMovement(
        medicine_id=batch.medicine_id,
        batch_id=batch.id,
        sequence=sequence,
        change_qty=change,
        balance_after=balance,
    )
