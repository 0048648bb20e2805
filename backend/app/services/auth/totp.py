"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes for when it is lost."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp
from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import sealer_of
from app.exceptions import AuthenticationError, DuplicateResourceError
from app.models import RecoveryCode, User
from app.services import audit
from app.utils import clock

STEP_SECONDS: Final = 30
STEPS_OF_LEEWAY: Final = 1
"""A clock may be wrong by this many steps, either way."""

APP_CODE_DIGITS: Final = 6
RECOVERY_CODES: Final = 8
ISSUER: Final = "PharmaRec"


class TotpRequired(AuthenticationError):
    """The password is right; the code of the authenticator app is needed too, as `totp_code`."""

    code = "TOTP_REQUIRED"


class TotpInvalid(AuthenticationError):
    """The code is wrong, too old, or was used before."""

    code = "TOTP_INVALID"


class TotpAlreadyOn(DuplicateResourceError):
    """The account asks for codes already."""

    code = "TOTP_ALREADY_ON"


class TotpNotSetUp(DuplicateResourceError):
    """There is no authenticator app to confirm or to turn off."""

    code = "TOTP_NOT_SET_UP"


@dataclass(frozen=True)
class Setup:
    """What an authenticator app needs: shown once, as text and as the address in a QR code."""

    secret: str
    uri: str


async def set_up_totp(session: AsyncSession, user_id: int) -> Setup:
    """Make a secret for an authenticator app. Nothing is asked for until a code of it was confirmed.

    Raises:
        TotpAlreadyOn: codes are asked for already.
    """
    user = await _hold(session, user_id)
    if user.totp_enabled_at is not None:
        raise TotpAlreadyOn("Two-step sign-in is on already. Turn it off first to use another app.")
    secret = pyotp.random_base32()
    sealed = sealer_of(session).seal(secret, place=_place(user.id))
    await session.execute(update(User).where(User.id == user.id).values(totp_secret=sealed))
    return Setup(secret, pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER))


async def confirm_totp(session: AsyncSession, user_id: int, code: str) -> list[str]:
    """Ask for codes from now on; answers the recovery codes, which are never shown again.

    Raises:
        TotpAlreadyOn: codes are asked for already.
        TotpNotSetUp: no secret was made before.
        TotpInvalid: this is no code of the app.
    """
    user = await _hold(session, user_id)
    if user.totp_enabled_at is not None:
        raise TotpAlreadyOn("Two-step sign-in is on already.")
    if user.totp_secret is None:
        raise TotpNotSetUp("Set up an authenticator app first.")
    await _use_app_code(session, user, code)
    await session.execute(update(User).where(User.id == user.id).values(totp_enabled_at=clock.now()))
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [_new_recovery_code() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=_hash(one)) for one in codes)
    await audit.record(session, "user.totp_enabled", audit.Subject("user", user.id))
    return codes


async def turn_off_totp(session: AsyncSession, user: User, code: str) -> None:
    """Ask for codes no longer. The password was checked before.

    Raises:
        TotpNotSetUp: codes are not asked for.
        TotpInvalid: the code is neither of the app nor an unused recovery code.
    """
    if user.totp_enabled_at is None:
        raise TotpNotSetUp("Two-step sign-in is not on.")
    await use_code(session, user, code)
    nothing = {"totp_secret": None, "totp_enabled_at": None, "totp_last_step": None}
    await session.execute(update(User).where(User.id == user.id).values(nothing))
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    await audit.record(session, "user.totp_disabled", audit.Subject("user", user.id))


async def use_code(session: AsyncSession, user: User, code: str) -> None:
    """Accept a code of the app or a recovery code, once.

    Raises:
        TotpInvalid: it is neither, too old, or used already.
    """
    if len(code) == APP_CODE_DIGITS:
        await _use_app_code(session, user, code)
    else:
        await _use_recovery_code(session, user, code)


async def _hold(session: AsyncSession, user_id: int) -> User:
    return (await session.scalars(select(User).where(User.id == user_id).with_for_update())).one()


async def _use_app_code(session: AsyncSession, user: User, code: str) -> None:
    assert user.totp_secret is not None, "asked of who has no app"
    secret = sealer_of(session).open(user.totp_secret, place=_place(user.id))
    step = _step_of(secret, code, at=clock.now())
    if step is None:
        raise _wrong()
    is_new = or_(User.totp_last_step.is_(None), User.totp_last_step < step)
    used = update(User).where(User.id == user.id, User.totp_secret == user.totp_secret, is_new)
    if await session.scalar(used.values(totp_last_step=step).returning(User.id)) is None:
        raise _wrong()


def _step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """The time step whose code this is; None: it is none of now."""
    app, now = pyotp.TOTP(secret), int(at.timestamp()) // STEP_SECONDS
    steps = range(now - STEPS_OF_LEEWAY, now + STEPS_OF_LEEWAY + 1)
    matching = [step for step in steps if hmac.compare_digest(app.generate_otp(step).encode(), code.encode())]
    return matching[-1] if matching else None


async def _use_recovery_code(session: AsyncSession, user: User, code: str) -> None:
    unused = update(RecoveryCode).where(
        RecoveryCode.user_id == user.id, RecoveryCode.code_hash == _hash(code), RecoveryCode.used_at.is_(None)
    )
    if await session.scalar(unused.values(used_at=clock.now()).returning(RecoveryCode.id)) is None:
        raise _wrong()


def _new_recovery_code() -> str:
    """Four groups of four letters and digits: 64 random bits."""
    digits = secrets.token_hex(8)
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def _hash(code: str) -> str:
    return hashlib.sha256(code.replace("-", "").lower().encode()).hexdigest()


def _place(user_id: int) -> str:
    return f"users.totp_secret/{user_id}"


def _wrong() -> TotpInvalid:
    return TotpInvalid("This code is not valid. Wait for the next one and try again.")
