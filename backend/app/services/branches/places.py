"""Where a person works, and which pharmacies their organisation has."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Membership, Pharmacy
from app.models.enums import Role
from app.services.rbac import Actor


@dataclass(frozen=True)
class Workplace:
    """A pharmacy that a person works in."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True)
class Branch:
    """A pharmacy of the organisation; no role: the caller does not work there."""

    id: int
    name: str
    address: str | None
    currency: str
    time_zone: str
    role: Role | None
    is_current: bool


async def workplaces(session: AsyncSession, user_id: int) -> list[Workplace]:
    """The pharmacies that a person works in, the first one first."""
    query = (
        select(Pharmacy.id, Pharmacy.name, Membership.role)
        .join(Membership, Membership.pharmacy_id == Pharmacy.id)
        .where(Membership.user_id == user_id, Membership.disabled_at.is_(None))
        .order_by(Membership.id)
    )
    return [Workplace(found.id, found.name, Role(found.role)) for found in await session.execute(query)]


async def list_branches(session: AsyncSession, *, actor: Actor) -> list[Branch]:
    """The pharmacies the caller works in; for who manages branches, all of the organisation's."""
    found = await session.execute(_visible_to(actor).order_by(Pharmacy.id))
    return [
        Branch(
            id=pharmacy.id,
            name=pharmacy.name,
            address=pharmacy.address,
            currency=pharmacy.currency,
            time_zone=pharmacy.time_zone,
            role=None if role is None else Role(role),
            is_current=pharmacy.id == actor.pharmacy_id,
        )
        for pharmacy, role in found
    ]


def _visible_to(actor: Actor) -> Select[Pharmacy, Role | None]:
    """Each pharmacy the actor may see, with their role in it."""
    works_there = and_(
        Membership.pharmacy_id == Pharmacy.id, Membership.user_id == actor.user_id, Membership.disabled_at.is_(None)
    )
    query = select(Pharmacy, Membership.role).outerjoin(Membership, works_there)
    if "branches.manage" not in actor.permissions:
        return query.where(Membership.id.is_not(None))
    own = select(Pharmacy.organization_id).where(Pharmacy.id == actor.pharmacy_id).scalar_subquery()
    return query.where(or_(Membership.id.is_not(None), Pharmacy.organization_id == own))
