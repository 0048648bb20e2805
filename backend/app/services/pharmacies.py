"""Pharmacies: opening one, and finding the one that a command line works on."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import ResourceNotFoundError
from app.models import Pharmacy


async def open_pharmacy(session: AsyncSession, *, name: str, currency: str, time_zone: str) -> Pharmacy:
    """Add a pharmacy; its id is known when this returns."""
    pharmacy = Pharmacy(name=name, currency=currency, time_zone=time_zone)
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


async def every(session: AsyncSession) -> list[Pharmacy]:
    """All pharmacies of the installation, oldest first."""
    return list(await session.scalars(select(Pharmacy).order_by(Pharmacy.id)))
