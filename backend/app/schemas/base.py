"""What every schema shares: inputs forbid what they do not know and bound everything; outputs have no defaults."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from app.utils.costs import cost_text
from app.utils.paging import PageRequest
from app.utils.quantities import MAX_MONEY, MAX_QUANTITY, MONEY_PLACES, QUANTITY_PLACES, json_number, money_text

# A shop's own network may well be called "shop.local": an address is a name to sign in with, nothing is sent to it yet.
SPECIAL_USE_DOMAIN_NAMES.clear()


class _Told(BaseModel):
    """What a client tells. Its text has no NUL character: PostgreSQL stores none. A password may: it is only hashed."""

    @field_validator("*")
    @classmethod
    def _without_nul(cls, value: Any, told: ValidationInfo) -> Any:
        if isinstance(value, str) and "\0" in value and not str(told.field_name).endswith("password"):
            raise ValueError("A NUL character is no text.")
        return value


class Input(_Told):
    """A body that somebody sends."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Filter(_Told):
    """Which rows of a list are wanted. It shares the query string with the page, so it passes over what it ignores."""

    model_config = ConfigDict(str_strip_whitespace=True)


class PageQuery(Filter):
    """Which page of a list is wanted."""

    page: int = Field(default=1, ge=1, le=1_000_000, description="Counts from 1.")
    page_size: int = Field(default=20, ge=1, le=200)
    sort: str | None = Field(default=None, max_length=40, description='A field; "-" before it reverses.')

    @property
    def page_request(self) -> PageRequest:
        return PageRequest(self.page, self.page_size, self.sort)


class Output(BaseModel):
    """An answer. Every field is always there: a client never has to ask whether."""

    model_config = ConfigDict(from_attributes=True)


def _without_float_noise(value: Any) -> Any:
    """A JSON number read as its shortest text, so that 3.67 is 3.67 and not 3.6699999999999999."""
    return repr(value) if isinstance(value, float) else value


def _known_email(value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False, globally_deliverable=False).normalized.lower()
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error


def _utc(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


QuantityIn = Annotated[
    Decimal,
    BeforeValidator(_without_float_noise),
    Field(ge=0, le=MAX_QUANTITY, decimal_places=QUANTITY_PLACES, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": int(MAX_QUANTITY), "examples": [40]}),
]
PositiveQuantityIn = Annotated[
    Decimal,
    BeforeValidator(_without_float_noise),
    Field(gt=0, le=MAX_QUANTITY, decimal_places=QUANTITY_PLACES, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": int(MAX_QUANTITY), "examples": [3]}),
]
ChangeQuantityIn = Annotated[
    Decimal,
    BeforeValidator(_without_float_noise),
    Field(ge=-MAX_QUANTITY, le=MAX_QUANTITY, decimal_places=QUANTITY_PLACES, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": -int(MAX_QUANTITY), "maximum": int(MAX_QUANTITY), "examples": [-2]}),
]
MoneyIn = Annotated[
    Decimal,
    BeforeValidator(_without_float_noise),
    Field(ge=0, le=MAX_MONEY, decimal_places=MONEY_PLACES, allow_inf_nan=False),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": r"^\d{1,10}(\.\d{1,4})?$"}, {"type": "number", "minimum": 0}],
            "examples": ["12.50"],
        }
    ),
]
QuantityOut = Annotated[
    Decimal,
    PlainSerializer(json_number, return_type=int | float, when_used="json"),
    WithJsonSchema({"type": "number", "examples": [40]}),
]
MoneyOut = Annotated[
    Decimal,
    PlainSerializer(money_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+\.\d{2,4}$", "examples": ["12.50"]}),
]
CostOut = Annotated[
    Decimal | None,
    PlainSerializer(cost_text, return_type=str | None, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": r"^-?\d+\.\d{2,4}$"}, {"type": "null"}],
            "description": "Null where it is unknown, and for callers without the permission costs.read.",
            "examples": ["12.50"],
        }
    ),
]
"""What something cost, or is worth at cost: every such figure of an answer is of this type."""

InstantOut = Annotated[
    datetime,
    PlainSerializer(_utc, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-23T08:30:00Z"]}),
]
Email = Annotated[
    str, Field(min_length=3, max_length=254, examples=["owner@example.com"]), AfterValidator(_known_email)
]
ExpiryDate = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


def name(longest: int, example: str) -> Any:
    """A line of text that is not empty."""
    return Field(min_length=1, max_length=longest, examples=[example])
