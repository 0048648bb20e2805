"""Links that an admin hands over: an invitation to the pharmacy, or a new password for somebody who forgot theirs.

There is no mail server: the answer shows the token once, and what is stored is its hash.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import caller_of, pharmacy_of
from app.exceptions import AuthorizationError, DuplicateResourceError, ResourceNotFoundError
from app.models import AccountLink, Membership, User
from app.models.enums import LinkKind, Role
from app.services import audit, outbox
from app.services.people import members
from app.utils import clock
from app.utils.paging import Page, PageRequest

INVITATION_LASTS: Final = timedelta(days=7)
RESET_LASTS: Final = timedelta(hours=24)
TOKEN_BYTES: Final = 32


class AlreadyMember(DuplicateResourceError):
    """The person works in the pharmacy already, or did: then enable them."""

    code = "ALREADY_MEMBER"


class InvitationNotFound(ResourceNotFoundError):
    """The pharmacy has no open invitation of this id."""

    code = "INVITATION_NOT_FOUND"


class LinkNotValid(ResourceNotFoundError):
    """The link was never given out, or it was used, revoked, or is too old, or its maker is no admin any more."""

    code = "LINK_NOT_VALID"


class NotYours(AuthorizationError):
    """The person also works where the caller is no admin: their password is not the caller's to reset."""

    code = "NOT_YOURS"


@dataclass(frozen=True)
class Made:
    """A new link and its token, which nobody can read again."""

    id: int
    email: str
    role: Role | None
    expires_at: datetime
    token: str


async def invite(session: AsyncSession, *, email: str, role: Role, full_name: str | None) -> Made:
    """Invite somebody to the pharmacy. An earlier invitation of theirs ends.

    Raises:
        AlreadyMember: they work here, or did.
    """
    member = (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(User.email == email, Membership.pharmacy_id == pharmacy_of(session))
    )
    if await session.scalar(member) is not None:
        raise AlreadyMember("This person is in your list of people already.", email=email)
    await _end_earlier(session, AccountLink.kind == LinkKind.INVITATION, AccountLink.email == email)
    link = AccountLink(kind=LinkKind.INVITATION, email=email, full_name=full_name, role=role)
    made = await _make(session, link, lasts=INVITATION_LASTS)
    subject = audit.Subject("account_link", made.id)
    await audit.record(session, "person.invited", subject, after={"email": email, "role": role})
    await outbox.publish(session, "person.invited", invitation_id=made.id, email=email, role=role.value)
    return made


async def link_reset(session: AsyncSession, person_id: int) -> Made:
    """Make a link that sets a new password for a person who works here. An earlier one ends.

    Raises:
        PersonNotFound: nobody of this id works here.
        NotYours: they work, or worked, in a pharmacy where the caller is no admin.
    """
    user = await members.get_user(session, person_id)
    await require_rule_over(session, admin_id=caller_of(session).user_id, person_id=user.id)
    await _end_earlier(session, AccountLink.kind == LinkKind.RESET, AccountLink.user_id == user.id)
    link = AccountLink(kind=LinkKind.RESET, email=user.email, user_id=user.id)
    made = await _make(session, link, lasts=RESET_LASTS)
    await audit.record(session, "person.reset_linked", audit.Subject("user", user.id))
    return made


async def require_rule_over(session: AsyncSession, *, admin_id: int | None, person_id: int) -> None:
    """Make sure that an admin manages every pharmacy a person is in: else they could take over what is not theirs.

    Raises:
        NotYours: there is one where they do not.
    """
    ruled = select(Membership.pharmacy_id).where(
        Membership.user_id == admin_id, Membership.role == Role.ADMIN, Membership.disabled_at.is_(None)
    )
    elsewhere = select(Membership.id).where(Membership.user_id == person_id, Membership.pharmacy_id.not_in(ruled))
    if await session.scalar(elsewhere.limit(1)) is not None:
        raise NotYours("This person also works where you are no admin: they have to ask there.", person_id=person_id)


async def list_invitations(session: AsyncSession, *, page: PageRequest) -> Page[AccountLink]:
    """Invitations that can still be accepted, newest first."""
    conditions = [AccountLink.kind == LinkKind.INVITATION, *can_be_used()]
    total = await session.scalar(select(func.count(AccountLink.id)).where(*conditions)) or 0
    query = select(AccountLink).where(*conditions).order_by(AccountLink.id.desc())
    found = await session.scalars(query.offset(page.offset).limit(page.page_size))
    return Page(list(found), total, page)


async def revoke(session: AsyncSession, invitation_id: int) -> None:
    """End an invitation that nobody has accepted.

    Raises:
        InvitationNotFound: there is no open one of this id.
    """
    wanted = (AccountLink.id == invitation_id, AccountLink.kind == LinkKind.INVITATION)
    if not await _end_earlier(session, *wanted):
        raise InvitationNotFound(f"There is no open invitation {invitation_id}.", invitation_id=invitation_id)
    await audit.record(session, "invitation.revoked", audit.Subject("account_link", invitation_id))


def can_be_used() -> list[ColumnElement[bool]]:
    """The conditions for a link to do what it is for: whoever made it, too, is still an admin where they made it."""
    still_admin = exists().where(
        Membership.user_id == AccountLink.created_by,
        Membership.pharmacy_id == AccountLink.pharmacy_id,
        Membership.role == Role.ADMIN,
        Membership.disabled_at.is_(None),
    )
    return [
        AccountLink.used_at.is_(None),
        AccountLink.revoked_at.is_(None),
        AccountLink.expires_at > clock.now(),
        or_(AccountLink.created_by.is_(None), still_admin),
    ]


def hash_of(token: str) -> str:
    """What is stored of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


async def _make(session: AsyncSession, link: AccountLink, *, lasts: timedelta) -> Made:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link.token_hash, link.expires_at, link.created_by = hash_of(token), clock.now() + lasts, caller_of(session).user_id
    session.add(link)
    await session.flush()  # gives the id
    return Made(link.id, link.email, link.role, link.expires_at, token)


async def _end_earlier(session: AsyncSession, *wanted: ColumnElement[bool]) -> bool:
    """Revoke links that could still be used; answers whether there was one."""
    ended = update(AccountLink).where(*wanted, *can_be_used()).values(revoked_at=clock.now()).returning(AccountLink.id)
    return bool((await session.scalars(ended)).all())
