"""The people of a pharmacy, their roles, and shutting one out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import pharmacy_of
from app.exceptions import DuplicateResourceError, ResourceNotFoundError
from app.models import Membership, User
from app.models.enums import Role
from app.services import audit, pharmacies
from app.utils import clock
from app.utils.paging import Page, PageRequest


class PersonNotFound(ResourceNotFoundError):
    """Nobody of this id works in the pharmacy, or ever did."""

    code = "PERSON_NOT_FOUND"


class LastAdmin(DuplicateResourceError):
    """The pharmacy would be left without anybody who may manage it."""

    code = "LAST_ADMIN"


@dataclass(frozen=True)
class Person:
    """Somebody who works in the pharmacy, or did."""

    id: int
    email: str
    full_name: str
    role: Role
    is_active: bool
    has_totp: bool
    joined_at: datetime
    last_signed_in_at: datetime | None
    disabled_at: datetime | None


async def list_people(session: AsyncSession, *, page: PageRequest) -> Page[Person]:
    """The people of the pharmacy in the order they came, those shut out among them."""
    here = Membership.pharmacy_id == pharmacy_of(session)
    total = await session.scalar(select(func.count(Membership.id)).where(here)) or 0
    query = _people(session).order_by(Membership.id).offset(page.offset).limit(page.page_size)
    return Page([_person(membership, user) for membership, user in await session.execute(query)], total, page)


async def change_role(session: AsyncSession, person_id: int, role: Role) -> Person:
    """Give a person another role; their tokens have it within a second.

    Raises:
        PersonNotFound: nobody of this id works here.
        LastAdmin: they are the only admin left.
    """
    membership, user = await _hold(session, person_id)
    before = Role(membership.role)
    if before is Role.ADMIN and role is not Role.ADMIN:
        await _require_another_admin(session, person_id)
    membership.role = role
    subject = audit.Subject("user", user.id)
    await audit.record_change(session, "person.role_changed", subject, before={"role": before}, after={"role": role})
    return _person(membership, user)


async def disable(session: AsyncSession, person_id: int) -> Person:
    """Shut a person out of this pharmacy; their tokens for it end within a second, those for others go on.

    Raises:
        PersonNotFound: nobody of this id works here.
        LastAdmin: they are the only admin left.
    """
    membership, user = await _hold(session, person_id)
    if membership.disabled_at is None:
        await _require_another_admin(session, person_id)
        membership.disabled_at = clock.now()
        await audit.record(session, "person.disabled", audit.Subject("user", user.id))
    return _person(membership, user)


async def enable(session: AsyncSession, person_id: int) -> Person:
    """Let a person in again.

    Raises:
        PersonNotFound: nobody of this id works here.
    """
    membership, user = await _hold(session, person_id)
    if membership.disabled_at is not None:
        membership.disabled_at = None
        await audit.record(session, "person.enabled", audit.Subject("user", user.id))
    return _person(membership, user)


async def get_user(session: AsyncSession, person_id: int) -> User:
    """The user of a person who works here.

    Raises:
        PersonNotFound: nobody of this id works here.
    """
    found = (await session.execute(_people(session).where(User.id == person_id))).first()
    if found is None:
        raise _nobody(person_id)
    user: User = found.User
    return user


async def _hold(session: AsyncSession, person_id: int) -> tuple[Membership, User]:
    """A person, once no other change of people runs in this pharmacy: two admins cannot demote each other at once."""
    await pharmacies.take_turn(session)
    found = (await session.execute(_people(session).where(User.id == person_id))).first()
    if found is None:
        raise _nobody(person_id)
    return found.Membership, found.User


async def _require_another_admin(session: AsyncSession, person_id: int) -> None:
    """Call it with the pharmacy's turn."""
    another = (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.pharmacy_id == pharmacy_of(session),
            Membership.user_id != person_id,
            Membership.role == Role.ADMIN,
            Membership.disabled_at.is_(None),
            User.is_active,
        )
    )
    if await session.scalar(another.limit(1)) is None:
        raise LastAdmin("This is the only admin. Make somebody else an admin first.", person_id=person_id)


def _people(session: AsyncSession) -> Select[Membership, User]:
    return (
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.pharmacy_id == pharmacy_of(session))
    )


def _person(membership: Membership, user: User) -> Person:
    return Person(
        id=user.id,
        email=user.email,
        full_name=user.full_name,
        role=Role(membership.role),
        is_active=user.is_active and membership.disabled_at is None,
        has_totp=user.totp_enabled_at is not None,
        joined_at=membership.created_at,
        last_signed_in_at=membership.last_signed_in_at,
        disabled_at=membership.disabled_at,
    )


def _nobody(person_id: int) -> PersonNotFound:
    return PersonNotFound(f"Nobody with the id {person_id} works in this pharmacy.", person_id=person_id)
