from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.deps import ActorDep, OnceDep, PageParams, PlatformDep, ReadSessionDep, RowId, WriteSessionDep, may
from app.exceptions import UnknownSort
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.expiry import (
    AlertFilter,
    AlertRead,
    BandsRead,
    BandsWanted,
    DestructionCreate,
    DestructionRead,
    DestructionSummary,
    ExpiringBatch,
    ExpiryBatchFilter,
)
from app.services import expiry_alerts, inventory, stock
from app.utils import clock

router = APIRouter(prefix="/expiry", tags=["expiry"])


async def _up_to_date(platform: PlatformDep, actor: ActorDep) -> None:
    """Compute what has changed since this was last looked at, before it is read."""
    await expiry_alerts.refresh(platform.database, pharmacy_id=actor.pharmacy_id, time_zone=actor.time_zone)


READS = [may("expiry.read")]
LOOKS_AHEAD = [*READS, Depends(_up_to_date)]


@router.get("/bands", dependencies=LOOKS_AHEAD, response_model=Success[BandsRead])
async def get_bands(wanted: Annotated[BandsWanted, Query()], session: ReadSessionDep) -> object:
    """What is on the shelf by how long it may still be sold, and what is expected to be left of it."""
    return success(await expiry_alerts.bands(session, wanted=wanted))


@router.get(
    "/batches", dependencies=LOOKS_AHEAD, response_model=Paginated[ExpiringBatch], responses=errors(UnknownSort)
)
async def list_expiring_batches(
    wanted: Annotated[ExpiryBatchFilter, Query()], page: PageParams, session: ReadSessionDep
) -> object:
    """The batches that expire within half a year or have, first expired first."""
    return paginated(await expiry_alerts.list_expiring(session, wanted=wanted, page=page))


@router.get("/alerts", dependencies=READS, response_model=Paginated[AlertRead])
async def list_alerts(
    wanted: Annotated[AlertFilter, Query()], page: PageParams, actor: ActorDep, session: ReadSessionDep
) -> object:
    """The alerts of a status, first expired first."""
    today = clock.today(actor.time_zone)
    return paginated(await expiry_alerts.list_alerts(session, wanted=wanted, page=page, on=today))


@router.post(
    "/alerts/{alert_id}/acknowledge",
    dependencies=[may("expiry.act")],
    response_model=Success[AlertRead],
    responses=errors(expiry_alerts.AlertNotFound, expiry_alerts.AlertResolved),
)
async def acknowledge_alert(alert_id: RowId, actor: ActorDep, session: WriteSessionDep) -> object:
    """Say that somebody takes care of an alert."""
    today = clock.today(actor.time_zone)
    return success(await expiry_alerts.acknowledge(session, alert_id, on=today), "Acknowledged.")


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
