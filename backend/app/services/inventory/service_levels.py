"""How sure one wants to be not to run out of a medicine: as somebody chose, else by need first and value second."""

from dataclasses import dataclass
from itertools import product
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Double, and_, case, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from app.models import Medicine
from app.models.enums import Abc, Ven

Source = Literal["owner", "ven", "abc", "default"]
"""Who says so: a person, the need for the medicine, its value, or neither, for nobody knows its classes."""

DEFAULT: Final = 0.95
BY_NEED: Final = {Ven.VITAL: 0.98, Ven.ESSENTIAL: 0.95, Ven.NON_ESSENTIAL: 0.92}
BY_NEED_AND_VALUE: Final = {
    (Ven.ESSENTIAL, Abc.C): 0.93,
    (Ven.NON_ESSENTIAL, Abc.A): 0.93,
    (Ven.NON_ESSENTIAL, Abc.C): 0.90,
}
"""Where the value changes what the need asks for. Nobody runs out of what is vital, whatever it is worth.

Source: VEN first, ABC second, as hospital pharmacies control stock (PMC3021698: category I is AV to AN, BV and CV;
III is CN). The figures are ours.
"""


@dataclass(frozen=True)
class ServiceLevel:
    """A chance of not running out, and where it comes from."""

    share: float
    source: Source


def service_level(chosen: float | None, ven: Ven | None, abc: Abc | None) -> ServiceLevel:
    """The level of a medicine. One that nobody has classed by need counts as essential."""
    if chosen is not None:
        return ServiceLevel(chosen, "owner")
    if ven is None:
        return ServiceLevel(DEFAULT, "default") if abc is None else ServiceLevel(_by_class(Ven.ESSENTIAL, abc), "abc")
    return ServiceLevel(_by_class(ven, abc), "ven")


def _by_class(ven: Ven, abc: Abc | None) -> float:
    return BY_NEED[ven] if abc is None else BY_NEED_AND_VALUE.get((ven, abc), BY_NEED[ven])


def share_of_row() -> ColumnElement[float]:
    """As `service_level` says, of the medicine of a row."""
    chosen: ColumnElement[float] = type_coerce(Medicine.service_level, Double())
    of_classes = [
        (and_(_is(Medicine.ven, ven), _is(Medicine.abc, abc)), service_level(None, ven, abc).share)
        for ven, abc in product((*Ven, None), (*Abc, None))
    ]
    return case((chosen > 0, chosen), *of_classes, else_=DEFAULT)


def source_of_row() -> ColumnElement[str]:
    """As `service_level` says, of the medicine of a row."""
    return case(
        (type_coerce(Medicine.service_level, Double()) > 0, "owner"),
        (Medicine.ven.is_not(None), "ven"),
        (Medicine.abc.is_not(None), "abc"),
        else_="default",
    )


def _is(column: InstrumentedAttribute[Any], word: str | None) -> ColumnElement[bool]:
    return column.is_(None) if word is None else column == word
