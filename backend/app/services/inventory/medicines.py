"""Medicines as the pharmacy knows them: adding, changing and putting away their master data."""

from collections.abc import Collection
from typing import Final, Self

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import insert_ignoring, pharmacy_of
from app.exceptions import DuplicateResourceError, ResourceNotFoundError, ValidationError
from app.models import Medicine, Supplier
from app.services import audit
from app.services.inventory.generics import Molecule, generic_id_of
from app.services.inventory.names import name_key, search_text
from app.utils.clock import now

_TERMS: Final = frozenset(column.key for column in Medicine.__mapper__.columns)
_LEAP: Final = 10
"""A pack size that changes by more than this factor is asked about."""
_OF_THE_GENERIC: Final = frozenset({"generic_name", "strength", "form", "route"})


class MedicineExists(DuplicateResourceError):
    """The pharmacy has a medicine of this name."""

    code = "MEDICINE_EXISTS"


class MedicineNotFound(ResourceNotFoundError):
    """The pharmacy has no medicine of this id."""

    code = "MEDICINE_NOT_FOUND"

    @classmethod
    def of(cls, medicine_id: int) -> Self:
        return cls(f"There is no medicine {medicine_id} in this pharmacy.", medicine_id=medicine_id)

    @classmethod
    def merged(cls, medicine_id: int, survivor_id: int) -> Self:
        message = f"Medicine {medicine_id} was merged into medicine {survivor_id}: use that one."
        return cls(message, medicine_id=medicine_id, merged_into_id=survivor_id)


class NotDivisible(ValidationError):
    """Part of a unit was given for a medicine that is sold in whole units only."""

    code = "NOT_DIVISIBLE"


async def get_medicine(session: AsyncSession, medicine_id: int) -> Medicine:
    """A medicine that has not been deleted.

    Raises:
        MedicineNotFound: this pharmacy has none of this id.
    """
    medicine = await session.scalar(select(Medicine).where(Medicine.id == medicine_id, Medicine.archived_at.is_(None)))
    if medicine is None:
        raise await missing(session, medicine_id)
    return medicine


async def hold_medicine(session: AsyncSession, medicine_id: int) -> Medicine:
    """A medicine that nobody else changes until this transaction ends.

    Raises:
        MedicineNotFound: this pharmacy has none of this id.
    """
    wanted = select(Medicine).where(Medicine.id == medicine_id, Medicine.archived_at.is_(None))
    medicine: Medicine | None = await session.scalar(wanted.with_for_update(key_share=True))
    if medicine is None:
        raise await missing(session, medicine_id)
    return medicine


async def missing(session: AsyncSession, medicine_id: int) -> MedicineNotFound:
    """What to answer of a medicine that is not there: where it went, if it was merged."""
    survivor_id = await session.scalar(select(Medicine.merged_into_id).where(Medicine.id == medicine_id))
    return MedicineNotFound.merged(medicine_id, survivor_id) if survivor_id else MedicineNotFound.of(medicine_id)


async def by_names(session: AsyncSession, names: list[str]) -> dict[str, Medicine]:
    """The medicines of the given names, by folded name; the name of one that was merged stands for its survivor."""
    keys = {name_key(name) for name in names}
    found = await session.scalars(select(Medicine).where(Medicine.name_key.in_(keys), Medicine.archived_at.is_(None)))
    known = {medicine.name_key: medicine for medicine in found}
    return await _survivors(session, keys - known.keys()) | known


async def _survivors(session: AsyncSession, keys: Collection[str]) -> dict[str, Medicine]:
    """Who the medicines of these folded names were merged into. A survivor may itself have been merged since."""
    wanted = select(Medicine).where(Medicine.name_key.in_(keys), Medicine.merged_into_id.is_not(None))
    merged = {medicine.name_key: medicine for medicine in await session.scalars(wanted.order_by(Medicine.id))}
    while waiting := [medicine for medicine in merged.values() if medicine.merged_into_id is not None]:
        next_ids = {medicine.merged_into_id for medicine in waiting}
        found = await session.scalars(select(Medicine).where(Medicine.id.in_(next_ids)))
        by_id = {medicine.id: medicine for medicine in found}
        merged = {key: by_id.get(medicine.merged_into_id or 0, medicine) for key, medicine in merged.items()}
    return {key: medicine for key, medicine in merged.items() if medicine.archived_at is None}


async def bring_back(session: AsyncSession, name_keys: Collection[str]) -> set[str]:
    """Take deleted medicines of these folded names back into the lists, the latest of each; answers which it found.

    One that was merged stays away: its survivor stands for it.
    """
    wanted = select(Medicine).where(
        Medicine.name_key.in_(name_keys), Medicine.archived_at.is_not(None), Medicine.merged_into_id.is_(None)
    )
    latest = {medicine.name_key: medicine for medicine in await session.scalars(wanted.order_by(Medicine.archived_at))}
    for medicine in latest.values():
        medicine.archived_at = None
        await audit.record(session, "medicine.brought_back", audit.Subject("medicine", medicine.id))
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
    told = {field: value for field, value in terms.items() if value is not None}
    await audit.record(session, "medicine.added", audit.Subject("medicine", medicine.id), after=told)
    return medicine


async def change_medicine(session: AsyncSession, medicine: Medicine, terms: dict[str, object]) -> None:
    """Change a medicine's terms.

    Raises:
        MedicineExists: another medicine has the new name.
    """
    before, pack_size = await _told(session, medicine, terms), medicine.pack_size
    await _apply(session, medicine, terms)
    if "pack_size" in terms:
        is_leap = max(pack_size, medicine.pack_size) > _LEAP * min(pack_size, medicine.pack_size)
        medicine.pack_size_before = pack_size if is_leap and medicine.pack_size_before != medicine.pack_size else None
    medicine.updated_at = now()
    await _flush_name(session, medicine)
    subject = audit.Subject("medicine", medicine.id)
    await audit.record_change(session, "medicine.changed", subject, before=before, after=terms)


async def archive_medicine(session: AsyncSession, medicine_id: int) -> None:
    """Take a medicine out of the lists. Its ledger and its sales stay.

    Raises:
        MedicineNotFound: this pharmacy has none of this id.
    """
    (await get_medicine(session, medicine_id)).archived_at = now()
    await audit.record(session, "medicine.deleted", audit.Subject("medicine", medicine_id))


async def restore_medicine(session: AsyncSession, medicine_id: int) -> None:
    """Take a deleted medicine back into the lists.

    Raises:
        MedicineNotFound: this pharmacy has none of this id, or it was merged.
        MedicineExists: another medicine has taken its name.
    """
    medicine = await session.scalar(select(Medicine).where(Medicine.id == medicine_id).with_for_update(key_share=True))
    if medicine is None or medicine.merged_into_id is not None:
        raise await missing(session, medicine_id)
    medicine.archived_at, medicine.updated_at = None, now()
    await _flush_name(session, medicine)
    await audit.record(session, "medicine.brought_back", audit.Subject("medicine", medicine_id))


async def _told(session: AsyncSession, medicine: Medicine, terms: dict[str, object]) -> dict[str, object]:
    """What stands where `terms` will."""
    told = {field: getattr(medicine, field) for field in terms if field in _TERMS}
    if "supplier_name" in terms:
        named = select(Supplier.name).where(Supplier.id == medicine.supplier_id)
        told["supplier_name"] = await session.scalar(named)
    return told


async def _apply(session: AsyncSession, medicine: Medicine, terms: dict[str, object]) -> None:
    if "supplier_name" in terms:  # first: looking it up would flush a changed name
        supplier_name = terms["supplier_name"]
        medicine.supplier_id = await supplier_id_of(session, str(supplier_name)) if supplier_name else None
    for field, value in terms.items():
        if field in _TERMS:
            setattr(medicine, field, value)
    if _OF_THE_GENERIC & terms.keys():
        with session.no_autoflush:
            medicine.generic_id = await _generic_id(session, medicine)
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


async def _generic_id(session: AsyncSession, medicine: Medicine) -> int | None:
    if not medicine.generic_name:
        return None
    molecule = Molecule(medicine.generic_name, medicine.strength, medicine.form, medicine.route)
    return await generic_id_of(session, molecule)


async def supplier_id_of(session: AsyncSession, name: str) -> int:
    """The supplier of a name, added where the pharmacy has none yet."""
    known = select(Supplier.id).where(Supplier.name == name)
    supplier_id: int | None = await session.scalar(known)
    if supplier_id is not None:
        return supplier_id
    # Somebody may be adding the same supplier at this moment: then theirs is waited for and taken.
    new = {"pharmacy_id": pharmacy_of(session), "name": name, "created_at": now()}
    await session.execute(insert_ignoring(session, Supplier).values(new).on_conflict_do_nothing())
    return (await session.scalars(known)).one()
