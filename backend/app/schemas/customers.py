from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from app.models.enums import Purpose
from app.schemas.base import Filter, Input, InstantOut, MoneyOut, Output, QuantityOut, name

PhoneIn = Annotated[
    str,
    Field(min_length=4, max_length=40, pattern=r"^[\d\s()+./-]*\d[\d\s()+./-]*$", examples=["+91 98450 12345"]),
]
CodeIn = Annotated[str, Field(min_length=1, max_length=40, examples=["C-1042"])]


class CustomerCreate(Input):
    """A person the pharmacy serves. Everything but the code is sealed at rest."""

    name: str = name(200, "Meera Iyer")
    phone: PhoneIn | None = None
    address: str | None = Field(default=None, max_length=500)
    notes: str | None = Field(default=None, max_length=2000)
    code: CodeIn | None = Field(default=None, description="Empty: one is made.")


class CustomerUpdate(Input):
    """What to change; what is left out stays."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    phone: PhoneIn | None = None
    address: str | None = Field(default=None, max_length=500)
    notes: str | None = Field(default=None, max_length=2000)
    code: CodeIn | None = None

    @model_validator(mode="after")
    def _kept(self) -> "CustomerUpdate":
        for field in ("name", "code"):
            if field in self.model_fields_set and getattr(self, field) is None:
                raise ValueError(f"{field} cannot be empty")
        return self

    @property
    def changes(self) -> dict[str, str | None]:
        return self.model_dump(exclude_unset=True)


class CustomerFilter(Filter):
    """Whom to look for, by what can be found: names are sealed."""

    code: CodeIn | None = None
    phone: PhoneIn | None = Field(default=None, description="The whole number; a country code makes no difference.")


class ConsentGiven(Input):
    """A customer's yes or no to one purpose."""

    purpose: Purpose = Field(examples=["reminders"])
    source: str = Field(min_length=1, max_length=80, description="How they said so.", examples=["Signed form"])


class ConsentWithdrawn(Input):
    purpose: Purpose = Field(examples=["reminders"])


class LegalHoldIn(Input):
    """Until which day the data must be kept, that day included; null: no longer."""

    until: date | None = Field(ge=date(2000, 1, 1), le=date(2100, 12, 31), examples=["2029-11-30"])
    reason: str | None = Field(default=None, max_length=200, examples=["Schedule H1 register, three years"])


class CustomerRead(Output):
    id: int
    code: str
    name: str | None
    phone: str | None
    address: str | None
    notes: str | None
    legal_hold_until: date | None
    legal_hold_reason: str | None
    erased_at: InstantOut | None
    created_at: InstantOut


class ConsentRead(Output):
    id: int
    purpose: Purpose
    source: str
    given_at: InstantOut
    withdrawn_at: InstantOut | None


class BoughtRead(Output):
    id: int
    sold_at: InstantOut
    medicine_name: str
    qty_sold: QuantityOut
    unit_price: MoneyOut
    total_amount: MoneyOut
    notes: str | None


class DoneRead(Output):
    """Something that was done to a customer's data."""

    recorded_at: InstantOut
    action: str
    channel: str


class CustomerExport(Output):
    """Everything that is held about a customer."""

    exported_at: InstantOut
    customer: CustomerRead
    consents: list[ConsentRead]
    sales: list[BoughtRead]
    history: list[DoneRead]
