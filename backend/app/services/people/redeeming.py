"""What a link's bearer does with it: join a pharmacy, or set a new password. Nobody is signed in yet.

Passwords are hashed and compared by the caller, while no session is open.
"""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import ValidationError
from app.models import AccountLink, Membership, User
from app.models.enums import LinkKind, Role
from app.services import audit, auth
from app.services.people.links import AlreadyMember, LinkNotValid, can_be_used, hash_of, require_rule_over
from app.utils import clock


class NameNeeded(ValidationError):
    """A new account needs a name, and neither the invitation nor the answer told one."""

    code = "NAME_NEEDED"


@dataclass(frozen=True)
class Newcomer:
    """Somebody who accepts an invitation without an account."""

    full_name: str
    password_hash: str


async def open_link(session: AsyncSession, token: str, kind: LinkKind) -> tuple[AccountLink, User | None]:
    """The link of a token, and the user of its e-mail address where there is one.

    Raises:
        LinkNotValid: there is no such link, or it cannot be used any more.
    """
    query = select(AccountLink).where(AccountLink.token_hash == hash_of(token), AccountLink.kind == kind)
    link = await session.scalar(query.where(*can_be_used()))
    if link is None:
        raise _not_valid()
    return link, await session.scalar(select(User).where(User.email == link.email))


async def accept_new(session: AsyncSession, link: AccountLink, newcomer: Newcomer) -> auth.Account:
    """Accept an invitation with a new account.

    Raises:
        LinkNotValid: it was used or revoked a moment ago.
        EmailTaken: somebody registered with its e-mail address a moment ago.
    """
    user = User(email=link.email, full_name=newcomer.full_name, password_hash=newcomer.password_hash)
    session.add(user)
    try:
        await session.flush()  # gives the id
    except IntegrityError as error:
        raise auth.EmailTaken("There is an account of this e-mail address by now. Use its password.") from error
    return await accept_as(session, link, user)


async def accept_as(session: AsyncSession, link: AccountLink, user: User) -> auth.Account:
    """Accept an invitation as a user whose password was checked.

    Raises:
        LinkNotValid: it was used or revoked a moment ago.
        AlreadyMember: the user works there already.
    """
    await _use_up(session, link)
    assert link.role is not None, "an invitation says the role"
    session.add(Membership(user_id=user.id, pharmacy_id=link.pharmacy_id, role=link.role))
    try:
        await session.flush()
    except IntegrityError as error:
        raise AlreadyMember("You work in this pharmacy already.", email=link.email) from error
    subject = audit.Subject("user", user.id)
    await audit.record(session, "person.joined", subject, after={"role": Role(link.role), "invitation_id": link.id})
    return await auth.account_of(session, user_id=user.id, pharmacy_id=link.pharmacy_id)


async def set_password(session: AsyncSession, link: AccountLink, *, password_hash: str) -> None:
    """Set a new password by a reset link. Every earlier token of the user ends.

    Raises:
        LinkNotValid: it was used or revoked a moment ago.
        NotYours: the person has joined a pharmacy that whoever made the link does not manage.
    """
    assert link.user_id is not None, "a reset says whose password it sets"
    await _use_up(session, link)
    await require_rule_over(session, admin_id=link.created_by, person_id=link.user_id)
    await session.execute(
        update(User)
        .where(User.id == link.user_id)
        .values(password_hash=password_hash, token_version=User.token_version + 1)
    )
    await audit.record(session, "user.password_reset", audit.Subject("user", link.user_id))


async def _use_up(session: AsyncSession, link: AccountLink) -> None:
    used = update(AccountLink).where(AccountLink.id == link.id, *can_be_used()).values(used_at=clock.now())
    if await session.scalar(used.returning(AccountLink.id)) is None:
        raise _not_valid()


def _not_valid() -> LinkNotValid:
    return LinkNotValid("This link is not valid any more. Ask for a new one.")
