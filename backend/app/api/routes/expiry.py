from fastapi import APIRouter, Response

from app.api.deps import ActorDep, OnceDep, PageParams, ReadSessionDep, RowId, WriteSessionDep, may
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.expiry import DestructionCreate, DestructionRead, DestructionSummary
from app.services import expiry_alerts, inventory, stock

router = APIRouter(prefix="/expiry", tags=["expiry"])

READS = [may("expiry.read")]


@router.post(
    "/destructions",
    status_code=201,
    dependencies=[may("batches.destroy")],
    response_model=Success[DestructionRead],
    responses=errors(stock.BatchNotFound, stock.InsufficientStock, inventory.NotDivisible),
)
async def destroy_batches(body: DestructionCreate, actor: ActorDep, session: WriteSessionDep, once: OnceDep) -> object:
    """Destroy stock before a witness and write off its value."""
    destroyed = await once(DestructionRead, lambda: expiry_alerts.destroy(session, body, actor=actor))
    return success(destroyed, "Destroyed.")


@router.get("/destructions", dependencies=READS, response_model=Paginated[DestructionSummary])
async def list_destructions(page: PageParams, session: ReadSessionDep) -> object:
    """The destructions, newest first."""
    return paginated(await expiry_alerts.list_destructions(session, page=page))


@router.get(
    "/destructions/{destruction_id}",
    dependencies=READS,
    response_model=Success[DestructionRead],
    responses=errors(expiry_alerts.DestructionNotFound),
)
async def get_destruction(destruction_id: RowId, session: ReadSessionDep) -> object:
    """One destruction with its lines."""
    return success(await expiry_alerts.get_destruction(session, destruction_id))


@router.get(
    "/destructions/{destruction_id}/certificate",
    dependencies=[may("costs.read")],
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}, **errors(expiry_alerts.DestructionNotFound)},
)
async def get_certificate(destruction_id: RowId, session: ReadSessionDep) -> Response:
    """The certificate of a destruction, to be printed and signed."""
    certificate = await expiry_alerts.certify(session, destruction_id)
    headers = {"content-disposition": f'inline; filename="destruction-{destruction_id}.pdf"'}
    return Response(certificate, media_type="application/pdf", headers=headers)
