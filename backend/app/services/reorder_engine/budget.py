"""The order list under a budget: what it buys, what is left out, and what that costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.ml_client import budget as engine
from app.ml_client.budget import BudgetOrder, Offer
from app.models.enums import Ven
from app.schemas.reorder import SuggestionFilter
from app.services.reorder_engine import queries
from app.services.reorder_engine.lists import matching
from app.utils.paging import Page, PageRequest
from app.utils.quantities import MAX_MONEY, line_total, worth


@dataclass(frozen=True)
class BudgetLine:
    """A suggestion and how much of it the budget buys.

    `lost_units` and `lost_margin` are what is expected to be lost because of what is left out.
    """

    suggestion_id: int
    medicine_id: int
    medicine_name: str
    supplier_name: str | None
    is_vital: bool
    order_qty: Decimal
    bought_qty: Decimal
    bought_value: Decimal
    lost_units: float
    lost_margin: Decimal


@dataclass(frozen=True)
class BudgetSummary:
    """All lines together. `bought_count` of them are bought, some perhaps in part; `cut_count` not or not whole."""

    budget: Decimal
    spent: Decimal
    full_value: Decimal
    bought_count: int
    cut_count: int
    lost_units: float
    lost_margin: Decimal


async def within_budget(
    session: AsyncSession, *, wanted: SuggestionFilter, budget: Decimal, page: PageRequest
) -> tuple[BudgetSummary, Page[BudgetLine]]:
    """What a budget buys of the matching open suggestions, as they stand: those first whose cut costs most."""
    rows = list(await session.execute(queries.offers().where(*matching(wanted))))
    offers = [_offer(row) for row in rows]
    order = await engine.buy_within(offers, [row.inputs for row in rows], budget=budget)
    lines = [_line(row, order, number) for number, row in enumerate(rows)]
    lines.sort(key=lambda line: (-line.lost_margin, -line.bought_value, line.suggestion_id))
    shown = lines[page.offset : page.offset + page.page_size]
    return _summary(lines, order, budget), Page(shown, len(lines), page)


def _offer(row: Row[*tuple[Any, ...]]) -> Offer:
    return engine.offer_of(
        row.inputs,
        order_qty=row.order_qty,
        unit_cost=row.unit_cost,
        # Where nobody told a cost, the price stands in for it, and tells nothing of a margin.
        unit_price=None if row.own_cost is None else row.price,
        is_vital=row.ven == Ven.VITAL,
    )


def _line(row: Row[*tuple[Any, ...]], order: BudgetOrder, number: int) -> BudgetLine:
    bought = order.lines[number]
    return BudgetLine(
        suggestion_id=row.id,
        medicine_id=row.medicine_id,
        medicine_name=row.name,
        supplier_name=row.supplier_name,
        is_vital=row.ven == Ven.VITAL,
        order_qty=row.order_qty,
        bought_qty=bought.qty,
        bought_value=worth(bought.qty, row.unit_cost),
        lost_units=bought.lost_units - bought.lost_if_whole,
        lost_margin=_money(bought.lost_margin),
    )


def _summary(lines: Sequence[BudgetLine], order: BudgetOrder, budget: Decimal) -> BudgetSummary:
    return BudgetSummary(
        budget=budget,
        spent=min(line_total(order.spent, Decimal(1)), budget),
        full_value=worth(order.full_cost, Decimal(1)),
        bought_count=sum(line.bought_qty > 0 for line in lines),
        cut_count=sum(line.bought_qty < line.order_qty for line in lines),
        lost_units=sum(line.lost_units for line in lines),
        lost_margin=sum((line.lost_margin for line in lines), Decimal(0)),
    )


def _money(estimate: float) -> Decimal:
    return min(Decimal(str(round(estimate, 2))), MAX_MONEY)
