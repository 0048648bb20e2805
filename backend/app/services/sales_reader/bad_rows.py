"""Collects what could not be read: the first ones in full, all of them counted."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.services.sales_reader import limits
from app.services.sales_reader.contracts import BadRow


def shorten(text: str) -> str:
    """What the file holds, cut to a length that fits on a screen and without line ends."""
    flat = " ".join(text.split())
    shown = "".join(letter for letter in flat if letter.isprintable())
    return shown[: limits.SHOWN_CHARACTERS]


class BadRows:
    """Bad cells of one file, gathered column by column and shown in the order of the file."""

    def __init__(self) -> None:
        self.total = 0
        self._kept: list[BadRow] = []

    def add(self, places: NDArray[np.intp], describe: Callable[[int], BadRow]) -> None:
        """Count all `places` (ascending) and describe the first of them."""
        self.total += len(places)
        self._kept.extend(describe(int(place)) for place in places[: limits.KEPT_BAD_ROWS])

    def first(self) -> tuple[BadRow, ...]:
        """The first bad cells of the file."""
        return tuple(sorted(self._kept, key=lambda bad: bad.row)[: limits.KEPT_BAD_ROWS])
