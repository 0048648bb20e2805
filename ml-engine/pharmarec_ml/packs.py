"""Whole packs: exact, and known to every other module."""

from __future__ import annotations

from decimal import Decimal


def whole_packs(units: Decimal, *, pack_size: Decimal) -> Decimal:
    """`units` rounded up to a multiple of `pack_size`."""
    packs, rest = divmod(units, pack_size)
    return (packs + 1 if rest else packs) * pack_size
