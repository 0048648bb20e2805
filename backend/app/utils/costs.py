"""What stock cost the pharmacy is not everybody's to see: such a figure is written only for who may."""

from contextvars import ContextVar
from decimal import Decimal
from typing import Final

from app.utils.quantities import money_text, stored_money_text

are_shown: Final = ContextVar("costs_are_shown", default=False)
"""Whether the caller of this request may see costs. Nobody known is calling: no."""


def cost_text(amount: Decimal | None) -> str | None:
    """A cost as it travels; None where it is unknown, or not for this caller."""
    return None if amount is None or not are_shown.get() else money_text(amount)


def stored_cost_text(stored: int | Decimal) -> str | None:
    """A stored cost as it travels; None where it is not for this caller."""
    return stored_money_text(stored) if are_shown.get() else None
