"""The column roles that a person chose in the preview."""

from collections.abc import Mapping
from typing import TypeVar, get_args

from app.services.sales_reader.contracts import Layout, Role
from app.services.sales_reader.errors import BadMapping

_Known = TypeVar("_Known", bound=str)
_ROLES: tuple[Role, ...] = get_args(Role)
_LAYOUTS: tuple[Layout, ...] = get_args(Layout)


def read_mapping(mapping: Mapping[str, object] | None, *, width: int) -> tuple[dict[int, Role], Layout | None]:
    """Check the caller's choice against a table of `width` columns.

    Raises:
        BadMapping: an unknown role or layout, or a column that the file does not have.
    """
    if mapping is None:
        return {}, None
    columns = mapping.get("columns", {})
    if not isinstance(columns, Mapping):
        raise _refusal("“columns” must be an object of column numbers and roles")
    chosen = {_index(index, width=width): _one_of(role, _ROLES, what="role") for index, role in columns.items()}
    for role in ("date", "medicine"):
        if list(chosen.values()).count(role) > 1:
            raise _refusal(f"only one column can be the {role}")
    layout = mapping.get("layout")
    return chosen, None if layout is None else _one_of(layout, _LAYOUTS, what="layout")


def _index(text: object, *, width: int) -> int:
    index = int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 6 else text
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < width:
        raise _refusal(f"the file has no column “{str(text)[:40]}”; columns run from 0 to {width - 1}")
    return index


def _one_of(value: object, known: tuple[_Known, ...], *, what: str) -> _Known:
    for candidate in known:
        if candidate == value:
            return candidate
    raise _refusal(f"“{str(value)[:40]}” is no {what}; choose one of {', '.join(known)}")


def _refusal(reason: str) -> BadMapping:
    return BadMapping(f"The chosen columns do not fit this file: {reason}.")
