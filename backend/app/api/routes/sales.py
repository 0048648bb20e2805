from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import ActorDep, OnceDep, PageParams, ReadSessionDep, RowId, WriteSessionDep, may
from app.api.lean import LeanPost
from app.exceptions import UnknownSort
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.catalogue import Removed
from app.schemas.sales import (
    DailyRevenue,
    LostSaleCreate,
    LostSaleFilter,
    LostSaleRead,
    Period,
    RevenueFilter,
    SaleCreate,
    SaleFilter,
    SaleRead,
    SalesSummary,
)
from app.services import customers, inventory, sales, stock
from app.utils import clock

router = APIRouter(prefix="/sales", tags=["sales"])
till = APIRouter(prefix="/sales", tags=["sales"], route_class=LeanPost)


@till.post(
    "",
    status_code=201,
    dependencies=[may("sales.record")],
    response_model=Success[SaleRead],
    responses=errors(
        inventory.MedicineNotFound,
        inventory.UnknownPack,
        inventory.NotDivisible,
        stock.InsufficientStock,
        stock.PeriodClosed,
        sales.ImpossibleSaleDate,
        sales.AmountTooLarge,
        customers.CustomerNotFound,
        customers.CustomerErased,
    ),
)
async def record_sale(body: SaleCreate, actor: ActorDep, session: WriteSessionDep, once: OnceDep) -> object:
    """Record a sale and take it off the shelf, first expired first."""
    sale = await once(SaleRead, lambda: sales.record(session, body, actor=actor))
    return success(sale, "Sale recorded.")


@router.get(
    "",
    dependencies=[may("sales.read")],
    response_model=Paginated[SaleRead],
    responses=errors(UnknownSort),
)
async def list_sales(wanted: Annotated[SaleFilter, Query()], page: PageParams, session: ReadSessionDep) -> object:
    """The sales history, newest first."""
    return paginated(await sales.list_sales(session, wanted=wanted, page=page))


@router.get(
    "/summary",
    dependencies=[may("sales.read")],
    response_model=Success[SalesSummary],
    responses=errors(sales.PeriodTooLong),
)
async def summarise_sales(period: Annotated[Period, Query()], actor: ActorDep, session: ReadSessionDep) -> object:
    """What a period sold, and which medicines brought most. No period: the last thirty days."""
    return success(await sales.summarise(session, period=period, today=clock.today(actor.time_zone)))


@router.get(
    "/daily-revenue",
    dependencies=[may("sales.read")],
    response_model=Success[list[DailyRevenue]],
    responses=errors(sales.PeriodTooLong),
)
async def daily_revenue(wanted: Annotated[RevenueFilter, Query()], actor: ActorDep, session: ReadSessionDep) -> object:
    """Revenue day by day, without gaps. No period: the last thirty days."""
    return success(await sales.daily_revenue(session, wanted=wanted, today=clock.today(actor.time_zone)))


@router.post(
    "/lost",
    status_code=201,
    dependencies=[may("sales.record")],
    response_model=Success[LostSaleRead],
    responses=errors(
        inventory.MedicineNotFound, inventory.UnknownPack, inventory.NotDivisible, sales.ImpossibleSaleDate
    ),
)
async def record_lost_sale(body: LostSaleCreate, actor: ActorDep, session: WriteSessionDep, once: OnceDep) -> object:
    """Note what somebody asked for and the shelf could not give: demand that is ordered for."""
    lost = await once(LostSaleRead, lambda: sales.record_lost(session, body, actor=actor))
    return success(lost, "Noted.")


@router.get("/lost", dependencies=[may("sales.read")], response_model=Paginated[LostSaleRead])
async def list_lost_sales(
    wanted: Annotated[LostSaleFilter, Query()], page: PageParams, session: ReadSessionDep
) -> object:
    """What was asked for in vain, the latest day first."""
    return paginated(await sales.list_lost(session, medicine_id=wanted.medicine_id, page=page))


@router.delete(
    "/lost/{lost_sale_id}",
    dependencies=[may("sales.record")],
    response_model=Success[Removed],
    responses=errors(sales.LostSaleNotFound),
)
async def take_back_lost_sale(lost_sale_id: RowId, session: WriteSessionDep) -> object:
    """Take back a note that was a mistake."""
    await sales.take_back_lost(session, lost_sale_id)
    return success({"id": lost_sale_id}, "Taken back.")
