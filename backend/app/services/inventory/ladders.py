"""What a medicine comes in, as stored: setting its packs, and reading a quantity that was told in one of them."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import ValidationError
from app.models import Medicine, PackLevel
from app.services import audit
from app.services.inventory.medicines import hold_medicine
from app.services.inventory.names import name_key
from app.services.inventory.packs import Pack, to_base_units
from app.utils.clock import now
from app.utils.quantities import MAX_QUANTITY, QUANTITY_PLACES, json_number


class UnknownPack(ValidationError):
    """A quantity was told in a pack that the medicine does not come in; details name those it does."""

    code = "UNKNOWN_PACK"


async def packs_of(session: AsyncSession, medicine_id: int) -> list[Pack]:
    """What a medicine comes in, smallest first."""
    wanted = (
        select(PackLevel.name, PackLevel.units).where(PackLevel.medicine_id == medicine_id).order_by(PackLevel.level)
    )
    return [Pack(name, units) for name, units in await session.execute(wanted)]


async def set_packs(session: AsyncSession, medicine_id: int, *, base_unit: str, packs: Sequence[Pack]) -> list[Pack]:
    """Say what a medicine comes in, smallest first, each a whole multiple of the one before.

    What was said before is forgotten. Stock counts base units, and stays.

    Raises:
        MedicineNotFound: this pharmacy has none of this id.
    """
    medicine = await hold_medicine(session, medicine_id)
    before = {"base_unit": medicine.base_unit, "packs": _told(await packs_of(session, medicine_id))}
    await session.execute(delete(PackLevel).where(PackLevel.medicine_id == medicine_id))
    session.add_all(
        PackLevel(medicine_id=medicine_id, level=level, name=pack.name, units=pack.units)
        for level, pack in enumerate(packs, start=1)
    )
    medicine.base_unit, medicine.updated_at = base_unit, now()
    after = {"base_unit": base_unit, "packs": _told(packs)}
    await audit.record(
        session, "medicine.packs_set", audit.Subject("medicine", medicine_id), before=before, after=after
    )
    return list(packs)


async def in_base_units(session: AsyncSession, medicine: Medicine, qty: Decimal, pack: str | None) -> Decimal:
    """A quantity told in packs of some name, in base units. No name, or the base unit's: it is in those already.

    Raises:
        UnknownPack: the medicine does not come in that, or the quantity is then none that can be stored.
    """
    if pack is None or name_key(pack) == name_key(medicine.base_unit):
        return qty
    known = {name_key(one.name): one for one in await packs_of(session, medicine.id)}
    wanted = known.get(name_key(pack))
    if wanted is None:
        names = [medicine.base_unit, *(one.name for one in known.values())]
        raise UnknownPack(f"“{medicine.name}” does not come in “{pack}”.", pack=pack, packs=names)
    units = to_base_units(qty, wanted)
    exponent = units.as_tuple().exponent
    if units > MAX_QUANTITY or (isinstance(exponent, int) and -exponent > QUANTITY_PLACES):
        raise UnknownPack(f"{qty} × {wanted.units} is not a quantity of “{medicine.name}”.", pack=pack, packs=[])
    return units


def _told(packs: Sequence[Pack]) -> list[dict[str, object]]:
    return [{"name": pack.name, "units": json_number(pack.units)} for pack in packs]
