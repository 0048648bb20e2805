"""Whether two names mean one medicine. Pure: no database, no clock.

What is taken apart before names are compared is what must never be mistaken: strength, form, and words such as “forte”
that make another product of the same brand.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

LEAST_LIKENESS: Final = 86.0
"""Of the names' remainders, 0 to 100: one letter in seven may differ."""

_MEASURE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(mcg|µg|ug|mg|gm|g|ml|l|iu|%)?(?![a-z0-9])")
_MICRO, _THOUSAND = Decimal("0.001"), Decimal(1000)
_IN_MG: Final = {"mcg": _MICRO, "µg": _MICRO, "ug": _MICRO, "g": _THOUSAND, "gm": _THOUSAND}
_PACK: Final = re.compile(r"\b1\s*x\s*\d+|\bx\s*\d+|\d+\s*'s\b|\d+s\b")
_PACK_OF_FORM: Final = re.compile(r"\d+\s*(?:tab(?:let)?s?|cap(?:sule)?s?|strips?)\b")
_FORMS: Final = {
    word: form
    for form, words in {
        "tablet": "tablet tablets tab tabs",
        "capsule": "capsule capsules cap caps",
        "syrup": "syrup syrups syp syr suspension susp",
        "injection": "injection injections inj vial ampoule",
        "cream": "cream crm",
        "ointment": "ointment oint",
        "gel": "gel",
        "drops": "drops drop",
        "inhaler": "inhaler inh rotacaps respules",
        "powder": "powder sachet sachets granules",
        "lotion": "lotion",
        "spray": "spray",
    }.items()
    for word in words.split()
}
_VARIANTS: Final = frozenset(
    {"plus", "forte", "ds", "sr", "xr", "er", "cr", "md", "od", "lb", "ls", "dt", "kid", "junior", "advance", "active"}
    | set("pdhmf")
)


@dataclass(frozen=True)
class Entry:
    """A medicine as the finder sees it."""

    id: int
    name: str
    generic_name: str | None
    strength: str | None
    form: str | None
    manufacturer: str | None
    is_lasa: bool


@dataclass(frozen=True)
class Pair:
    """Two medicines that may be one, the older first; `score` is 0 to 100."""

    first_id: int
    second_id: int
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True)
class _Parts:
    entry: Entry
    brand: str
    strengths: frozenset[tuple[Decimal, str]]
    form: str | None
    variants: frozenset[str]
    generic: str | None


def likely_pairs(entries: Iterable[Entry]) -> list[Pair]:
    """The pairs that may be one medicine, the likeliest first. Only names that begin with one letter are compared."""
    together: defaultdict[tuple[object, ...], list[_Parts]] = defaultdict(list)
    for entry in entries:
        parts = _take_apart(entry)
        sizes = frozenset(size for size, _unit in parts.strengths)
        together[parts.brand[:1], sizes, parts.variants].append(parts)
    pairs = [pair for group in together.values() for pair in _pairs_within(group)]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.first_id, pair.second_id))


def _pairs_within(group: list[_Parts]) -> Iterator[Pair]:
    """The pairs of a group. Each two brands are compared once, however many medicines have them."""
    of_brand: defaultdict[str, list[_Parts]] = defaultdict(list)
    for parts in group:
        of_brand[parts.brand].append(parts)
    brands = list(of_brand)
    likeness = process.cdist(brands, brands, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, dtype=np.float32)
    for one, two in np.argwhere(np.triu(likeness)):
        alike = (
            combinations(of_brand[brands[one]], 2)
            if one == two
            else product(of_brand[brands[one]], of_brand[brands[two]])
        )
        for first, second in alike:
            if _may_be_one(first, second):
                yield _pair(first, second, score=float(likeness[one, two]))


def _may_be_one(one: _Parts, two: _Parts) -> bool:
    """Whether nothing but the brand could tell two medicines apart."""
    if one.form and two.form and one.form != two.form:
        return False
    if one.generic and two.generic and one.generic != two.generic:
        return False
    # A name known to be mistaken for others must be the very same.
    is_trap = one.brand != two.brand and (one.entry.is_lasa or two.entry.is_lasa)
    return not is_trap and _same_units(one, two)


def _pair(one: _Parts, two: _Parts, *, score: float) -> Pair:
    first, second = sorted((one, two), key=lambda parts: parts.entry.id)
    return Pair(first.entry.id, second.entry.id, round(score, 1), tuple(_why(first, second)))


def _same_units(one: _Parts, two: _Parts) -> bool:
    """Whether strengths of equal numbers mean the same: “500” and “500 mg” may, “5 mg” and “5 ml” may not."""
    units = dict(one.strengths)
    return all(not unit or not units[size] or unit == units[size] for size, unit in two.strengths)


def _why(first: _Parts, second: _Parts) -> list[str]:
    why = ["same name" if first.brand == second.brand else "names differ by a letter or two"]
    if first.strengths:
        size, unit = min(first.strengths | second.strengths, key=lambda one: (one[0], not one[1]))
        why.append(f"same strength {size.normalize():f} {unit}".rstrip())
    if first.form and first.form == second.form:
        why.append(f"both {first.form}")
    if first.generic and first.generic == second.generic:
        why.append(f"both {first.entry.generic_name}")
    maker = first.entry.manufacturer
    if maker and second.entry.manufacturer and maker.casefold() == second.entry.manufacturer.casefold():
        why.append(f"both of {maker}")
    return why


def _take_apart(entry: Entry) -> _Parts:
    said = _PACK.sub(" ", entry.name.casefold())
    if any(unit for _number, unit in _MEASURE.findall(said)):  # else 500 may be one in “500 tablets”
        said = _PACK_OF_FORM.sub(" ", said)
    strengths = _strengths(said) or _strengths((entry.strength or "").casefold())
    words = re.findall(r"[^\W\d_]+", _MEASURE.sub(" ", said))
    forms = [_FORMS[word] for word in [*words, *(entry.form or "").casefold().split()] if word in _FORMS]
    variants = frozenset(word for word in words[1:] if word in _VARIANTS)
    brand = " ".join(sorted(word for word in words if word not in _FORMS and word not in variants))
    return _Parts(
        entry=entry,
        brand=brand or said.strip(),
        strengths=strengths,
        form=forms[0] if forms else None,
        variants=variants,
        generic=entry.generic_name.casefold().strip() if entry.generic_name else None,
    )


def _strengths(said: str) -> frozenset[tuple[Decimal, str]]:
    found = set()
    for number, unit in _MEASURE.findall(said):
        factor = _IN_MG.get(unit)
        found.add((Decimal(number) * factor, "mg") if factor else (Decimal(number), unit))
    return frozenset(found)
