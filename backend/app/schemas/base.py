"""What every schema shares: inputs forbid what they do not know and bound everything; outputs have no defaults."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    AwareDatetime,
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

_BARE_NUMBER: Final = re.compile(r"[+-]?[\d.]+(e[+-]?\d+)?", re.IGNORECASE)

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
    """A body that somebody sends. JSON has kinds of its own: true is no number, and "7" no id."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _of_its_kind(cls, value: Any, told: ValidationInfo) -> Any:
        annotation: Any = cls.model_fields[str(told.field_name)].annotation
        kinds = _kinds(annotation)
        if isinstance(value, bool) and not kinds & {bool, Any}:
            raise ValueError("True and false are no value for this.")
        if bool in kinds and not isinstance(value, bool | None):
            raise ValueError("This is true or false.")
        if isinstance(value, str) and int in kinds and str not in kinds:
            raise ValueError("A number is written without quotation marks.")
        return value


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


@cache
def _kinds(annotation: Any) -> frozenset[Any]:
    """The types that a field's annotation names."""
    if get_origin(annotation) is Annotated:
        return _kinds(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return frozenset[Any]().union(*map(_kinds, get_args(annotation)))
    return frozenset([annotation])


def _without_float_noise(value: Any) -> Any:
    """A JSON number read as its shortest text, so that 3.67 is 3.67 and not 3.6699999999999999."""
    return repr(value) if isinstance(value, float) else value


def _known_email(value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False, globally_deliverable=False).normalized.lower()
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error


def _no_bare_number(value: Any) -> Any:
    """Seconds since 1970 would be read too: contracts say a date and a time."""
    if isinstance(value, int | float) or (isinstance(value, str) and _BARE_NUMBER.fullmatch(value.strip())):
        raise ValueError("An instant is written like 2026-11-23T08:30:00Z.")
    return value


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
            "anyOf": [
                {"type": "string", "pattern": r"^\d{1,10}(\.\d{1,4})?$"},
                {"type": "number", "minimum": 0, "maximum": int(MAX_MONEY)},
            ],
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

InstantIn = Annotated[
    AwareDatetime,
    BeforeValidator(_no_bare_number),
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC)),
]
InstantOut = Annotated[
    datetime,
    PlainSerializer(_utc, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-23T08:30:00Z"]}),
]
Id = Annotated[int, Field(ge=1, le=2**53, examples=[7])]
"""The id of a row; no greater than a JavaScript client can hold exactly."""

Note = Annotated[str, Field(min_length=1, max_length=500, examples=["The carton came open"])]
"""What somebody has to say about a change."""

Email = Annotated[
    str, Field(min_length=3, max_length=254, examples=["owner@example.com"]), AfterValidator(_known_email)
]
ExpiryDate = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


def name(longest: int, example: str) -> Any:
    """A line of text that is not empty."""
    return Field(min_length=1, max_length=longest, examples=[example])
