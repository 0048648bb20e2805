from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.api.deps import ActorDep, PageParams, PlatformDep, RowId, WriteSessionDep, may
from app.exceptions import UnknownSort
from app.responses import Success, errors, paginated, success
from app.schemas.dead_stock import DeadStockPage, ExitStep, StopOrdering
from app.services import dead_stock, inventory

router = APIRouter(prefix="/reorder", tags=["reorder"])

READS = [may("reorder.read")]
DECIDES = [may("reorder.decide")]
Days = Annotated[int, Query(ge=30, le=1000, description="Nobody bought it in so many days.")]


@router.get("/dead-stock", dependencies=READS, response_model=DeadStockPage, responses=errors(UnknownSort))
async def list_dead_stock(page: PageParams, actor: ActorDep, platform: PlatformDep, days: Days = 200) -> object:
    """What does not sell or lasts longer than it keeps, with the money it binds and what to do. Most money first."""
    summary, found = await dead_stock.list_dead_stock(platform.database, days=days, page=page, actor=actor)
    return paginated(found) | {"summary": summary}


@router.get(
    "/dead-stock.csv",
    dependencies=READS,
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
async def export_dead_stock(actor: ActorDep, platform: PlatformDep, days: Days = 200) -> Response:
    """All of it as CSV, not a page of it."""
    lines = await dead_stock.export_csv(platform.database, days=days, actor=actor)
    headers = {"content-disposition": 'attachment; filename="dead-stock.csv"'}
    # The mark in front is how Excel knows UTF-8.
    return Response("\ufeff" + "".join(lines), media_type="text/csv", headers=headers)


@router.post(
    "/dead-stock/{medicine_id}/stop",
    dependencies=DECIDES,
    response_model=Success[ExitStep],
    responses=errors(inventory.MedicineNotFound, dead_stock.AlreadyStopped),
)
async def stop_ordering(medicine_id: RowId, body: StopOrdering, actor: ActorDep, session: WriteSessionDep) -> object:
    """Order a medicine no more; what is left of it is sold."""
    await dead_stock.stop(session, medicine_id, body.note, actor=actor)
    return success({"medicine_id": medicine_id}, "It is not ordered any more.")


@router.post(
    "/dead-stock/{medicine_id}/resume",
    dependencies=DECIDES,
    response_model=Success[ExitStep],
    responses=errors(inventory.MedicineNotFound, dead_stock.NotStopped),
)
async def resume_ordering(medicine_id: RowId, session: WriteSessionDep) -> object:
    """Order a medicine again as it sells."""
    await dead_stock.resume(session, medicine_id)
    return success({"medicine_id": medicine_id}, "It is ordered again.")
