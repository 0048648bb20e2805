from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from app.api.deps import ActorDep, PageParams, PlatformDep, ReadSessionDep, RowId, WriteSessionDep, may
from app.exceptions import PharmaRecException, UnknownSort
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.proof import BacktestRead, ForecastErrorPage
from app.schemas.reorder import (
    Accept,
    BudgetFilter,
    BudgetPage,
    Dismiss,
    MedicineForecast,
    QuantityEdit,
    RefreshStarted,
    ReorderAnalysis,
    SuggestionFilter,
    SuggestionRead,
)
from app.services import inventory, jobs, reorder_engine

router = APIRouter(prefix="/reorder", tags=["reorder"])


async def _up_to_date(platform: PlatformDep, actor: ActorDep) -> None:
    """Compute what has changed since the list was last looked at, before it is read."""
    await reorder_engine.refresh(platform.database, pharmacy_id=actor.pharmacy_id, time_zone=actor.time_zone)


READS = [may("reorder.read"), Depends(_up_to_date)]
DECIDES = [may("reorder.decide")]
REFUSALS: tuple[type[PharmaRecException], ...] = (reorder_engine.SuggestionNotFound, reorder_engine.AlreadyDecided)
Wanted = Annotated[SuggestionFilter, Query()]


@router.get(
    "/suggestions",
    dependencies=READS,
    response_model=Paginated[SuggestionRead],
    responses=errors(UnknownSort),
)
async def list_suggestions(wanted: Wanted, page: PageParams, session: ReadSessionDep) -> object:
    """The order list: what to order today, how much and why. Most urgent first."""
    return paginated(await reorder_engine.list_suggestions(session, wanted=wanted, page=page), reorder_engine.shaped)


@router.get(
    "/suggestions.csv",
    dependencies=READS,
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}, **errors(UnknownSort)},
)
async def export_suggestions(wanted: Wanted, page: PageParams, session: ReadSessionDep) -> Response:
    """The whole order list as CSV, not a page of it."""
    lines = [line async for line in reorder_engine.export_csv(session, wanted=wanted, sort=page.sort)]
    headers = {"content-disposition": 'attachment; filename="order-list.csv"'}
    # The mark in front is how Excel knows UTF-8.
    return Response("\ufeff" + "".join(lines), media_type="text/csv", headers=headers)


@router.get("/budget", dependencies=[may("costs.read"), Depends(_up_to_date)], response_model=BudgetPage)
async def order_within_budget(
    wanted: Annotated[BudgetFilter, Query()], page: PageParams, session: ReadSessionDep
) -> object:
    """What a budget buys of the order list: the packs that save most margin for their money, and what a cut costs."""
    summary, found = await reorder_engine.within_budget(session, wanted=wanted, budget=wanted.budget, page=page)
    return paginated(found) | {"summary": summary}


@router.get("/analysis", dependencies=READS, response_model=Success[ReorderAnalysis])
async def analyse(actor: ActorDep, session: ReadSessionDep) -> object:
    """What needs doing today, in figures: orders, shortages, expiry."""
    return success(await reorder_engine.analyse(session, time_zone=actor.time_zone))


@router.post("/refresh", status_code=202, dependencies=DECIDES, response_model=Success[RefreshStarted])
async def refresh(session: WriteSessionDep) -> object:
    """Compute again, in the background, what may have changed."""
    await jobs.soon(session, "refresh_reorder")
    return success({"started": True}, "Computing.")


@router.get("/backtest", dependencies=[may("reorder.read")], response_model=Success[BacktestRead])
async def backtest(session: ReadSessionDep) -> object:
    """What our orders would have done with the last weeks, beside the average of past months and what was done."""
    return success(await reorder_engine.backtested(session))


@router.get(
    "/accuracy",
    dependencies=[may("reorder.read")],
    response_model=ForecastErrorPage,
    responses=errors(UnknownSort),
)
async def accuracy(page: PageParams, session: ReadSessionDep) -> object:
    """How far off each medicine's past forecasts were, beside naive ones and averages. The furthest first."""
    summary, found = await reorder_engine.list_forecast_errors(session, page=page)
    return paginated(found) | {"summary": summary}


@router.get(
    "/{medicine_id}",
    dependencies=READS,
    response_model=Success[MedicineForecast],
    responses=errors(inventory.MedicineNotFound, reorder_engine.SuggestionNotFound),
)
async def predict(medicine_id: RowId, actor: ActorDep, session: ReadSessionDep) -> object:
    """One medicine: what to order and why, what sold by week, and what will with its uncertainty."""
    return success(await reorder_engine.outlook(session, medicine_id=medicine_id, time_zone=actor.time_zone))


@router.put(
    "/suggestions/{suggestion_id}",
    dependencies=DECIDES,
    response_model=Success[SuggestionRead],
    responses=errors(*REFUSALS),
)
async def change_quantity(suggestion_id: RowId, body: QuantityEdit, session: WriteSessionDep) -> object:
    """Set another quantity; the suggested one stays beside it."""
    row = await reorder_engine.change_quantity(session, suggestion_id, body.order_qty)
    return success(row, "Quantity changed.")


@router.post(
    "/suggestions/{suggestion_id}/accept",
    dependencies=DECIDES,
    response_model=Success[SuggestionRead],
    responses=errors(*REFUSALS, reorder_engine.NothingToOrder, inventory.NotDivisible),
)
async def accept(suggestion_id: RowId, body: Accept, actor: ActorDep, session: WriteSessionDep) -> object:
    """Order it: the quantity counts as on order until it is received."""
    return success(await reorder_engine.accept(session, suggestion_id, body.order_qty, actor=actor), "Accepted.")


@router.post(
    "/suggestions/{suggestion_id}/dismiss",
    dependencies=DECIDES,
    response_model=Success[SuggestionRead],
    responses=errors(*REFUSALS),
)
async def dismiss(suggestion_id: RowId, body: Dismiss, actor: ActorDep, session: WriteSessionDep) -> object:
    """Do not order it. It is not suggested again before the next review."""
    return success(await reorder_engine.dismiss(session, suggestion_id, body.reason, actor=actor), "Dismissed.")


@router.post(
    "/suggestions/{suggestion_id}/reopen",
    dependencies=DECIDES,
    response_model=Success[SuggestionRead],
    responses=errors(*REFUSALS),
)
async def reopen(suggestion_id: RowId, session: WriteSessionDep) -> object:
    """Take a decision back."""
    return success(await reorder_engine.reopen(session, suggestion_id), "Open again.")
