"""Cutting a list into pages."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class PageRequest:
    """Which page is wanted: `page` counts from 1; `sort` is a field name, "-" before it reverses."""

    page: int = 1
    page_size: int = 20
    sort: str | None = None

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.page_size


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of rows and how many there are in all."""

    rows: list[T]
    total: int
    request: PageRequest
