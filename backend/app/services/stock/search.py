"""Finding medicines by a part of their name, generic name or manufacturer, through the databases' trigram indexes.

How well a medicine fits is its place: 0 it is called so, 1 its name begins so, 2 a word of its name does, 3 its name
has it inside, 4 a word of its generic name or manufacturer begins so, 5 one of those has it inside.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    String,
    and_,
    bindparam,
    case,
    column,
    func,
    null,
    select,
    table,
    union_all,
)

from app.models import Medicine
from app.services import inventory

MOST: Final = 1_000
"""How many medicines of each kind of fit a search takes at most: nobody turns the pages further."""

_SHORTEST: Final = 3
"""What is shorter than a trigram is looked for at the beginning of names only."""

_LAST: Final = "\U0010ffff"

_PART: Final = bindparam("part", type_=String)
_PHARMACY: Final = bindparam("pharmacy_id", type_=BigInteger)
_TRIGRAMS: Final = table("search_medicines", column("rowid"), column("search_medicines"))


def is_short(part: str) -> bool:
    """Whether a part has too few characters for the index."""
    return len(inventory.name_key(part)) < _SHORTEST


def values(pharmacy_id: int, part: str) -> dict[str, object]:
    """What the conditions below are told when they run."""
    folded = inventory.name_key(part)
    quoted = folded.replace('"', '""')
    return {
        "pharmacy_id": pharmacy_id,
        "part": folded,
        "past_part": folded + _LAST,
        "word_part": f" {folded}",
        "anywhere": f'"{quoted}"',
        "word": f'" {quoted}"',
    }


def has_part(*, on_sqlite: bool, is_short: bool) -> ColumnElement[bool]:
    """The condition that a medicine has the part in its text."""
    if not on_sqlite:
        return Medicine.id.in_(select(_asked_of_postgresql(None).c.id))
    if is_short:
        return _begins()
    return Medicine.id.in_(select(_TRIGRAMS.c.rowid).where(_matches("anywhere")))


def best(*, on_sqlite: bool, is_short: bool) -> FromClause:
    """The medicines that fit best, as `id` and `place`."""
    if not on_sqlite:
        return _asked_of_postgresql(MOST)
    live = select(Medicine.id, _place().label("place")).where(Medicine.archived_at.is_(None))
    kinds = [live.where(_begins())]
    if not is_short:
        indexed = live.join_from(_TRIGRAMS, Medicine, Medicine.id == _TRIGRAMS.c.rowid)
        kinds += [indexed.where(_matches(kind)) for kind in ("word", "anywhere")]
    found = union_all(*(select(kind.limit(MOST).subquery()) for kind in kinds)).subquery()
    return select(found.c.id, func.min(found.c.place).label("place")).group_by(found.c.id).subquery("best")


def _asked_of_postgresql(most: int | None) -> FromClause:
    found = func.search_medicines(_PHARMACY, _PART, null() if most is None else most)
    return found.table_valued(column("id", BigInteger), column("place", Integer)).alias("best")


def _begins() -> ColumnElement[bool]:
    return and_(Medicine.name_key >= _PART, Medicine.name_key < bindparam("past_part", type_=String))


def _matches(phrase: str) -> ColumnElement[bool]:
    return _TRIGRAMS.c.search_medicines.op("MATCH", is_comparison=True)(bindparam(phrase, type_=String))


def _place() -> ColumnElement[int]:
    word = bindparam("word_part", type_=String)
    return case(
        (Medicine.name_key == _PART, 0),
        (_begins(), 1),
        (func.instr(Medicine.name_key, word) > 0, 2),
        (func.instr(Medicine.name_key, _PART) > 0, 3),
        (func.instr(Medicine.search_text, word) > 0, 4),
        else_=5,
    )
