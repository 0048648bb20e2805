"""Master data as it travels: generics, packs, barcodes, suppliers' terms, classes, duplicates and merges."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Final, Literal, Self

from pydantic import Field, WithJsonSchema, model_validator

from app.models.enums import Abc, Ven
from app.schemas.base import (
    CostOut,
    Id,
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

PackName = Annotated[str, Field(min_length=1, max_length=20, examples=["strip"])]
PRINTABLE: Final = r"^[ -~]+$"
Code = Annotated[str, Field(min_length=4, max_length=80, pattern=PRINTABLE, examples=["8901234567894"])]
PercentIn = Annotated[
    Decimal,
    Field(ge=0, le=100, decimal_places=4, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100, "examples": [12.5]}),
]


class GenericFilter(PageQuery):
    """Which generics are wanted."""

    q: str | None = Field(default=None, max_length=200, description="Part of the molecule's name.")


class GenericRead(Output):
    """A generic, and what its brands hold together."""

    id: int
    molecule: str
    strength: str | None
    form: str | None
    route: str | None
    brand_count: int
    stock_qty: QuantityOut = Field(description="What may be sold of all its brands.")


class BrandRead(Output):
    """One brand of a generic."""

    id: int
    name: str
    manufacturer: str | None
    price: MoneyOut
    mrp: MoneyOut | None
    base_unit: str
    stock_qty: QuantityOut


class GenericDetail(GenericRead):
    brands: list[BrandRead] = Field(description="The brand with most stock first.")


class PackIn(Input):
    """A pack: `units` is how many base units it holds."""

    name: PackName
    units: Annotated[PositiveQuantityIn, Field(gt=1)]


class PacksSet(Input):
    """What a medicine comes in, smallest first; each holds a whole multiple of the one before."""

    base_unit: PackName = Field(examples=["tablet"])
    packs: list[PackIn] = Field(max_length=6, examples=[[{"name": "strip", "units": 10}]])

    @model_validator(mode="after")
    def _is_a_ladder(self) -> Self:
        names = [self.base_unit.casefold(), *(pack.name.casefold() for pack in self.packs)]
        if len(set(names)) < len(names):
            raise ValueError("Two packs have one name.")
        for smaller, larger in pairwise(self.packs):
            if larger.units <= smaller.units or larger.units % smaller.units:
                raise ValueError(f"One {larger.name} holds no whole number of the {smaller.name} below it.")
        return self


class PackRead(Output):
    name: str
    units: QuantityOut


class BarcodeLink(Input):
    """A code, and the pack it is printed on."""

    code: Code
    pack: PackName | None = Field(default=None, description="Absent: one base unit.")


class BarcodeRead(Output):
    id: int
    code: str = Field(description="A GTIN has fourteen digits here, whatever was scanned.")
    units: QuantityOut
    pack: str | None
    learned_at: InstantOut


class ScannedRead(Output):
    code: str
    medicine_id: int
    medicine_name: str
    units: QuantityOut = Field(description="Base units that one scan stands for.")
    pack: str | None
    known_from: Literal["here", "branch"]


class Removed(Output):
    id: int


class SupplierItemSet(Input):
    """The terms of one supplier. What is left out was not agreed on."""

    supplier_name: str = name(200, "City Distributors")
    supplier_code: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    pack_size: PositiveQuantityIn | None = None
    moq: QuantityIn | None = None
    multiple: PositiveQuantityIn | None = None
    scheme_buy_qty: PositiveQuantityIn | None = Field(default=None, description="10 of a scheme of 10+1.")
    scheme_free_qty: PositiveQuantityIn | None = Field(default=None, description="1 of a scheme of 10+1.")
    price: MoneyIn | None = None
    discount_percent: PercentIn | None = None
    usual_remaining_life_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    returns_until_days: Annotated[int, Field(ge=-730, le=730)] | None = Field(
        default=None, description="Days before the expiry date; negative: after it."
    )
    return_terms: Annotated[str, Field(min_length=1, max_length=300)] | None = None

    @model_validator(mode="after")
    def _has_a_whole_scheme(self) -> Self:
        if (self.scheme_buy_qty is None) != (self.scheme_free_qty is None):
            raise ValueError("A scheme says both: how much is bought, and how much of it is free.")
        return self


class SupplierItemRead(Output):
    id: int
    supplier_id: int
    supplier_name: str
    supplier_code: str | None
    pack_size: QuantityOut | None
    moq: QuantityOut | None
    multiple: QuantityOut | None
    scheme_buy_qty: QuantityOut | None
    scheme_free_qty: QuantityOut | None
    price: CostOut
    discount_percent: QuantityOut | None
    usual_remaining_life_days: int | None
    returns_until_days: int | None
    return_terms: str | None
    updated_at: InstantOut


class ClassCell(Output):
    """The medicines of one ABC class and one VEN class."""

    abc: Abc
    ven: Ven | None = Field(description="None: nobody has decided.")
    category: Literal["I", "II", "III"] | None
    medicine_count: int
    consumption_value: CostOut


class ClassMatrix(Output):
    """Classes as last computed, and over which days."""

    classified_on: date | None = Field(description="None: never yet.")
    window_days: int | None
    cells: list[ClassCell]
    unclassified_count: int


class DuplicatePart(Output):
    id: int
    name: str
    stock_qty: QuantityOut


class DuplicatePair(Output):
    """Two medicines that may be one. Merge the second into the first."""

    first: DuplicatePart
    second: DuplicatePart
    score: float = Field(description="0 to 100.")
    why: list[str]


class MergeCreate(Input):
    survivor_id: Id
    merged_id: Id


class MergeRead(Output):
    id: int
    survivor_id: int
    survivor_name: str
    merged_id: int
    merged_name: str
    moved_count: int = Field(description="Batches, sales, barcodes and terms that went to the survivor.")
    merged_at: InstantOut
    undone_at: InstantOut | None
    can_be_undone: bool
