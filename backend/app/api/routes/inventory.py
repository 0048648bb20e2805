from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.deps import ActorDep, OnceDep, PageParams, PlatformDep, ReadSessionDep, RowId, WriteSessionDep, may
from app.api.lean import LeanRoute
from app.exceptions import UnknownSort
from app.responses import PageWriter, Paginated, Success, errors, paginated, success
from app.schemas.inventory import (
    BatchRead,
    BatchReceive,
    Deleted,
    MedicineCreate,
    MedicineDetail,
    MedicineList,
    MedicineRead,
    MedicineSearch,
    MedicineUpdate,
    MovementRead,
)
from app.services import inventory, stock
from app.utils import clock

router = APIRouter(prefix="/inventory", tags=["inventory"])
# Goes before the router, whose /{medicine_id} would take /search for an id.
lists = APIRouter(prefix="/inventory", tags=["inventory"], route_class=LeanRoute)

_medicines = PageWriter(MedicineRead)


@lists.get(
    "",
    dependencies=[may("inventory.read")],
    response_model=Paginated[MedicineRead],
    responses=errors(UnknownSort),
)
async def list_medicines(wanted: Annotated[MedicineList, Query()], actor: ActorDep, platform: PlatformDep) -> Response:
    """List medicines with what is on their shelf today."""
    found = await stock.list_medicines(
        platform.database,
        actor.pharmacy_id,
        wanted=wanted,
        page=wanted.page_request,
        on=clock.today(actor.time_zone),
    )
    return Response(_medicines.write(found), media_type="application/json")


@lists.get(
    "/search",
    dependencies=[may("inventory.read")],
    response_model=Paginated[MedicineRead],
    responses=errors(UnknownSort),
)
async def search_medicines(
    wanted: Annotated[MedicineSearch, Query()], actor: ActorDep, platform: PlatformDep
) -> Response:
    """Find medicines by a part of their name, generic name or manufacturer, those that fit best first.

    A part of fewer than three characters, or without a letter or digit, is looked for at the beginning of names. At
    most two hundred of a kind are found: `total_items` counts those.
    """
    found = await stock.search_medicines(
        platform.database,
        actor.pharmacy_id,
        part=wanted.q,
        page=wanted.page_request,
        on=clock.today(actor.time_zone),
    )
    return Response(_medicines.write(found), media_type="application/json")


@router.post(
    "",
    status_code=201,
    dependencies=[may("inventory.write")],
    response_model=Success[MedicineDetail],
    responses=errors(inventory.MedicineExists, inventory.NotDivisible),
)
async def add_medicine(body: MedicineCreate, actor: ActorDep, session: WriteSessionDep, once: OnceDep) -> object:
    """Add a medicine; with `stock_qty`, its opening batch as well."""
    added = await once(MedicineDetail, lambda: stock.add_medicine(session, body, actor=actor))
    return success(added, "Medicine added.")


@router.get(
    "/{medicine_id}",
    dependencies=[may("inventory.read")],
    response_model=Success[MedicineDetail],
    responses=errors(inventory.MedicineNotFound),
)
async def get_medicine(medicine_id: RowId, actor: ActorDep, session: ReadSessionDep) -> object:
    """One medicine with what is on its shelf today."""
    return success(await stock.get_medicine(session, medicine_id=medicine_id, on=clock.today(actor.time_zone)))


@router.put(
    "/{medicine_id}",
    dependencies=[may("inventory.write")],
    response_model=Success[MedicineDetail],
    responses=errors(
        stock.NoBatchToCorrect,
        stock.SecondPersonNeeded,
        inventory.MedicineNotFound,
        inventory.MedicineExists,
        inventory.NotDivisible,
        stock.InsufficientStock,
    ),
)
async def change_medicine(
    medicine_id: RowId, body: MedicineUpdate, actor: ActorDep, session: WriteSessionDep
) -> object:
    """Change what is sent; what is left out stays. `stock_qty` is a count: the ledger receives the difference."""
    return success(await stock.change_medicine(session, medicine_id, body, actor=actor), "Medicine changed.")


@router.delete(
    "/{medicine_id}",
    dependencies=[may("inventory.write")],
    response_model=Success[Deleted],
    responses=errors(inventory.MedicineNotFound),
)
async def delete_medicine(medicine_id: RowId, session: WriteSessionDep) -> object:
    """Take a medicine out of the lists. Its ledger and its sales stay."""
    await inventory.archive_medicine(session, medicine_id)
    return success({"id": medicine_id}, "Medicine deleted.")


@router.get(
    "/{medicine_id}/batches",
    dependencies=[may("inventory.read")],
    response_model=Success[list[BatchRead]],
    responses=errors(inventory.MedicineNotFound),
)
async def list_batches(medicine_id: RowId, actor: ActorDep, session: ReadSessionDep) -> object:
    """The batches on the shelf, first expired first."""
    await inventory.get_medicine(session, medicine_id)
    return success(await stock.batches(session, medicine_id=medicine_id, on=clock.today(actor.time_zone)))


@router.post(
    "/{medicine_id}/batches",
    status_code=201,
    dependencies=[may("stock.receive")],
    response_model=Success[BatchRead],
    responses=errors(inventory.MedicineNotFound, inventory.UnknownPack, inventory.NotDivisible, stock.ExpiredOnArrival),
)
async def receive_batch(
    medicine_id: RowId, body: BatchReceive, actor: ActorDep, session: WriteSessionDep, once: OnceDep
) -> object:
    """Put a delivery on the shelf."""
    received = await once(BatchRead, lambda: stock.receive_batch(session, medicine_id, body, actor=actor))
    return success(received, "Batch received.")


@router.get(
    "/{medicine_id}/movements",
    dependencies=[may("inventory.read")],
    response_model=Paginated[MovementRead],
    responses=errors(inventory.MedicineNotFound),
)
async def list_movements(medicine_id: RowId, page: PageParams, session: ReadSessionDep) -> object:
    """The ledger of a medicine, newest first."""
    await inventory.get_medicine(session, medicine_id)
    return paginated(await stock.movements(session, medicine_id=medicine_id, page=page))
