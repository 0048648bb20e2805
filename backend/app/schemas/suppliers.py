from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from app.schemas.base import ExpiryDate, Input, Output


def _each_once(days: list[int]) -> list[int]:
    return sorted(set(days))


Weekdays = Annotated[
    list[Annotated[int, Field(ge=1, le=7)]],
    Field(max_length=7, description="1 is Monday and 7 Sunday; none: any day.", examples=[[1, 4]]),
    AfterValidator(_each_once),
]


class SupplierCalendarSet(Input):
    """On which days a supplier takes orders and delivers. What is left out is not limited."""

    order_weekdays: Weekdays = Field(default_factory=list)
    delivery_weekdays: Weekdays = Field(default_factory=list)
    holidays: Annotated[list[ExpiryDate], Field(max_length=100)] = Field(default_factory=list)
    cut_off: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["14:00"])] | None = Field(
        default=None, description="What is ordered later, by the pharmacy's clock, goes out a day later."
    )

    @property
    def calendar(self) -> dict[str, object]:
        """As it is stored: dates are text, each once."""
        return self.model_dump() | {"holidays": sorted({day.isoformat() for day in self.holidays})}


class SupplierRead(Output):
    """A supplier, when it delivers, and how long it took."""

    id: int
    name: str
    order_weekdays: list[int]
    delivery_weekdays: list[int]
    holidays: list[date]
    cut_off: str | None
    took_days: list[int] = Field(description="Days from order to shelf of its last deliveries, the oldest first.")
    counts_deliveries: bool = Field(description="Whether these are enough to order by; else the medicine's own terms.")
    measured_on: date | None = Field(description="Null: not yet.")
