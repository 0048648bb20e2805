"""Pharmacies: opening one, and finding the one that a command line works on."""

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import pharmacy_of
from app.exceptions import ResourceNotFoundError
from app.models import Organization, Pharmacy


async def open_pharmacy(
    session: AsyncSession, *, name: str, currency: str, time_zone: str, organization_id: int | None = None
) -> Pharmacy:
    """Add a pharmacy to an organisation, or to a new one that takes its name; its id is known when this returns."""
    if organization_id is None:
        organization = Organization(name=name)
        session.add(organization)
        await session.flush()  # gives the id
        organization_id = organization.id
    pharmacy = Pharmacy(name=name, currency=currency, time_zone=time_zone, organization_id=organization_id)
    session.add(pharmacy)
    await session.flush()  # gives the id
    return pharmacy


async def get(session: AsyncSession, pharmacy_id: int) -> Pharmacy:
    """One pharmacy.

    Raises:
        ResourceNotFoundError: there is none of this id.
    """
    pharmacy = await session.get(Pharmacy, pharmacy_id)
    if pharmacy is None:
        raise ResourceNotFoundError(f"There is no pharmacy {pharmacy_id}.", pharmacy_id=pharmacy_id)
    return pharmacy


def other_branches(pharmacy_id: int) -> Select[int, str]:
    """The ids and names of the other pharmacies of its organisation, in id order."""
    own = select(Pharmacy.organization_id).where(Pharmacy.id == pharmacy_id).scalar_subquery()
    others = (Pharmacy.organization_id == own, Pharmacy.id != pharmacy_id)
    return select(Pharmacy.id, Pharmacy.name).where(*others).order_by(Pharmacy.id)


async def every(session: AsyncSession) -> list[Pharmacy]:
    """All pharmacies of the installation, oldest first."""
    return list(await session.scalars(select(Pharmacy).order_by(Pharmacy.id)))


async def take_turn(session: AsyncSession) -> None:
    """Wait until no other transaction of this pharmacy holds the turn; held until this one ends.

    For work that reads, decides and then writes: two of it at once would decide on what the other is changing. The
    lock is one that lets the till go on: its new rows only point to the pharmacy.
    """
    turn = select(Pharmacy.id).where(Pharmacy.id == pharmacy_of(session)).with_for_update(key_share=True)
    await session.execute(turn)


async def share_turn(session: AsyncSession) -> None:
    """Let nobody take this pharmacy's turn until this transaction ends; any number may share it at once.

    For work that goes by what whoever takes the turn may be changing: the closed books, the open recalls. Ask before
    any other row is locked.
    """
    await session.execute(select(Pharmacy.id).where(Pharmacy.id == pharmacy_of(session)).with_for_update(read=True))
