from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.models.enums import Role
from app.schemas.base import Email, Input, InstantOut, Output, name

AsTyped = StringConstraints(strip_whitespace=False)
Password = Annotated[str, AsTyped, Field(min_length=1, max_length=1024, examples=["correct horse battery"])]
NewPassword = Annotated[
    str,
    AsTyped,
    Field(min_length=8, max_length=128, description="At least eight characters.", examples=["correct horse battery"]),
]


class Register(Input):
    """The first user of a new pharmacy."""

    email: Email
    password: NewPassword
    full_name: str = name(200, "Asha Rao")
    pharmacy_name: str = name(200, "Rao Medical Stores")


class Login(Input):
    email: Email
    password: Password


class PasswordChange(Input):
    current_password: Password
    new_password: NewPassword


class PharmacyRead(Output):
    id: int
    name: str
    currency: str
    time_zone: str


class UserRead(Output):
    """The caller: who they are, where they work and what they may do there."""

    id: int
    email: str
    full_name: str
    role: Role
    is_active: bool
    created_at: InstantOut
    pharmacy: PharmacyRead
    permissions: list[str]


class TokenRead(Output):
    """Send it back as `Authorization: Bearer <access_token>`."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int = Field(description="Seconds until the token ends.")
    user: UserRead
