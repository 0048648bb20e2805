"""What is done every night, in each pharmacy at these times of its own clock."""

from dataclasses import dataclass
from datetime import time
from typing import Final


@dataclass(frozen=True)
class Nightly:
    """A job of every night. `title` says in a sentence what it does; `at`: from when on, by the pharmacy's clock."""

    name: str
    title: str
    at: time


NIGHTLY: Final = (Nightly("refresh_reorder", "Compute the order list for the new day.", time(2, 40)),)

BEGINS_AT: Final = min(one.at for one in NIGHTLY)
