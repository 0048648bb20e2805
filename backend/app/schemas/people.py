from pydantic import Field

from app.models.enums import Role
from app.schemas.base import Email, Input, InstantOut, Output


class InvitationCreate(Input):
    """Who is invited, and as what."""

    email: Email
    role: Role = Field(examples=["staff"])
    full_name: str | None = Field(default=None, min_length=1, max_length=200, examples=["Meera Iyer"])


class RoleChange(Input):
    role: Role = Field(examples=["manager"])


class RightsChange(Input):
    """How a role differs from its preset."""

    granted: list[str] = Field(default_factory=list, max_length=100, examples=[["costs.read"]])
    withdrawn: list[str] = Field(default_factory=list, max_length=100, examples=[["sales.return"]])


class RolesChange(Input):
    """The roles to say anew; one that is left out stays as it is."""

    manager: RightsChange | None = None
    staff: RightsChange | None = None

    @property
    def changes(self) -> dict[Role, dict[str, list[str]]]:
        told = {Role.MANAGER: self.manager, Role.STAFF: self.staff}
        return {role: change.model_dump() for role, change in told.items() if change is not None}


class PersonRead(Output):
    """Somebody who works in the pharmacy, or did."""

    id: int
    email: str
    full_name: str
    role: Role
    is_active: bool = Field(description="Whether they can sign in here.")
    has_totp: bool
    joined_at: InstantOut
    last_signed_in_at: InstantOut | None
    disabled_at: InstantOut | None


class InvitationRead(Output):
    id: int
    email: str
    full_name: str | None
    role: Role
    expires_at: InstantOut
    created_at: InstantOut


class LinkRead(Output):
    """A link to hand over: /accept?token=… for an invitation, /reset?token=… for a password. Shown only once."""

    id: int
    email: str
    role: Role | None
    expires_at: InstantOut
    token: str


class Revoked(Output):
    id: int


class RoleRead(Output):
    """A role in this pharmacy: its preset, what was changed, and what follows."""

    role: Role
    preset: list[str]
    granted: list[str]
    withdrawn: list[str]
    permissions: list[str]
