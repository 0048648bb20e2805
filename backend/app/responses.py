"""The three shapes every endpoint answers with, as the requested document draws them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final, Generic, Literal, TypeVar, get_args

import orjson
from pydantic import BaseModel, Field, PlainSerializer
from pydantic.fields import FieldInfo

from app.exceptions import PharmaRecException
from app.utils.costs import cost_text, stored_cost_text
from app.utils.paging import Page
from app.utils.quantities import json_number, money_text, stored_money_text, stored_number

T = TypeVar("T")
R = TypeVar("R")


class Success(BaseModel, Generic[T]):
    """One thing, and a sentence about it."""

    success: Literal[True]
    data: T
    message: str


class PageMeta(BaseModel):
    """Where a page stands in its list."""

    current_page: int
    page_size: int
    total_items: int
    total_pages: int
    has_next: bool
    has_prev: bool


class Paginated(BaseModel, Generic[T]):
    """One page of a list."""

    success: Literal[True]
    data: list[T]
    meta: PageMeta


class ErrorBody(BaseModel):
    """A refusal: `error` is a stable code, `message` a sentence, `details` data for programs."""

    success: Literal[False] = Field(examples=[False])
    error: str = Field(examples=["NOT_FOUND"])
    message: str = Field(examples=["There is no medicine 7 in this pharmacy."])
    status_code: int = Field(examples=[404])
    request_id: str = Field(examples=["0199a3f2c0de7c41b6a2d1f0e4b5c6a7"])
    details: dict[str, Any] = Field(examples=[{}])


def success(data: object, message: str = "Operation successful") -> dict[str, object]:
    """What a route returns for one thing."""
    return {"success": True, "data": data, "message": message}


def paginated(page: Page[R], shape: Callable[[R], object] | None = None) -> dict[str, object]:
    """What a route returns for a page of things; `shape` turns a row into what its schema reads."""
    rows: Iterable[object] = page.rows if shape is None else map(shape, page.rows)
    return {"success": True, "data": list(rows), "meta": _meta(page)}


def _meta(page: Page[Any]) -> PageMeta:
    pages = -(-page.total // page.request.page_size)
    return PageMeta(
        current_page=page.request.page,
        page_size=page.request.page_size,
        total_items=page.total,
        total_pages=pages,
        has_next=page.request.page < pages,
        has_prev=page.request.page > 1,
    )


class PageWriter:
    """Writes pages of stored rows as the JSON that their schema says, without making a model of each row first.

    For the lists that have to be fast. The schema stays the one truth: its fields, and how each is written, are read
    from it.
    """

    def __init__(self, schema: type[BaseModel]) -> None:
        writers = {name: _writer(field) for name, field in schema.model_fields.items()}
        self._fields = frozenset(writers)
        self._rewritten = [(name, write) for name, write in writers.items() if write is not None]

    def write(self, page: Page[Any]) -> bytes:
        """The page as JSON. Each row has a column for each field of the schema; others are left out."""
        names = page.rows[0]._fields if page.rows else ()
        spare = [name for name in names if name not in self._fields]
        data = [dict(zip(names, row, strict=True)) for row in page.rows]
        for one in data:
            for name in spare:
                del one[name]
            for name, write in self._rewritten:
                value = one[name]
                if value is not None:
                    one[name] = write(value)
        body = {"success": True, "data": data, "meta": _meta(page).model_dump()}
        return orjson.dumps(body, option=orjson.OPT_UTC_Z)


_OF_STORED: Final[dict[Callable[..., Any], Callable[[Any], object]]] = {
    json_number: stored_number,
    money_text: stored_money_text,
    cost_text: stored_cost_text,
}


def _writer(field: FieldInfo) -> Callable[[Any], object] | None:
    """What writes a stored value as the schema writes the field; None where orjson knows how, as with instants."""
    alternatives = [field.annotation, *get_args(field.annotation)]
    if datetime in alternatives:
        return None
    hints = [*field.metadata, *(hint for one in alternatives for hint in getattr(one, "__metadata__", ()))]
    for hint in hints:
        if isinstance(hint, PlainSerializer):
            return _OF_STORED[hint.func]
    return None


def errors(*kinds: type[PharmaRecException]) -> dict[int | str, dict[str, Any]]:
    """Declare, for OpenAPI, the refusals an endpoint can answer with."""
    declared: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        codes = declared.setdefault(kind.status, {"model": ErrorBody, "description": ""})
        codes["description"] = " or ".join(filter(None, [codes["description"], kind.code]))
        if kind.status in _HEADERS:
            codes["headers"] = _HEADERS[kind.status]
    return declared


_HEADERS: Final[dict[int, dict[str, Any]]] = {
    401: {"WWW-Authenticate": {"required": True, "schema": {"type": "string", "const": "Bearer"}}},
    429: {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}, "description": "Seconds."}},
}
"""What a refusal of a status carries besides its body."""
