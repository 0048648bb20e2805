"""Deliveries as their papers say them: a receipt for each invoice, which its batches share."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import insert_ignoring, pharmacy_of
from app.models import Receipt
from app.schemas.inventory import BatchReceive
from app.services import inventory
from app.services.rbac import Actor
from app.utils import clock


async def receipt_for(session: AsyncSession, arrived: BatchReceive, *, actor: Actor) -> Receipt | None:
    """The receipt that a batch came with: that of its supplier's invoice, or a new one. None: no paper was told."""
    if arrived.supplier_name is None and arrived.invoice_no is None:
        return None
    supplier_id = await inventory.supplier_id_of(session, arrived.supplier_name) if arrived.supplier_name else None
    values = {
        "pharmacy_id": pharmacy_of(session),
        "supplier_id": supplier_id,
        "invoice_no": arrived.invoice_no,
        "invoice_date": arrived.invoice_date,
        "received_by": actor.user_id,
        "received_at": clock.now(),
    }
    made = insert_ignoring(session, Receipt).values(values).on_conflict_do_nothing().returning(Receipt)
    receipt: Receipt | None = await session.scalar(made)
    if receipt is not None:
        return receipt
    same = select(Receipt).where(Receipt.supplier_id == supplier_id, Receipt.invoice_no == arrived.invoice_no)
    return (await session.scalars(same)).one()
