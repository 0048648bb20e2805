"""Who a pharmacy orders from, and on which days."""

from collections.abc import Mapping

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import ResourceNotFoundError
from app.models import Medicine, Supplier
from app.services import audit
from app.utils.clock import now
from app.utils.paging import Page, PageRequest


class SupplierNotFound(ResourceNotFoundError):
    """The pharmacy has no supplier of this id."""

    code = "SUPPLIER_NOT_FOUND"


async def list_suppliers(session: AsyncSession, *, page: PageRequest) -> Page[Supplier]:
    """A page of the suppliers, by name."""
    total = await session.scalar(select(func.count(Supplier.id))) or 0
    wanted = select(Supplier).order_by(Supplier.name, Supplier.id).offset(page.offset).limit(page.page_size)
    return Page(list(await session.scalars(wanted)), total, page)


async def set_calendar(session: AsyncSession, supplier_id: int, calendar: Mapping[str, object]) -> Supplier:
    """Say on which days a supplier takes orders and delivers; what was said before is replaced.

    Raises:
        SupplierNotFound: this pharmacy has none of this id.
    """
    supplier = await session.scalar(select(Supplier).where(Supplier.id == supplier_id).with_for_update())
    if supplier is None:
        message = f"There is no supplier {supplier_id} in this pharmacy."
        raise SupplierNotFound(message, supplier_id=supplier_id)
    before = {field: getattr(supplier, field) for field in calendar}
    for field, value in calendar.items():
        setattr(supplier, field, value)
    # What is ordered from it is computed anew.
    await session.execute(update(Medicine).where(Medicine.supplier_id == supplier_id).values(updated_at=now()))
    subject = audit.Subject("supplier", supplier.id)
    await audit.record_change(session, "supplier.calendar_set", subject, before=before, after=dict(calendar))
    return supplier
