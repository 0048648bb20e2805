"""The three shapes every endpoint answers with, as the requested document draws them."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from app.exceptions import PharmaRecException
from app.utils.paging import Page

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
    pages = -(-page.total // page.request.page_size)
    meta = PageMeta(
        current_page=page.request.page,
        page_size=page.request.page_size,
        total_items=page.total,
        total_pages=pages,
        has_next=page.request.page < pages,
        has_prev=page.request.page > 1,
    )
    return {"success": True, "data": list(rows), "meta": meta}


def errors(*kinds: type[PharmaRecException]) -> dict[int | str, dict[str, Any]]:
    """Declare, for OpenAPI, the refusals an endpoint can answer with."""
    declared: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        codes = declared.setdefault(kind.status, {"model": ErrorBody, "description": ""})
        codes["description"] = " or ".join(filter(None, [codes["description"], kind.code]))
    return declared
