from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import ActorDep, OnceDep, PageParams, ReadSessionDep, RowId, WriteSessionDep, may
from app.exceptions import UnknownSort
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.batches import BatchCorrect, BatchDetail, BatchFilter, HoldBack, LetGo
from app.schemas.recalls import Bill, SoldFromRead, TraceRead
from app.services import recalls, stock
from app.utils import clock

router = APIRouter(prefix="/batches", tags=["batches"])

TRACES = [may("recalls.read")]
HOLDS = [may("batches.hold")]
REFUSALS = errors(stock.BatchNotFound, stock.BatchRecalled)


@router.get(
    "", dependencies=[may("inventory.read")], response_model=Paginated[BatchDetail], responses=errors(UnknownSort)
)
async def list_all_batches(
    wanted: Annotated[BatchFilter, Query()], page: PageParams, actor: ActorDep, session: ReadSessionDep
) -> object:
    """The batches of all medicines, first expired first."""
    today = clock.today(actor.time_zone)
    return paginated(await stock.list_batches(session, wanted=wanted, page=page, on=today))


@router.get(
    "/{batch_id}",
    dependencies=[may("inventory.read")],
    response_model=Success[BatchDetail],
    responses=errors(stock.BatchNotFound),
)
async def get_batch(batch_id: RowId, actor: ActorDep, session: ReadSessionDep) -> object:
    """One batch with what it holds and is worth."""
    return success(await stock.get_batch(session, batch_id, on=clock.today(actor.time_zone)))


@router.get(
    "/{batch_id}/trace",
    dependencies=TRACES,
    response_model=Success[TraceRead],
    responses=errors(stock.BatchNotFound),
)
async def trace_batch(batch_id: RowId, actor: ActorDep, session: ReadSessionDep) -> object:
    """Where a batch came from and where it went: invoices, bills, corrections, destructions."""
    return success(await recalls.trace(session, batch_id, on=clock.today(actor.time_zone)))


@router.get(
    "/{batch_id}/bills",
    dependencies=TRACES,
    response_model=Paginated[Bill],
    responses=errors(stock.BatchNotFound),
)
async def list_bills_of_batch(batch_id: RowId, page: PageParams, actor: ActorDep, session: ReadSessionDep) -> object:
    """The sales that took from a batch, newest first."""
    today = clock.today(actor.time_zone)
    return paginated(await recalls.list_bills_of_batch(session, batch_id, page=page, on=today))


@router.get(
    "/of-sale/{sale_id}",
    dependencies=TRACES,
    response_model=Success[list[SoldFromRead]],
    responses=errors(stock.SaleNotFound),
)
async def trace_sale(sale_id: RowId, session: ReadSessionDep) -> object:
    """The batches that a sale took from, with the suppliers' invoices that each came with."""
    return success(await recalls.trace_sale(session, sale_id))


@router.patch(
    "/{batch_id}",
    dependencies=[may("inventory.write")],
    response_model=Success[BatchDetail],
    responses=errors(stock.BatchNotFound),
)
async def correct_batch(batch_id: RowId, body: BatchCorrect, actor: ActorDep, session: WriteSessionDep) -> object:
    """Correct the number, expiry date, MRP or cost of a batch."""
    told, today = body.model_dump(exclude_unset=True), clock.today(actor.time_zone)
    return success(await stock.correct(session, batch_id, told, on=today), "Batch corrected.")


@router.post("/{batch_id}/hold", dependencies=HOLDS, response_model=Success[BatchDetail], responses=REFUSALS)
async def hold_batch(
    batch_id: RowId, body: HoldBack, actor: ActorDep, session: WriteSessionDep, once: OnceDep
) -> object:
    """Hold a batch back until somebody has looked at it."""
    today = clock.today(actor.time_zone)
    held = await once(BatchDetail, lambda: stock.hold_back(session, batch_id, note=body.note, on=today))
    return success(held, "Batch held.")


@router.post("/{batch_id}/quarantine", dependencies=HOLDS, response_model=Success[BatchDetail], responses=REFUSALS)
async def quarantine_batch(
    batch_id: RowId, body: HoldBack, actor: ActorDep, session: WriteSessionDep, once: OnceDep
) -> object:
    """Set a batch apart, to be sent back or destroyed."""
    today = clock.today(actor.time_zone)
    held = await once(BatchDetail, lambda: stock.quarantine(session, batch_id, note=body.note, on=today))
    return success(held, "Batch quarantined.")


@router.post("/{batch_id}/damaged", dependencies=HOLDS, response_model=Success[BatchDetail], responses=REFUSALS)
async def set_batch_damaged(
    batch_id: RowId, body: HoldBack, actor: ActorDep, session: WriteSessionDep, once: OnceDep
) -> object:
    """Say that a batch is damaged."""
    today = clock.today(actor.time_zone)
    held = await once(BatchDetail, lambda: stock.set_damaged(session, batch_id, note=body.note, on=today))
    return success(held, "Batch set apart as damaged.")


@router.post(
    "/{batch_id}/release",
    dependencies=[may("batches.release")],
    response_model=Success[BatchDetail],
    responses=REFUSALS,
)
async def release_batch(
    batch_id: RowId, body: LetGo, actor: ActorDep, session: WriteSessionDep, once: OnceDep
) -> object:
    """Put a batch back on sale. One that is recalled goes back when its recall is lifted."""
    today = clock.today(actor.time_zone)
    released = await once(BatchDetail, lambda: stock.let_go(session, batch_id, note=body.note, on=today))
    return success(released, "Batch released.")
