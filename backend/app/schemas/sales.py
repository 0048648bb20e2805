from datetime import date, datetime
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, TypeAdapter, model_validator

from app.models.enums import SaleSource
from app.schemas.base import Filter, Id, Input, InstantOut, MoneyIn, MoneyOut, Output, PositiveQuantityIn, QuantityOut
from app.schemas.catalogue import PackName

EARLIEST = date(2000, 1, 1)


_INSTANT: Final = TypeAdapter(datetime)
_DAY_LENGTH: Final = len("2026-11-23")


def _instant_at_midnight(value: Any) -> Any:
    """A text with a time of day is an instant, at midnight too; Pydantic alone would take that for a day."""
    is_instant = isinstance(value, str) and len(value) > _DAY_LENGTH
    return _INSTANT.validate_python(value) if is_instant else value


class SaleCreate(Input):
    """A sale at the counter. It takes stock, first expired first."""

    medicine_id: Id
    qty_sold: PositiveQuantityIn
    pack: PackName | None = Field(default=None, description="What `qty_sold` counts; absent: base units.")
    unit_price: MoneyIn | None = Field(default=None, description="Of one base unit; absent: the medicine's price.")
    sale_date: Annotated[date | datetime | None, BeforeValidator(_instant_at_midnight)] = Field(
        default=None, description="The day, or the instant, it happened; absent: now.", examples=["2026-11-23"]
    )
    notes: str | None = Field(default=None, max_length=500)
    customer_id: Id | None = Field(default=None, description="Whom it was sold to.")
    bill_no: Annotated[str, Field(min_length=1, max_length=40)] | None = Field(
        default=None, description="Of the bill it stands on; several sales share one.", examples=["2026-1042"]
    )


class LostSaleCreate(Input):
    """What somebody asked for and did not get. It takes no stock, and counts as demand of its day."""

    medicine_id: Id
    qty: PositiveQuantityIn = Field(description="What was not there; what was sold of it is a sale.")
    pack: PackName | None = Field(default=None, description="What `qty` counts; absent: base units.")
    asked_on: date | None = Field(default=None, description="Absent: today.", examples=["2026-11-23"])
    note: str | None = Field(default=None, max_length=300, examples=["Mrs Rao, will come back on Friday"])


class LostSaleFilter(Filter):
    medicine_id: Id | None = None


class LostSaleRead(Output):
    id: int
    medicine_id: int
    medicine_name: str
    qty: QuantityOut = Field(description="In base units.")
    asked_on: date
    note: str | None
    actor_name: str | None
    created_at: InstantOut


class AllocationRead(Output):
    """How much of a sale came from which batch."""

    batch_id: int
    batch_no: str | None
    expiry_date: date | None
    qty: QuantityOut


class SaleRead(Output):
    id: int
    medicine_id: int
    medicine_name: str
    qty_sold: QuantityOut
    unit_price: MoneyOut
    total_amount: MoneyOut
    sale_date: date = Field(description="The business day in the pharmacy's time zone.")
    sold_at: InstantOut
    notes: str | None
    source: SaleSource
    bill_no: str | None
    returned_qty: QuantityOut = Field(description="What has come back of it.")
    uncovered_qty: QuantityOut = Field(description="What an imported sale asked for and the shelf could not give.")
    created_at: InstantOut
    allocations: list[AllocationRead]


class Period(Filter):
    """From one day to another, both included. Absent: the last thirty days."""

    date_from: Annotated[date, Field(ge=EARLIEST)] | None = None
    date_to: Annotated[date, Field(ge=EARLIEST)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise ValueError("date_from is after date_to.")
        return self


class SaleFilter(Period):
    """Which sales are wanted; no day given: all of them."""

    medicine_id: Id | None = None
    source: SaleSource | None = None


class RevenueFilter(Period):
    medicine_id: Id | None = None


class TopMedicine(Output):
    """What is left of a medicine's sales once returns are taken off."""

    medicine_id: int
    name: str
    units_sold: QuantityOut
    revenue: MoneyOut


class SalesSummary(Output):
    """What a period sold, less what has come back of it since."""

    date_from: date
    date_to: date
    sales_count: int
    units_sold: QuantityOut
    revenue: MoneyOut
    average_sale: MoneyOut
    top_medicines: list[TopMedicine] = Field(description="The ten of most revenue.")


class DailyRevenue(Output):
    """What one day sold, less what has come back of it since; a day without a sale is there with zeros."""

    date: date
    revenue: MoneyOut
    units_sold: QuantityOut
    sales_count: int
