"""A million sales kept as columns of numbers, handed out as `SaleRow`s when they are asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

from app.services.sales_reader.contracts import SaleRow

QUANTITY_DECIMALS = 9
PRICE_DECIMALS = 4
ABSENT = -1
_CHUNK = 20_000


@lru_cache(maxsize=65_536)
def decimal_of(units: int, decimals: int) -> Decimal:
    """The Decimal that `units` steps of 10^-decimals make, without trailing zeros."""
    whole, rest = divmod(units, 10**decimals)
    return Decimal(whole) if rest == 0 else Decimal(units).scaleb(-decimals).normalize()


@lru_cache(maxsize=65_536)
def _time_of(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)


@dataclass(frozen=True, slots=True, eq=False)
class SaleRows(Sequence[SaleRow]):
    """Sales in the order of the file; every array has shape (sales,).

    Args:
        row: row in the file, from 1.
        column: index of the column that holds the quantity, from 0.
        medicine: place in `medicines`.
        day: proleptic ordinal of the day.
        second: second of the day, or ABSENT.
        quantity: in 10^-9.
        unit_price: in 10^-4, or ABSENT.
        reference: place in `references`, or ABSENT.
    """

    medicines: list[str]
    references: list[str]
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    medicine: NDArray[np.int32]
    day: NDArray[np.int32]
    second: NDArray[np.int32]
    quantity: NDArray[np.int64]
    unit_price: NDArray[np.int64]
    reference: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.row)

    @overload
    def __getitem__(self, place: int) -> SaleRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[SaleRow]: ...
    def __getitem__(self, place: int | slice) -> SaleRow | list[SaleRow]:
        if isinstance(place, slice):
            return list(self._decode(place))
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        at = place % len(self)
        return next(self._decode(slice(at, at + 1)))

    def __iter__(self) -> Iterator[SaleRow]:
        for start in range(0, len(self), _CHUNK):
            yield from self._decode(slice(start, start + _CHUNK))

    def _decode(self, part: slice) -> Iterator[SaleRow]:
        columns = (
            self.row, self.column, self.medicine, self.day,
            self.second, self.quantity, self.unit_price, self.reference,
        )  # fmt: skip
        for row, column, medicine, day, second, quantity, price, reference in zip(
            *(values[part].tolist() for values in columns), strict=True
        ):
            yield SaleRow(
                row=row,
                column=column,
                medicine=self.medicines[medicine],
                sold_on=date.fromordinal(day),
                sold_at_time=None if second < 0 else _time_of(second),
                quantity=decimal_of(quantity, QUANTITY_DECIMALS),
                unit_price=None if price < 0 else decimal_of(price, PRICE_DECIMALS),
                reference=None if reference < 0 else self.references[reference],
            )


def no_sales() -> SaleRows:
    """Sales of a file that still waits for an answer."""
    small = np.empty(0, dtype=np.int32)
    large = np.empty(0, dtype=np.int64)
    return SaleRows([], [], small, small, small, small, small, large, large, small)
