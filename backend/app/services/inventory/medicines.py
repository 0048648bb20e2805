"""Medicines as the pharmacy knows them: adding, changing and putting away their master data."""

from collections.abc import Collection
from typing import Final, Self

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import insert_ignoring, pharmacy_of
from app.exceptions import DuplicateResourceError, ResourceNotFoundError, ValidationError
from app.models import Medicine, Supplier
from app.utils.clock import now

_TERMS: Final = frozenset(column.key for column in Medicine.__mapper__.columns)


class MedicineExists(DuplicateResourceError):
    """The pharmacy has a medicine of this name."""

    code = "MEDICINE_EXISTS"


class MedicineNotFound(ResourceNotFoundError):
    """The pharmacy has no medicine of this id."""

    code = "MEDICINE_NOT_FOUND"

    @classmethod
    def of(cls, medicine_id: int) -> Self:
        return cls(f"There is no medicine {medicine_id} in this pharmacy.", medicine_id=medicine_id)


class NotDivisible(ValidationError):
    """Part of a unit was given for a medicine that is sold in whole units only."""

    code = "NOT_DIVISIBLE"


def name_key(name: str) -> str:
    """A name folded for comparison: case and spacing do not matter."""
    return " ".join(name.casefold().split())


def search_text(*parts: str | None) -> str:
    """What a medicine is found by: each part folded, a blank before each word, nothing running from part to part."""
    return "".join(f" {name_key(part)} \n" for part in parts if part)


async def get_medicine(session: AsyncSession, medicine_id: int) -> Medicine:
    """A medicine that has not been deleted.

    Raises:
        MedicineNotFound: this pharmacy has none of this id.
    """
    medicine = await session.scalar(select(Medicine).where(Medicine.id == medicine_id, Medicine.archived_at.is_(None)))
    if medicine is None:
        raise MedicineNotFound.of(medicine_id)
    return medicine


async def hold_medicine(session: AsyncSession, medicine_id: int) -> Medicine:
    """A medicine that nobody else changes until this transaction ends.

    Raises:
        MedicineNotFound: this pharmacy has none of this id.
    """
    wanted = select(Medicine).where(Medicine.id == medicine_id, Medicine.archived_at.is_(None))
    medicine: Medicine | None = await session.scalar(wanted.with_for_update(key_share=True))
    if medicine is None:
        raise MedicineNotFound.of(medicine_id)
    return medicine


async def by_names(session: AsyncSession, names: list[str]) -> dict[str, Medicine]:
    """The medicines of the given names, by folded name."""
    keys = {name_key(name) for name in names}
    found = await session.scalars(select(Medicine).where(Medicine.name_key.in_(keys), Medicine.archived_at.is_(None)))
    return {medicine.name_key: medicine for medicine in found}


async def bring_back(session: AsyncSession, name_keys: Collection[str]) -> set[str]:
    """Take deleted medicines of these folded names back into the lists, the latest of each; answers which it found."""
    wanted = select(Medicine).where(Medicine.name_key.in_(name_keys), Medicine.archived_at.is_not(None))
    latest = {medicine.name_key: medicine for medicine in await session.scalars(wanted.order_by(Medicine.archived_at))}
    for medicine in latest.values():
        medicine.archived_at = None
    return set(latest)


async def add_medicine(session: AsyncSession, terms: dict[str, object]) -> Medicine:
    """Add a medicine; `terms` are columns of `Medicine`, `name` among them, or `supplier_name`.

    Raises:
        MedicineExists: one of this name is there already.
    """
    medicine = Medicine()
    await _apply(session, medicine, terms)
    session.add(medicine)
    await _flush_name(session, medicine)  # gives the id
    return medicine


async def change_medicine(session: AsyncSession, medicine: Medicine, terms: dict[str, object]) -> None:
    """Change a medicine's terms.

    Raises:
        MedicineExists: another medicine has the new name.
    """
    await _apply(session, medicine, terms)
    medicine.updated_at = now()
    await _flush_name(session, medicine)


async def archive_medicine(session: AsyncSession, medicine_id: int) -> None:
    """Take a medicine out of the lists. Its ledger and its sales stay.

    Raises:
        MedicineNotFound: this pharmacy has none of this id.
    """
    (await get_medicine(session, medicine_id)).archived_at = now()


async def _apply(session: AsyncSession, medicine: Medicine, terms: dict[str, object]) -> None:
    if "supplier_name" in terms:  # first: looking it up would flush a changed name
        supplier_name = terms["supplier_name"]
        medicine.supplier_id = await _supplier_id(session, str(supplier_name)) if supplier_name else None
    for field, value in terms.items():
        if field in _TERMS:
            setattr(medicine, field, value)
    if "name" in terms:
        medicine.name_key = name_key(medicine.name)
    medicine.search_text = search_text(medicine.name, medicine.generic_name, medicine.manufacturer)


async def _flush_name(session: AsyncSession, medicine: Medicine) -> None:
    name = medicine.name  # what a failed flush leaves behind can be asked nothing
    try:
        await session.flush()
    except IntegrityError as error:
        message = f"There is already a medicine called “{name}”. Add its new batch to it instead."
        raise MedicineExists(message, name=name) from error


async def _supplier_id(session: AsyncSession, name: str) -> int:
    known = select(Supplier.id).where(Supplier.name == name)
    supplier_id: int | None = await session.scalar(known)
    if supplier_id is not None:
        return supplier_id
    # Somebody may be adding the same supplier at this moment: then theirs is waited for and taken.
    new = {"pharmacy_id": pharmacy_of(session), "name": name, "created_at": now()}
    await session.execute(insert_ignoring(session, Supplier).values(new).on_conflict_do_nothing())
    return (await session.scalars(known)).one()
