from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import ActorDep, OnceDep, PageParams, ReadSessionDep, RowId, WriteSessionDep, may
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.stock import (
    AdjustmentCreate,
    AdjustmentFilter,
    AdjustmentRead,
    AvailabilityFilter,
    AvailabilityRead,
    Decision,
    PeriodCloseCreate,
    PeriodCloseRead,
    ProofRead,
    ReasonCodeRead,
    ReservationCreate,
    ReservationMade,
    ReservationRead,
    ReservationsMade,
    ReturnCreate,
    ReturnRead,
    ReversalCreate,
    ReversalRead,
)
from app.services import inventory, stock
from app.utils import clock

router = APIRouter(prefix="/stock", tags=["stock"])


@router.get(
    "/available",
    dependencies=[may("inventory.read")],
    response_model=Success[AvailabilityRead],
    responses=errors(inventory.MedicineNotFound),
)
async def get_availability(
    wanted: Annotated[AvailabilityFilter, Query()], actor: ActorDep, session: ReadSessionDep
) -> object:
    """What of a medicine may be sold today, and what may not and why."""
    today = clock.today(actor.time_zone)
    return success(await stock.availability(session, medicine_id=wanted.medicine_id, on=today))


@router.get("/reason-codes", dependencies=[may("inventory.read")], response_model=Success[list[ReasonCodeRead]])
async def list_reason_codes() -> object:
    """The reasons for a correction, and what each means to the books."""
    return success(stock.reason_codes())


@router.post(
    "/adjustments",
    status_code=201,
    dependencies=[may("stock.adjust")],
    response_model=Success[AdjustmentRead],
    responses=errors(
        stock.BatchNotFound,
        inventory.NotDivisible,
        stock.WrongDirection,
        stock.ImpossibleInstant,
        stock.PeriodClosed,
        stock.InsufficientStock,
    ),
)
async def adjust_stock(body: AdjustmentCreate, actor: ActorDep, session: WriteSessionDep, once: OnceDep) -> object:
    """Correct a batch. Above the pharmacy's limit it waits, as `pending`, for a second person."""
    adjustment = await once(AdjustmentRead, lambda: stock.adjust(session, body, actor=actor))
    return success(adjustment, "Correction noted.")


@router.get("/adjustments", dependencies=[may("stock.adjust")], response_model=Paginated[AdjustmentRead])
async def list_adjustments(
    wanted: Annotated[AdjustmentFilter, Query()], page: PageParams, session: ReadSessionDep
) -> object:
    """Corrections, newest first."""
    return paginated(await stock.list_adjustments(session, wanted=wanted, page=page))


@router.post(
    "/adjustments/{adjustment_id}/approve",
    dependencies=[may("stock.approve")],
    response_model=Success[AdjustmentRead],
    responses=errors(
        stock.AdjustmentNotFound,
        stock.AdjustmentDecided,
        stock.SecondPersonNeeded,
        stock.PeriodClosed,
        stock.InsufficientStock,
    ),
)
async def approve_adjustment(
    adjustment_id: RowId, body: Decision, actor: ActorDep, session: WriteSessionDep, once: OnceDep
) -> object:
    """Post a correction that somebody else asked for."""
    approved = await once(AdjustmentRead, lambda: stock.approve(session, adjustment_id, body, actor=actor))
    return success(approved, "Correction posted.")


@router.post(
    "/adjustments/{adjustment_id}/reject",
    dependencies=[may("stock.approve")],
    response_model=Success[AdjustmentRead],
    responses=errors(stock.AdjustmentNotFound, stock.AdjustmentDecided, stock.SecondPersonNeeded),
)
async def reject_adjustment(
    adjustment_id: RowId, body: Decision, actor: ActorDep, session: WriteSessionDep, once: OnceDep
) -> object:
    """Refuse a correction that somebody else asked for; nothing moves."""
    rejected = await once(AdjustmentRead, lambda: stock.reject(session, adjustment_id, body, actor=actor))
    return success(rejected, "Correction rejected.")


@router.post(
    "/movements/{movement_id}/reverse",
    status_code=201,
    dependencies=[may("stock.reverse")],
    response_model=Success[ReversalRead],
    responses=errors(
        stock.MovementNotFound,
        stock.NotReversible,
        stock.AlreadyReversed,
        stock.MoreThanSold,
        stock.InsufficientStock,
    ),
)
async def reverse_movement(
    movement_id: RowId, body: ReversalCreate, actor: ActorDep, session: WriteSessionDep, once: OnceDep
) -> object:
    """Take a line of the ledger back, by a new line of the opposite sign."""
    reversal = await once(ReversalRead, lambda: stock.reverse(session, movement_id, body, actor=actor))
    return success(reversal, "Movement reversed.")


@router.post(
    "/returns",
    status_code=201,
    dependencies=[may("sales.return")],
    response_model=Success[ReturnRead],
    responses=errors(stock.SaleNotFound, stock.MoreThanSold),
)
async def return_sale(body: ReturnCreate, actor: ActorDep, session: WriteSessionDep, once: OnceDep) -> object:
    """Take back what a customer brings of a sale: onto the shelf, or into quarantine."""
    returned = await once(ReturnRead, lambda: stock.give_back(session, body, actor=actor))
    return success(returned, "Return taken.")


@router.post(
    "/reservations",
    status_code=201,
    dependencies=[may("stock.reserve")],
    response_model=Success[ReservationsMade],
    responses=errors(inventory.MedicineNotFound, inventory.NotDivisible, stock.InsufficientStock),
)
async def reserve_stock(body: ReservationCreate, actor: ActorDep, session: WriteSessionDep, once: OnceDep) -> object:
    """Keep units for somebody, first expired first; a reservation for each batch they are in."""
    made = await once(ReservationsMade, lambda: stock.reserve(session, body, actor=actor))
    return success(made, "Reserved.")


@router.get("/reservations", dependencies=[may("stock.reserve")], response_model=Paginated[ReservationRead])
async def list_reservations(page: PageParams, session: ReadSessionDep) -> object:
    """The reservations that hold something, newest first."""
    return paginated(await stock.list_reservations(session, page=page))


@router.delete(
    "/reservations/{reservation_id}",
    dependencies=[may("stock.reserve")],
    response_model=Success[ReservationMade],
    responses=errors(stock.ReservationNotFound, stock.ReservationReleased),
)
async def release_reservation(reservation_id: RowId, session: WriteSessionDep) -> object:
    """Give reserved units free again."""
    return success(await stock.release(session, reservation_id), "Reservation released.")


@router.get("/periods", dependencies=[may("inventory.read")], response_model=Success[list[PeriodCloseRead]])
async def list_periods(session: ReadSessionDep) -> object:
    """Through which days the books were closed, newest first; the first one holds."""
    return success(await stock.list_closes(session))


@router.post(
    "/periods",
    status_code=201,
    dependencies=[may("period.close")],
    response_model=Success[PeriodCloseRead],
    responses=errors(stock.PeriodNotOver, stock.PeriodClosedAlready),
)
async def close_period(body: PeriodCloseCreate, actor: ActorDep, session: WriteSessionDep, once: OnceDep) -> object:
    """Close the books through a day that is over. They are never opened again."""
    closed = await once(PeriodCloseRead, lambda: stock.close_period(session, body, actor=actor))
    return success(closed, "Period closed.")


@router.get("/proof", dependencies=[may("system.diagnose")], response_model=Success[ProofRead | None])
async def get_proof(session: ReadSessionDep) -> object:
    """What the last nightly proof of the ledger found; nothing before the first night."""
    return success(await stock.last_proof(session))
