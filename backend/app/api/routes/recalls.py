from typing import Annotated

from fastapi import APIRouter, Header, Query

from app.api.deps import ActorDep, CallerDep, PageParams, PlatformDep, ReadSessionDep, RowId, may
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.recalls import Bill, ReachRead, RecallLift, RecallRead, RecallStart, RecallWanted
from app.services import idempotency, inventory, recalls

router = APIRouter(prefix="/recalls", tags=["recalls"])

KeyHeader = Annotated[
    str | None,
    Header(min_length=1, max_length=200, description="Repeat a request with its key and it is done only once."),
]
READS = [may("recalls.read")]
STARTS = [may("recalls.start")]


@router.post(
    "",
    status_code=201,
    dependencies=STARTS,
    response_model=Success[ReachRead],
    responses=errors(inventory.MedicineNotFound, idempotency.IdempotencyKeyReused),
)
async def start_recall(
    body: RecallStart, actor: ActorDep, caller: CallerDep, platform: PlatformDep, idempotency_key: KeyHeader = None
) -> object:
    """Recall a batch number in every branch: what is there is held, and so is what arrives of it later."""
    reach = await recalls.start(platform.database, body, key=idempotency_key, actor=actor, by=caller)
    return success(reach, "Recalled.")


@router.get(
    "/preview",
    dependencies=STARTS,
    response_model=Success[ReachRead],
    responses=errors(inventory.MedicineNotFound),
)
async def preview_recall(wanted: Annotated[RecallWanted, Query()], actor: ActorDep, platform: PlatformDep) -> object:
    """What a recall would reach: branches, stock and bills. Nothing is changed."""
    return success(await recalls.preview(platform.database, wanted, actor=actor))


@router.get("", dependencies=READS, response_model=Paginated[RecallRead])
async def list_recalls(page: PageParams, session: ReadSessionDep) -> object:
    """The recalls, newest first."""
    return paginated(await recalls.list_recalls(session, page=page))


@router.get(
    "/{recall_id}",
    dependencies=READS,
    response_model=Success[RecallRead],
    responses=errors(recalls.RecallNotFound),
)
async def get_recall(recall_id: RowId, session: ReadSessionDep) -> object:
    """One recall."""
    return success(await recalls.get_recall(session, recall_id))


@router.get(
    "/{recall_id}/bills",
    dependencies=READS,
    response_model=Paginated[Bill],
    responses=errors(recalls.RecallNotFound),
)
async def list_bills(recall_id: RowId, page: PageParams, session: ReadSessionDep) -> object:
    """The sales of this branch that a recall reaches, newest first."""
    return paginated(await recalls.list_bills(session, recall_id, page=page))


@router.post(
    "/{recall_id}/lift",
    dependencies=STARTS,
    response_model=Success[RecallRead],
    responses=errors(recalls.RecallNotFound, recalls.RecallLifted),
)
async def lift_recall(
    recall_id: RowId, body: RecallLift, actor: ActorDep, caller: CallerDep, platform: PlatformDep
) -> object:
    """End a recall in every branch: batches go back to the states they were in."""
    lifted = await recalls.lift(platform.database, recall_id, note=body.note, actor=actor, by=caller)
    return success(lifted, "Recall lifted.")
