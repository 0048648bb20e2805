from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.models.enums import (
    Abc,
    AdjustmentReason,
    BatchState,
    Fsn,
    MovementReason,
    Schedule,
    StockStatus,
    Storage,
    Ven,
    Xyz,
)
from app.schemas.base import (
    CostOut,
    ExpiryDate,
    Filter,
    Input,
    InstantOut,
    MoneyIn,
    MoneyOut,
    Output,
    PageQuery,
    PositiveQuantityIn,
    QuantityIn,
    QuantityOut,
    name,
)
from app.schemas.catalogue import PackName, PackRead

Text60 = Annotated[str, Field(min_length=1, max_length=60)]
Text100 = Annotated[str, Field(min_length=1, max_length=100)]
Text200 = Annotated[str, Field(min_length=1, max_length=200)]
BaseUnit = Annotated[str, Field(min_length=1, max_length=20, examples=["tablet"])]
LeadTime = Annotated[int, Field(ge=0, le=365, description="Days from order to shelf.")]
ReviewPeriod = Annotated[int, Field(ge=1, le=365, description="Days between two orders.")]
ServiceLevelSource = Annotated[
    Literal["owner", "ven", "abc", "default"],
    Field(description="Who says so: a person, the VEN class, the ABC class, or neither, for there is none."),
]
ServiceLevel = Annotated[float, Field(ge=0.5, le=0.999, description="Chance of not running out, e.g. 0.95.")]


class _MedicineTerms(Input):
    """What may be told of a medicine when it is added and changed later."""

    generic_name: Text200 | None = Field(default=None, examples=["Paracetamol"])
    category: Text100 | None = Field(default=None, examples=["Analgesics"])
    strength: Text60 | None = Field(default=None, examples=["500 mg"])
    form: Text60 | None = Field(default=None, examples=["tablet"])
    route: Text60 | None = Field(default=None, examples=["oral"])
    manufacturer: Text200 | None = Field(default=None, examples=["Example Laboratories"])
    supplier_name: Text200 | None = Field(default=None, examples=["City Distributors"])
    batch_no: Text60 | None = Field(default=None, examples=["B2417"])
    expiry_date: ExpiryDate | None = Field(default=None, description="Saleable up to and including this day.")
    unit_cost: MoneyIn | None = None
    mrp: MoneyIn | None = Field(default=None, description="The highest price of one base unit, taxes included.")
    hsn: Annotated[str, Field(min_length=1, max_length=8, examples=["30049099"])] | None = None
    schedule: Schedule | None = Field(default=None, description="How the law treats it; null: nobody has said.")
    storage: Storage | None = None
    ven: Ven | None = Field(default=None, description="Vital, essential or neither.")


class MedicineCreate(_MedicineTerms):
    """A medicine, and its opening batch where `stock_qty` is told."""

    name: str = name(200, "Paracetamol 500 mg tablets")
    stock_qty: QuantityIn | None = Field(default=None, description="Absent: nobody has counted yet.")
    price: MoneyIn = Field(default=0, validate_default=True)
    reorder_level: QuantityIn = Field(default=0, validate_default=True)
    is_divisible: bool = Field(default=False, description="Whether parts of a unit are sold (a syrup, half a pack).")
    pack_size: PositiveQuantityIn = Field(default=1, validate_default=True)
    moq: QuantityIn = Field(default=0, validate_default=True, description="The least the supplier delivers.")
    lead_time_days: LeadTime = 3
    review_days: ReviewPeriod = 7
    service_level: ServiceLevel | None = Field(default=None, description="Absent: the classes decide.")
    on_order_qty: QuantityIn = Field(default=0, validate_default=True)
    base_unit: BaseUnit = "unit"
    is_lasa: bool = Field(default=False, description="It looks or sounds like another medicine.")
    is_locked_storage: bool = Field(default=False, description="It is kept under lock.")


class MedicineUpdate(_MedicineTerms):
    """What changes; what is left out stays.

    `stock_qty` is a count: the ledger receives the difference. `batch_no` and `expiry_date` describe the batch that a
    surplus belongs to; without a surplus they correct the batch that expires first.
    """

    name: str | None = Field(default=None, min_length=1, max_length=200)
    stock_qty: QuantityIn | None = None
    price: MoneyIn | None = None
    reorder_level: QuantityIn | None = None
    is_divisible: bool | None = None
    pack_size: PositiveQuantityIn | None = None
    moq: QuantityIn | None = None
    lead_time_days: LeadTime | None = None
    review_days: ReviewPeriod | None = None
    service_level: ServiceLevel | None = Field(default=None, description="Null: the classes decide.")
    on_order_qty: QuantityIn | None = None
    base_unit: BaseUnit | None = None
    is_lasa: bool | None = None
    is_locked_storage: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Nothing to change: name at least one field.")
        return self


class MedicineRead(Output):
    """A medicine with what is on its shelf today."""

    id: int
    name: str
    generic_name: str | None
    category: str | None
    strength: str | None
    form: str | None
    manufacturer: str | None
    supplier_name: str | None
    batch_no: str | None = Field(description="Of the batch that is sold first.")
    expiry_date: date | None = Field(description="Of the batch that is sold first.")
    stock_qty: QuantityOut = Field(description="Usable units on hand: in order and not expired.")
    expired_qty: QuantityOut
    reorder_level: QuantityOut
    price: MoneyOut
    unit_cost: CostOut
    is_divisible: bool
    pack_size: QuantityOut
    moq: QuantityOut
    lead_time_days: int
    review_days: int
    service_level: float
    service_level_from: ServiceLevelSource
    on_order_qty: QuantityOut
    generic_id: int | None
    base_unit: str = Field(description="What quantities count.")
    mrp: MoneyOut | None
    schedule: Schedule | None
    storage: Storage | None
    is_lasa: bool
    is_locked_storage: bool
    ven: Ven | None
    abc: Abc | None
    created_at: InstantOut
    updated_at: InstantOut


class MedicineDetail(MedicineRead):
    """A medicine with all that is known of it."""

    route: str | None
    hsn: str | None
    xyz: Xyz | None
    fsn: Fsn | None
    classified_on: date | None
    class_window_days: int | None
    packs: list[PackRead] = Field(description="What it comes in, smallest first.")
    stock_words: str = Field(description="`stock_qty` in packs.", examples=["2 boxes 3 strips 7 tablets"])


class MedicineFilter(Filter):
    """Which medicines are wanted."""

    q: str | None = Field(default=None, max_length=200, description="Part of the name, generic or manufacturer.")
    category: str | None = Field(default=None, max_length=100)
    supplier_name: str | None = Field(default=None, max_length=200)
    status: StockStatus | None = None


class MedicineList(MedicineFilter, PageQuery):
    """Which medicines are wanted, and which page of them."""


class MedicineSearch(PageQuery):
    """What is searched for."""

    q: str = Field(min_length=1, max_length=200, description="Part of the name, generic or manufacturer.")


class Deleted(Output):
    id: int


class BatchReceive(Input):
    """A delivery of one batch. Batches of the same supplier's invoice share its receipt."""

    qty: PositiveQuantityIn
    pack: PackName | None = Field(default=None, description="What `qty` counts; absent: base units.")
    batch_no: Text60 | None = Field(default=None, examples=["B2417"])
    expiry_date: ExpiryDate | None = None
    unit_cost: MoneyIn | None = None
    mrp: MoneyIn | None = None
    supplier_name: Annotated[str, name(200, "Sri Distributors")] | None = None
    invoice_no: Text60 | None = Field(default=None, examples=["INV-1042"])
    invoice_date: ExpiryDate | None = None


class BatchRead(Output):
    id: int
    batch_no: str | None
    expiry_date: date | None
    on_hand_qty: QuantityOut
    state: BatchState
    is_expired: bool
    unit_cost: CostOut
    received_on: date
    days_left: int | None = Field(description="Until the expiry date; negative once it is past.")


class MovementRead(Output):
    id: int
    batch_id: int
    batch_no: str | None
    qty_change: QuantityOut
    balance_after: QuantityOut = Field(description="Of the batch.")
    reason: MovementReason
    reason_code: AdjustmentReason | None = Field(description="Of an adjustment.")
    note: str | None
    occurred_at: InstantOut
    recorded_at: InstantOut
    sale_id: int | None
    reverses_id: int | None = Field(description="The line that this one takes back.")
    reversed_by_id: int | None = Field(description="The line that takes this one back.")
    actor_name: str | None = Field(description="Who moved it; null: an import, or the system.")
