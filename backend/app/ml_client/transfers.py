"""The engine's transfers between branches, solved in a thread."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from pharmarec_ml.transfers import BranchStock, Lot, Move
from pharmarec_ml.transfers import propose as _propose

__all__ = ["BranchStock", "Lot", "Move", "propose"]


async def propose(stocks: Sequence[BranchStock], *, line_cost: Decimal) -> list[Move]:
    """The transfers that save the most, each worth more than a line costs."""
    return await asyncio.to_thread(_propose, stocks, line_cost=line_cost)
