"""Which chance of not running out a medicine gets from its classes."""

from itertools import pairwise

import pytest

from app.models.enums import Abc, Ven
from app.services.inventory import service_level


@pytest.mark.parametrize(
    ("chosen", "ven", "abc", "expected"),
    [
        (0.9, Ven.VITAL, Abc.A, (0.9, "owner")),
        (None, Ven.VITAL, Abc.C, (0.98, "ven")),
        (None, Ven.VITAL, None, (0.98, "ven")),
        (None, Ven.ESSENTIAL, Abc.A, (0.95, "ven")),
        (None, Ven.ESSENTIAL, Abc.C, (0.93, "ven")),
        (None, Ven.NON_ESSENTIAL, Abc.C, (0.90, "ven")),
        (None, None, Abc.A, (0.95, "abc")),
        (None, None, Abc.C, (0.93, "abc")),
        (None, None, None, (0.95, "default")),
    ],
)
def test_what_somebody_chose_comes_before_need_and_need_before_value(
    chosen: float | None, ven: Ven | None, abc: Abc | None, expected: tuple[float, str]
) -> None:
    found = service_level(chosen, ven, abc)

    assert (found.share, found.source) == expected


def test_greater_need_and_greater_value_never_ask_for_less() -> None:
    table = [[service_level(None, ven, abc).share for abc in Abc] for ven in Ven]

    for line in (*table, *zip(*table, strict=True)):
        assert all(more >= less for more, less in pairwise(line))
