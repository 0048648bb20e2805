from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import ActorDep, OnceDep, PageParams, ReadSessionDep, WriteSessionDep, may
from app.api.lean import LeanPost
from app.exceptions import UnknownSort
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.sales import DailyRevenue, Period, RevenueFilter, SaleCreate, SaleFilter, SaleRead, SalesSummary
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
