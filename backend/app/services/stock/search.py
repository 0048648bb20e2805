"""Finding medicines by a part of their name, generic name or manufacturer, through the databases' trigram indexes.

How well a medicine fits is its place: 0 it is called so, 1 its name begins so, 2 a word of its name does, 3 its name
has it inside, 4 a word of its generic name or manufacturer begins so, 5 one of those has it inside.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    column,
    func,
    null,
    select,
    table,
    union,
)

from app.models import Medicine
from app.services import inventory

MOST: Final = 200
"""How many medicines of each kind of fit a search takes at most: nobody turns the pages further."""

_SHORTEST: Final = 3
"""What is shorter than a trigram, or has no letter or digit, is looked for at the beginning of names only."""

_LAST: Final = "\U0010ffff"

_PART: Final = bindparam("part", type_=String)
_PHARMACY: Final = bindparam("pharmacy_id", type_=BigInteger)

# On SQLite: the index reads what it does not hold from the medicines themselves, so nothing has to be joined. Joined to
# them it would be asked once for each medicine, because the planner takes a pharmacy's medicines for few.
_INDEX: Final = table(
    "search_medicines",
    *(column(name) for name in ("rowid", "search_medicines", "pharmacy_id", "name_key", "search_text", "archived_at")),
)


def is_short(part: str) -> bool:
    """Whether a part has too little in it for the index."""
    folded = inventory.name_key(part)
    return len(folded) < _SHORTEST or not any(character.isalnum() for character in folded)


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
        return _begins(Medicine.name_key.expression)
    return Medicine.id.in_(select(_INDEX.c.rowid).where(_matches("anywhere")))


def best(*, on_sqlite: bool, is_short: bool) -> FromClause:
    """The medicines of the pharmacy that fit best, as `id`, `name_key` and `place`."""
    if not on_sqlite:
        return _asked_of_postgresql(MOST)
    named = _placed(Medicine.id.expression, Medicine.name_key.expression, Medicine.search_text.expression)
    kinds = [named.where(Medicine.archived_at.is_(None), _begins(Medicine.name_key.expression))]
    if not is_short:
        indexed = _placed(_INDEX.c.rowid.label("id"), _INDEX.c.name_key, _INDEX.c.search_text).where(
            _INDEX.c.pharmacy_id == _PHARMACY, _INDEX.c.archived_at.is_(None)
        )
        kinds += [indexed.where(_matches(kind)) for kind in ("word", "anywhere")]
    # The same medicine in two kinds is the same row.
    return union(*(select(kind.limit(MOST).subquery()) for kind in kinds)).subquery("best")


def _asked_of_postgresql(most: int | None) -> FromClause:
    found = func.search_medicines(_PHARMACY, _PART, null() if most is None else most)
    return found.table_valued(column("id", BigInteger), column("name_key", String), column("place", Integer)).alias(
        "best"
    )


def _placed(
    medicine_id: ColumnElement[int], name_key: ColumnElement[str], search_text: ColumnElement[str]
) -> Select[*tuple[Any, ...]]:
    word = bindparam("word_part", type_=String)
    place = case(
        (name_key == _PART, 0),
        (_begins(name_key), 1),
        (func.instr(name_key, word) > 0, 2),
        (func.instr(name_key, _PART) > 0, 3),
        (func.instr(search_text, word) > 0, 4),
        else_=5,
    )
    return select(medicine_id, name_key, place.label("place"))


def _begins(name_key: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(name_key >= _PART, name_key < bindparam("past_part", type_=String))


def _matches(phrase: str) -> ColumnElement[bool]:
    return _INDEX.c.search_medicines.op("MATCH", is_comparison=True)(bindparam(phrase, type_=String))
