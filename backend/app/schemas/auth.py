from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.models.enums import Role
from app.schemas.base import Email, Id, Input, InstantOut, Output, name

AsTyped = StringConstraints(strip_whitespace=False)
Password = Annotated[str, AsTyped, Field(min_length=1, max_length=1024, examples=["correct horse battery"])]
NewPassword = Annotated[
    str,
    AsTyped,
    Field(min_length=8, max_length=128, description="At least eight characters.", examples=["correct horse battery"]),
]


LinkToken = Annotated[
    str,
    Field(
        min_length=20,
        max_length=100,
        description="As it was handed over.",
        examples=["pXyD8m0V3cQkq7Rz1sJt5uWbLfNaEoHiGg2K4vYxTzM"],
    ),
]
TotpCode = Annotated[
    str,
    Field(min_length=6, max_length=40, description="Of the app, or a recovery code.", examples=["123456"]),
]
OPTIONAL_NAME: Any = Field(default=None, min_length=1, max_length=200, examples=["Asha Rao"])


class Register(Input):
    """The first user of a new pharmacy."""

    email: Email
    password: NewPassword
    full_name: str = name(200, "Asha Rao")
    pharmacy_name: str = name(200, "Rao Medical Stores")


class Login(Input):
    email: Email
    password: Password

    totp_code: TotpCode | None = None


class AcceptInvitation(Input):
    """The answer to an invitation: a name where there is no account yet, else the password of the account."""

    token: LinkToken
    password: NewPassword
    full_name: str | None = OPTIONAL_NAME
    totp_code: TotpCode | None = None


class PasswordReset(Input):
    token: LinkToken
    new_password: NewPassword


class Switch(Input):
    pharmacy_id: Id


class TotpConfirm(Input):
    code: str = Field(pattern=r"^\d{6}$", examples=["123456"])


class TotpDisable(Input):
    password: Password
    code: TotpCode


class PasswordChange(Input):
    current_password: Password
    new_password: NewPassword


class PharmacyRead(Output):
    id: int
    name: str
    currency: str
    time_zone: str


class WorkplaceRead(Output):
    id: int
    name: str
    role: Role


class UserRead(Output):
    """The caller: who they are, where they work and what they may do there."""

    id: int
    email: str
    full_name: str
    role: Role
    is_active: bool
    has_totp: bool = Field(description="Whether signing in asks for a code of an authenticator app.")
    created_at: InstantOut
    pharmacy: PharmacyRead
    pharmacies: list[WorkplaceRead] = Field(description="All that the user works in; switch with /api/auth/switch.")
    permissions: list[str]


class TokenRead(Output):
    """Send it back as `Authorization: Bearer <access_token>`."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int = Field(description="Seconds until the token ends.")
    user: UserRead


class ResetDone(Output):
    is_reset: Literal[True]


class TotpSetupRead(Output):
    """What an authenticator app needs."""

    secret: str
    uri: str = Field(description="otpauth://…: what the QR code holds.")


class RecoveryCodesRead(Output):
    """Each stands in once for a code of the app. They are never shown again."""

    recovery_codes: list[str]


class TotpState(Output):
    has_totp: bool
