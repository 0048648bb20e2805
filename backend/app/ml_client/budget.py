"""The engine's choice of what a budget buys, made in a thread."""

import asyncio
from collections.abc import Mapping, Sequence
from decimal import Decimal

from pharmarec_ml import budget as engine
from pharmarec_ml.budget import Bought, BudgetOrder, Offer, offer_of
from pharmarec_ml.frozen import demand_of

__all__ = ["Bought", "BudgetOrder", "Offer", "buy_within", "offer_of"]


async def buy_within(
    offers: Sequence[Offer], inputs: Sequence[Mapping[str, object]], *, budget: Decimal
) -> BudgetOrder:
    """What a budget buys of an order; `inputs` are those frozen with each offer's advice."""
    return await asyncio.to_thread(lambda: engine.buy_within(offers, demand_of(inputs), budget=budget))
