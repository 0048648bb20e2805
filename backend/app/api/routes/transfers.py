from fastapi import APIRouter

from app.api.deps import ActorDep, CallerDep, PlatformDep, RequestKey, RowId, may
from app.exceptions import PharmaRecException
from app.responses import Success, errors, success
from app.schemas.transfers import TransferAsk, TransfersRead, TransferStep
from app.services import inventory, stock, transfers

router = APIRouter(prefix="/reorder/transfers", tags=["reorder"])

REFUSALS: tuple[type[PharmaRecException], ...] = (transfers.TransferNotFound, transfers.NotItsTurn)
NOT_THERE: tuple[type[PharmaRecException], ...] = (transfers.NotASourceBatch, stock.InsufficientStock)


@router.get("", dependencies=[may("reorder.read")], response_model=Success[TransfersRead])
async def list_transfers(actor: ActorDep, platform: PlatformDep) -> object:
    """What another branch has beyond its own needs and this one would buy, or the other way round."""
    return success(await transfers.list_transfers(platform.database, actor=actor))


@router.post(
    "",
    status_code=201,
    dependencies=[may("reorder.decide")],
    response_model=Success[TransferStep],
    responses=errors(inventory.MedicineNotFound, transfers.NotInOneOrganisation, *NOT_THERE),
)
async def ask_for_transfer(
    body: TransferAsk, actor: ActorDep, caller: CallerDep, platform: PlatformDep, idempotency_key: RequestKey = None
) -> object:
    """Ask for a transfer between this branch and another; what will arrive counts as on order."""
    lots = [transfers.AskedLot(lot.batch_id, lot.qty) for lot in body.lots]
    wanted = transfers.Wanted(body.medicine_id, body.other_pharmacy_id, body.is_outgoing, lots)
    asked = await transfers.ask(platform.database, wanted, key=idempotency_key, actor=actor, by=caller)
    return success({"id": asked}, "The transfer is asked for.")


@router.post(
    "/{transfer_id}/send",
    dependencies=[may("stock.adjust")],
    response_model=Success[TransferStep],
    responses=errors(*REFUSALS, *NOT_THERE),
)
async def send_transfer(transfer_id: RowId, actor: ActorDep, caller: CallerDep, platform: PlatformDep) -> object:
    """Take what was asked for off the shelf: it is on its way to the other branch."""
    await transfers.send(platform.database, transfer_id, actor=actor, by=caller)
    return success({"id": transfer_id}, "Sent.")


@router.post(
    "/{transfer_id}/receive",
    dependencies=[may("stock.receive")],
    response_model=Success[TransferStep],
    responses=errors(*REFUSALS),
)
async def receive_transfer(transfer_id: RowId, actor: ActorDep, caller: CallerDep, platform: PlatformDep) -> object:
    """Put what arrived on the shelf."""
    await transfers.receive(platform.database, transfer_id, actor=actor, by=caller)
    return success({"id": transfer_id}, "On the shelf.")


@router.post(
    "/{transfer_id}/cancel",
    dependencies=[may("reorder.decide")],
    response_model=Success[TransferStep],
    responses=errors(*REFUSALS),
)
async def cancel_transfer(transfer_id: RowId, actor: ActorDep, caller: CallerDep, platform: PlatformDep) -> object:
    """Call off a transfer that has not been sent."""
    await transfers.cancel(platform.database, transfer_id, actor=actor, by=caller)
    return success({"id": transfer_id}, "Called off.")
