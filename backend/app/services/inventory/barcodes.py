"""Codes printed on packs: what a scan means, and learning what it did not."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from sqlalchemy import Row, Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database
from app.exceptions import DuplicateResourceError, ResourceNotFoundError, ValidationError
from app.models import Barcode, Medicine, PackLevel
from app.services import audit, pharmacies
from app.services.inventory import gtin
from app.services.inventory.ladders import in_base_units
from app.services.inventory.medicines import get_medicine
from app.utils.clock import now

_MAKER_DIGITS: Final = 8  # of fourteen: the packaging digit and most of what tells the maker
_SUGGESTIONS: Final = 5


class UnknownBarcode(ResourceNotFoundError):
    """Nobody has linked this code to a medicine; details hold what it may be."""

    code = "UNKNOWN_BARCODE"


class InvalidBarcode(ValidationError):
    """A code has the form of a GTIN and a check digit that does not fit: it was misread."""

    code = "INVALID_BARCODE"


class BarcodeTaken(DuplicateResourceError):
    """The code is linked to another medicine; details name it."""

    code = "BARCODE_TAKEN"


@dataclass(frozen=True)
class Scanned:
    """What a scan means; `known_from` tells whether this pharmacy or another of its organisation linked the code."""

    code: str
    medicine_id: int
    medicine_name: str
    units: Decimal
    pack: str | None
    known_from: Literal["here", "branch"]


async def scan(session: AsyncSession, database: Database, *, code: str, pharmacy_id: int) -> Scanned:
    """Find the medicine of a code: linked here, or in another branch to the medicine of the same name.

    Raises:
        UnknownBarcode: nobody has linked it, or this branch has no such medicine.
    """
    code = gtin.canonical(code)
    here = (await session.execute(_linked().where(Barcode.code == code, Medicine.archived_at.is_(None)))).first()
    if here is not None:
        return Scanned(code, here.id, here.name, here.units, here.pack, "here")
    elsewhere = await _in_a_branch(database, code, pharmacy_id)
    if elsewhere is None:
        raise await _unknown(session, code, known_as=None)
    named = select(Medicine).where(Medicine.name_key == elsewhere.name_key, Medicine.archived_at.is_(None))
    medicine = await session.scalar(named)
    if medicine is None:
        raise await _unknown(session, code, known_as=elsewhere.name)
    return Scanned(code, medicine.id, medicine.name, elsewhere.units, elsewhere.pack, "branch")


async def barcodes_of(session: AsyncSession, medicine_id: int) -> list[Row[*tuple[object, ...]]]:
    """The codes of a medicine, the latest learned first.

    Raises:
        MedicineNotFound: this pharmacy has none of this id.
    """
    await get_medicine(session, medicine_id)
    return list(await session.execute(_listed().where(Barcode.medicine_id == medicine_id)))


async def link(
    session: AsyncSession, medicine_id: int, *, code: str, pack: str | None, actor_id: int
) -> Row[*tuple[object, ...]]:
    """Learn that a code stands for a pack of a medicine; one that is linked to it already gets the new pack.

    Raises:
        MedicineNotFound, UnknownPack: as their names say.
        InvalidBarcode: the check digit does not fit.
        BarcodeTaken: it is linked to another medicine.
    """
    medicine = await get_medicine(session, medicine_id)
    if gtin.looks_like_gtin(code) and not gtin.has_right_check_digit(code):
        raise InvalidBarcode(f"The check digit of {code} does not fit: scan it again.", code=code)
    code = gtin.canonical(code)
    units = await in_base_units(session, medicine, Decimal(1), pack)
    known = await session.scalar(select(Barcode).where(Barcode.code == code).with_for_update())
    if known is None:
        known = Barcode(code=code, medicine_id=medicine_id)
        session.add(known)
    elif known.medicine_id != medicine_id:
        await _give_up(session, known)
    known.medicine_id, known.units, known.learned_at, known.learned_by = medicine_id, units, now(), actor_id
    await session.flush()  # gives the id
    told = {"code": code, "units": units}
    await audit.record(session, "medicine.barcode_linked", audit.Subject("medicine", medicine_id), after=told)
    return (await session.execute(_listed().where(Barcode.id == known.id))).one()


async def unlink(session: AsyncSession, medicine_id: int, barcode_id: int) -> None:
    """Forget a code.

    Raises:
        UnknownBarcode: the medicine has none of this id.
    """
    forgotten = delete(Barcode).where(Barcode.id == barcode_id, Barcode.medicine_id == medicine_id)
    code = await session.scalar(forgotten.returning(Barcode.code))
    if code is None:
        raise UnknownBarcode(f"Medicine {medicine_id} has no barcode {barcode_id}.", barcode_id=barcode_id)
    subject = audit.Subject("medicine", medicine_id)
    await audit.record(session, "medicine.barcode_unlinked", subject, before={"code": code})


async def _give_up(session: AsyncSession, known: Barcode) -> None:
    """Let a deleted medicine's code go to another one; a live one keeps it."""
    owner = (await session.scalars(select(Medicine).where(Medicine.id == known.medicine_id))).one()
    if owner.archived_at is None:
        message = f"{known.code} is the code of “{owner.name}” already."
        raise BarcodeTaken(message, code=known.code, medicine_id=owner.id, medicine_name=owner.name)


async def _in_a_branch(database: Database, code: str, pharmacy_id: int) -> Row[*tuple[object, ...]] | None:
    async with database.read(pharmacy_id) as here:
        branches = frozenset(await here.scalars(pharmacies.other_branches(pharmacy_id)))
    async with database.read(branches) as elsewhere:  # the branches of one organisation share what they learn
        rows = await elsewhere.execute(_linked().where(Barcode.code == code).order_by(Barcode.id).limit(1))
        found: Row[*tuple[object, ...]] | None = rows.first()
        return found


async def _unknown(session: AsyncSession, code: str, *, known_as: str | None) -> UnknownBarcode:
    alike = (
        _linked()
        .where(Barcode.code.startswith(code[:_MAKER_DIGITS], autoescape=True), Medicine.archived_at.is_(None))
        .order_by(Barcode.code)
        .limit(_SUGGESTIONS)
    )
    suggestions = [{"medicine_id": row.id, "medicine_name": row.name} for row in await session.execute(alike)]
    message = f"Nobody has linked {code} to a medicine yet."
    return UnknownBarcode(message, code=code, known_as=known_as, suggestions=suggestions)


def _pack_name() -> Select[str]:
    return (
        select(PackLevel.name)
        .where(PackLevel.medicine_id == Barcode.medicine_id, PackLevel.units == Barcode.units)
        .limit(1)
        .correlate(Barcode)
    )


def _linked() -> Select[*tuple[object, ...]]:
    return select(
        Medicine.id, Medicine.name, Medicine.name_key, Barcode.units, _pack_name().scalar_subquery().label("pack")
    ).join(Medicine, Medicine.id == Barcode.medicine_id)


def _listed() -> Select[*tuple[object, ...]]:
    pack = _pack_name().scalar_subquery().label("pack")
    return select(Barcode.id, Barcode.code, Barcode.units, pack, Barcode.learned_at).order_by(Barcode.id.desc())
