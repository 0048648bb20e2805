"""Accounts: registering, signing in, changing the password, and knowing who a token names."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import AuthenticationError, DuplicateResourceError, ResourceNotFoundError
from app.models import Membership, Pharmacy, User
from app.models.enums import Role
from app.services import pharmacies
from app.services.auth import passwords
from app.services.auth.tokens import Claims

# A real hash of nothing anybody knows: an unknown address takes as long to refuse as a wrong password.
_NOBODY: Final = "$2b$12$J/G02m8558EspCyzG4bBYeNPZx5GK//.DcXNRNBje2zaSSHeFUQFS"


class EmailTaken(DuplicateResourceError):
    """Somebody registered with this e-mail address before."""

    code = "EMAIL_TAKEN"


class InvalidCredentials(AuthenticationError):
    """The e-mail address or the password is wrong; which of the two is not said."""

    code = "INVALID_CREDENTIALS"


@dataclass(frozen=True)
class Account:
    """A user in the pharmacy they work in."""

    user: User
    pharmacy: Pharmacy
    role: Role

    @property
    def claims(self) -> Claims:
        return Claims(self.user.id, self.pharmacy.id, self.user.token_version)


@dataclass(frozen=True)
class NewAccount:
    """What registering needs. The first user of a new pharmacy becomes its admin."""

    email: str
    password: str
    full_name: str
    pharmacy_name: str


async def register(
    session: AsyncSession, new: NewAccount, *, password_hash: str, currency: str, time_zone: str
) -> Account:
    """Open a pharmacy with its first user, who becomes its admin. The password is hashed before the session opens.

    Raises:
        EmailTaken: the address belongs to an account already.
    """
    taken = EmailTaken("There is already an account with this e-mail address. Sign in instead.")
    if await has_account(session, new.email):
        raise taken
    user = User(email=new.email, full_name=new.full_name, password_hash=password_hash)
    session.add(user)
    try:
        await session.flush()  # gives the id, and meets a second registration at the same moment
    except IntegrityError as error:
        raise taken from error
    pharmacy = await pharmacies.open_pharmacy(session, name=new.pharmacy_name, currency=currency, time_zone=time_zone)
    session.add(Membership(user_id=user.id, pharmacy_id=pharmacy.id, role=Role.ADMIN))
    return Account(user, pharmacy, Role.ADMIN)


async def find_account(session: AsyncSession, *, email: str) -> Account | None:
    """The account of an e-mail address, disabled or not."""
    found = (await session.execute(_accounts().where(User.email == email))).first()
    return Account(found.User, found.Pharmacy, Role(found.role)) if found else None


async def sign_in(found: Account | None, *, password: str) -> Account:
    """The account that was found for an e-mail address, if this is its password. Slow: call it without a session.

    Raises:
        InvalidCredentials: they do not belong together, or the account is disabled.
        TooBusy: too many passwords are waiting already.
    """
    is_right = await passwords.matches(password, found.user.password_hash if found else _NOBODY)
    if found is None or not is_right or not found.user.is_active:
        raise InvalidCredentials("The e-mail address or the password is wrong.")
    return found


async def account_of(session: AsyncSession, *, user_id: int, pharmacy_id: int) -> Account:
    """The account a token names.

    Raises:
        AuthenticationError: the user does not work in this pharmacy.
    """
    wanted = _accounts().where(User.id == user_id, Pharmacy.id == pharmacy_id)
    found = (await session.execute(wanted)).first()
    if found is None:
        raise AuthenticationError("This account no longer works here. Please sign in again.")
    return Account(found.User, found.Pharmacy, Role(found.role))


async def has_account(session: AsyncSession, email: str) -> bool:
    """Whether somebody registered with an e-mail address."""
    return await session.scalar(select(User.id).where(User.email == email)) is not None


async def check_password(account: Account, password: str) -> None:
    """Make sure who is signed in also knows the password. Slow: call it without a session.

    Raises:
        InvalidCredentials: this is not the password.
        TooBusy: too many passwords are waiting already.
    """
    if not await passwords.matches(password, account.user.password_hash):
        raise _wrong_password()


async def change_password(session: AsyncSession, checked: Account, *, password_hash: str) -> Account:
    """Store a new password for an account whose present one was checked. Every earlier token stops working.

    Raises:
        InvalidCredentials: the password has been changed since.
    """
    user = checked.user
    changed = await session.scalar(
        update(User)
        .where(User.id == user.id, User.password_hash == user.password_hash)
        .values(password_hash=password_hash, token_version=User.token_version + 1)
        .returning(User.id)
    )
    if changed is None:
        raise _wrong_password()
    return await account_of(session, user_id=user.id, pharmacy_id=checked.pharmacy.id)


async def disable(session: AsyncSession, *, email: str) -> int:
    """Shut an account out, its tokens included; answers its id.

    Raises:
        ResourceNotFoundError: nobody has this e-mail address.
    """
    shut = update(User).where(User.email == email).values(is_active=False, token_version=User.token_version + 1)
    user_id: int | None = await session.scalar(shut.returning(User.id))
    if user_id is None:
        raise ResourceNotFoundError(f"There is no account with the e-mail address {email}.", email=email)
    return user_id


def _wrong_password() -> InvalidCredentials:
    return InvalidCredentials("The current password is wrong.")


def _accounts() -> Select[User, Pharmacy, Role]:
    return (
        select(User, Pharmacy, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .join(Pharmacy, Pharmacy.id == Membership.pharmacy_id)
        .order_by(Membership.id)
    )
