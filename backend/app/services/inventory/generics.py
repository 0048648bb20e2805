"""What brands have in common: molecule, strength, form and route."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import insert_ignoring, pharmacy_of
from app.exceptions import ResourceNotFoundError
from app.models import Generic
from app.services.inventory.names import name_key
from app.utils.clock import now


class GenericNotFound(ResourceNotFoundError):
    """The pharmacy has no generic of this id."""

    code = "GENERIC_NOT_FOUND"


@dataclass(frozen=True)
class Molecule:
    """What a generic is told apart by."""

    molecule: str
    strength: str | None
    form: str | None
    route: str | None

    @property
    def key(self) -> str:
        """All four folded: “500mg” and “500 MG” are one strength. No part can hold a line break once it is folded."""
        strength = name_key(self.strength or "").replace(" ", "")
        return "\n".join([name_key(self.molecule), strength, name_key(self.form or ""), name_key(self.route or "")])


async def generic_id_of(session: AsyncSession, molecule: Molecule) -> int:
    """The generic of these four, added where the pharmacy has none yet."""
    known = select(Generic.id).where(Generic.key == molecule.key)
    generic_id: int | None = await session.scalar(known)
    if generic_id is not None:
        return generic_id
    # Somebody may be adding the same generic at this moment: then theirs is waited for and taken.
    new = {**vars(molecule), "pharmacy_id": pharmacy_of(session), "key": molecule.key, "created_at": now()}
    await session.execute(insert_ignoring(session, Generic).values(new).on_conflict_do_nothing())
    return (await session.scalars(known)).one()


async def get_generic(session: AsyncSession, generic_id: int) -> Generic:
    """A generic of this pharmacy.

    Raises:
        GenericNotFound: it has none of this id.
    """
    generic = await session.scalar(select(Generic).where(Generic.id == generic_id))
    if generic is None:
        raise GenericNotFound(f"There is no generic {generic_id} in this pharmacy.", generic_id=generic_id)
    return generic
