"""Accounts: registering, signing in, changing the password, and knowing who a token names."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import AuthenticationError, DuplicateResourceError, ResourceNotFoundError
from app.models import Membership, Pharmacy, User
from app.models.enums import Role
from app.services import audit, branches, pharmacies, rbac
from app.services.auth import passwords, totp
from app.services.auth.tokens import Claims
from app.utils import clock

# A real hash of nothing anybody knows: an unknown address takes as long to refuse as a wrong password.
_NOBODY: Final = "$2b$12$J/G02m8558EspCyzG4bBYeNPZx5GK//.DcXNRNBje2zaSSHeFUQFS"


class EmailTaken(DuplicateResourceError):
    """Somebody registered with this e-mail address before."""

    code = "EMAIL_TAKEN"


class InvalidCredentials(AuthenticationError):
    """The e-mail address or the password is wrong; which of the two is not said."""

    code = "INVALID_CREDENTIALS"


class NotAWorkplace(ResourceNotFoundError):
    """The caller does not work in the pharmacy they named."""

    code = "NOT_A_WORKPLACE"


@dataclass(frozen=True)
class Account:
    """A user in the pharmacy they work in."""

    user: User
    pharmacy: Pharmacy
    role: Role

    @property
    def permissions(self) -> frozenset[str]:
        """What the user may do in this pharmacy."""
        return rbac.permissions_of(self.role, self.pharmacy.role_changes)

    @property
    def claims(self) -> Claims:
        return Claims(self.user.id, self.pharmacy.id, self.user.token_version)


@dataclass(frozen=True)
class SignedIn:
    """An account, and every pharmacy its user works in."""

    account: Account
    workplaces: list[branches.Workplace]


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
    opened = audit.Change("pharmacy.opened", after={"name": pharmacy.name})
    audit.record_in(session, pharmacy.id, audit.Subject("pharmacy", pharmacy.id), opened)
    return Account(user, pharmacy, Role.ADMIN)


async def find_account(session: AsyncSession, *, email: str) -> Account | None:
    """The account of an e-mail address, disabled or not, in the pharmacy where it signed in last."""
    latest_first = Membership.last_signed_in_at.desc().nulls_last()
    query = _accounts().where(User.email == email).order_by(latest_first, Membership.id)
    found = (await session.execute(query)).first()
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


async def admit(session: AsyncSession, account: Account, *, totp_code: str | None) -> SignedIn:
    """Let in who knew the password, once they also gave the code that the account may ask for.

    Raises:
        TotpRequired: the account asks for a code, and none came.
        TotpInvalid: the code is wrong or used.
    """
    if account.user.totp_enabled_at is not None:
        if totp_code is None:
            raise totp.TotpRequired("Please also enter the code of your authenticator app.")
        await totp.use_code(session, account.user, totp_code)
    await _note_sign_in(session, account)
    return await introduce(session, account)


async def introduce(session: AsyncSession, account: Account) -> SignedIn:
    """An account with the pharmacies its user works in."""
    return SignedIn(account, await branches.workplaces(session, account.user.id))


async def switch(session: AsyncSession, *, user_id: int, pharmacy_id: int) -> SignedIn:
    """The account of a signed-in user in another pharmacy they work in, where they are from now on.

    Raises:
        NotAWorkplace: they do not work there, or there is no such pharmacy.
    """
    wanted = _accounts().where(User.id == user_id, Pharmacy.id == pharmacy_id)
    found = (await session.execute(wanted)).first()
    if found is None:
        raise NotAWorkplace(f"You do not work in a pharmacy {pharmacy_id}.", pharmacy_id=pharmacy_id)
    account = Account(found.User, found.Pharmacy, Role(found.role))
    await _note_sign_in(session, account)
    return await introduce(session, account)


async def note_failure(session: AsyncSession, account: Account) -> None:
    """Note in the log that somebody gave a wrong password for an account, or one that is shut out tried."""
    await audit.record(session, "user.sign_in_failed", audit.Subject("user", account.user.id))


async def _note_sign_in(session: AsyncSession, account: Account) -> None:
    """Remember when, and so where last, a user signed in."""
    await session.execute(
        update(Membership)
        .where(Membership.user_id == account.user.id, Membership.pharmacy_id == account.pharmacy.id)
        .values(last_signed_in_at=clock.now())
    )
    await audit.record(session, "user.signed_in", audit.Subject("user", account.user.id))


async def has_account(session: AsyncSession, email: str) -> bool:
    """Whether somebody registered with an e-mail address."""
    return await session.scalar(select(User.id).where(User.email == email)) is not None


async def check_password(user: User, password: str) -> None:
    """Make sure somebody who is known also knows the password. Slow: call it without a session.

    Raises:
        InvalidCredentials: this is not the password, or they are disabled.
        TooBusy: too many passwords are waiting already.
    """
    if not await passwords.matches(password, user.password_hash) or not user.is_active:
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
    await audit.record(session, "user.password_changed", audit.Subject("user", user.id))
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
    pharmacy_ids = await session.scalars(select(Membership.pharmacy_id).where(Membership.user_id == user_id))
    for pharmacy_id in pharmacy_ids:
        audit.record_in(session, pharmacy_id, audit.Subject("user", user_id), audit.Change("user.disabled"))
    return user_id


def _wrong_password() -> InvalidCredentials:
    return InvalidCredentials("The password is wrong.")


def _accounts() -> Select[User, Pharmacy, Role]:
    return (
        select(User, Pharmacy, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .join(Pharmacy, Pharmacy.id == Membership.pharmacy_id)
        .where(Membership.disabled_at.is_(None))
    )
