from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from app.models.enums import Role
from app.schemas.base import Email, Input, InstantOut, MoneyIn, MoneyOut, Output, name

_ZONES = frozenset(available_timezones())


def _known_zone(zone: str) -> str:
    if zone not in _ZONES:
        raise ValueError("not a time zone; one looks like Asia/Kolkata")
    return zone


Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["INR"])]
TimeZone = Annotated[str, Field(min_length=1, max_length=64, examples=["Asia/Kolkata"]), AfterValidator(_known_zone)]
Address = Annotated[str, Field(max_length=500)]
Phone = Annotated[str, Field(max_length=40)]
License = Annotated[str, Field(max_length=80)]


class BranchCreate(Input):
    """Another pharmacy of the organisation. Currency and time zone are those of the present one unless told."""

    name: str = name(200, "Rao Medical Stores, Jayanagar")
    address: Address | None = None
    phone: Phone | None = None
    email: Email | None = None
    license_no: License | None = None
    currency: Currency | None = None
    time_zone: TimeZone | None = None


class BranchUpdate(Input):
    """Settings to change; those that are left out stay."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    address: Address | None = None
    phone: Phone | None = None
    email: Email | None = None
    license_no: License | None = None
    currency: Currency | None = None
    time_zone: TimeZone | None = None
    approval_limit: MoneyIn | None = None
    transfer_line_cost: MoneyIn | None = None

    @model_validator(mode="after")
    def _kept(self) -> "BranchUpdate":
        for field in ("name", "currency", "time_zone", "transfer_line_cost"):
            if field in self.model_fields_set and getattr(self, field) is None:
                raise ValueError(f"{field} cannot be empty")
        return self

    @property
    def changes(self) -> dict[str, object]:
        return self.model_dump(exclude_unset=True)


class BranchRead(Output):
    """A pharmacy of the organisation."""

    id: int
    name: str
    address: str | None
    currency: str
    time_zone: str
    role: Role | None = Field(description="The caller's there; null: they do not work there.")
    is_current: bool


class BranchSettings(Output):
    """The pharmacy the caller is in."""

    id: int
    organization_id: int
    name: str
    address: str | None
    phone: str | None
    email: str | None
    license_no: str | None
    currency: str
    time_zone: str
    approval_limit: MoneyOut | None = Field(
        description="A second person is needed where one corrects more than this of a medicine in a day; a count may "
        "differ by no more. Null: no limit."
    )
    transfer_line_cost: MoneyOut = Field(
        description="What moving one medicine to another branch costs in work: a transfer has to save more."
    )
    created_at: InstantOut
