"""The terms on which suppliers deliver a medicine."""

from collections.abc import Mapping

from sqlalchemy import Row, Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import ResourceNotFoundError
from app.models import Medicine, Supplier, SupplierItem
from app.services import audit
from app.services.inventory.medicines import hold_medicine, supplier_id_of
from app.utils.clock import now


class SupplierItemNotFound(ResourceNotFoundError):
    """The medicine has no terms with this supplier."""

    code = "SUPPLIER_ITEM_NOT_FOUND"


async def supplier_items(session: AsyncSession, medicine_id: int) -> list[Row[*tuple[object, ...]]]:
    """The terms of a medicine, by supplier."""
    return list(await session.execute(_listed().where(SupplierItem.medicine_id == medicine_id).order_by(Supplier.name)))


async def set_supplier_item(
    session: AsyncSession, medicine_id: int, *, supplier_name: str, terms: Mapping[str, object]
) -> Row[*tuple[object, ...]]:
    """Say on what terms (columns of `SupplierItem`) a supplier delivers a medicine; what was said before is replaced.

    Raises:
        MedicineNotFound: this pharmacy has none of this id.
    """
    medicine = await hold_medicine(session, medicine_id)
    supplier_id = await supplier_id_of(session, supplier_name)
    wanted = select(SupplierItem).where(
        SupplierItem.medicine_id == medicine_id, SupplierItem.supplier_id == supplier_id
    )
    item = await session.scalar(wanted)
    before = {field: getattr(item, field) for field in terms} if item else {}
    if item is None:
        item = SupplierItem(medicine_id=medicine_id, supplier_id=supplier_id)
        session.add(item)
    for field, value in terms.items():
        setattr(item, field, value)
    item.updated_at = medicine.updated_at = now()  # its order is computed anew
    await session.flush()  # gives the id, and times
    subject = audit.Subject("medicine", medicine.id)
    told = {"supplier": supplier_name, **terms}
    await audit.record_change(session, "medicine.terms_set", subject, before={**before}, after=told)
    return (await session.execute(_listed().where(SupplierItem.id == item.id))).one()


async def drop_supplier_item(session: AsyncSession, medicine_id: int, supplier_id: int) -> None:
    """Forget a supplier's terms.

    Raises:
        SupplierItemNotFound: the medicine has none with this supplier.
    """
    dropped = delete(SupplierItem).where(
        SupplierItem.medicine_id == medicine_id, SupplierItem.supplier_id == supplier_id
    )
    if await session.scalar(dropped.returning(SupplierItem.id)) is None:
        message = f"Medicine {medicine_id} has no terms with supplier {supplier_id}."
        raise SupplierItemNotFound(message, medicine_id=medicine_id, supplier_id=supplier_id)
    await session.execute(update(Medicine).where(Medicine.id == medicine_id).values(updated_at=now()))
    subject = audit.Subject("medicine", medicine_id)
    await audit.record(session, "medicine.terms_dropped", subject, before={"supplier_id": supplier_id})


def _listed() -> Select[*tuple[object, ...]]:
    told = [column for column in SupplierItem.__mapper__.columns if column.key not in ("pharmacy_id", "created_at")]
    return select(Supplier.name.label("supplier_name"), *told).join(Supplier, Supplier.id == SupplierItem.supplier_id)
