"""Packs and base units: a box of strips of tablets, counted exactly. Pure: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.utils.quantities import plain

_WITHOUT_PLURAL: Final = frozenset({"ml", "l", "mg", "g", "kg", "mcg", "iu"})
_HISSING: Final = ("s", "x", "z", "ch", "sh")


@dataclass(frozen=True)
class Pack:
    """A level of the ladder: `units` is how many base units one holds."""

    name: str
    units: Decimal


def to_base_units(qty: Decimal, pack: Pack) -> Decimal:
    """How many base units so many packs hold, exactly."""
    return plain(qty * pack.units)


def split(qty: Decimal, packs: Sequence[Pack]) -> tuple[list[tuple[int, Pack]], Decimal]:
    """Break a quantity down, largest pack first.

    Args:
        qty: base units, ≥ 0.
        packs: in any order.

    Returns:
        How many whole packs of each level there are (levels of which there is none are left out), and the base units
        that fill no pack. Together they are `qty` again, to the last decimal place.
    """
    assert qty >= 0, qty
    whole: list[tuple[int, Pack]] = []
    for pack in sorted(packs, key=lambda pack: pack.units, reverse=True):
        count = int(qty // pack.units)
        if count:
            whole.append((count, pack))
            qty -= count * pack.units
    return whole, qty


def in_words(qty: Decimal, packs: Sequence[Pack], base_unit: str) -> str:
    """A quantity as a pharmacist says it: “2 boxes 3 strips 7 tablets”; nothing is “0 tablets”."""
    whole, loose = split(qty, packs)
    parts = [f"{count} {_counted(pack.name, Decimal(count))}" for count, pack in whole]
    if loose or not parts:
        parts.append(f"{plain(loose)} {_counted(base_unit, loose)}")
    return " ".join(parts)


def _counted(name: str, count: Decimal) -> str:
    if count == 1 or name.casefold() in _WITHOUT_PLURAL:
        return name
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(_HISSING) else "s")
