"""What a batch is when it arrives, and finding one that is there."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import ResourceNotFoundError
from app.models import Batch
from app.models.enums import BatchState


class BatchNotFound(ResourceNotFoundError):
    """The pharmacy has no batch of this id."""

    code = "BATCH_NOT_FOUND"

    @classmethod
    def of(cls, batch_id: int) -> Self:
        return cls(f"There is no batch {batch_id} in this pharmacy.", batch_id=batch_id)


@dataclass(frozen=True)
class NewBatch:
    """A batch that arrives. Its number, expiry, cost, MRP and supplier may be unknown."""

    medicine_id: int
    batch_no: str | None
    expires_on: date | None
    received_on: date
    unit_cost: Decimal | None
    mrp: Decimal | None = None
    supplier_id: int | None = None
    state: BatchState = BatchState.OK


async def locked(session: AsyncSession, batch_id: int) -> Batch:
    """A batch as it stands now; nobody else changes it until this transaction ends.

    Raises:
        BatchNotFound: this pharmacy has none of this id.
    """
    wanted = select(Batch).where(Batch.id == batch_id).with_for_update(key_share=True)
    batch: Batch | None = await session.scalar(wanted.execution_options(populate_existing=True))
    if batch is None:
        raise BatchNotFound.of(batch_id)
    return batch
