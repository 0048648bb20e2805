from fastapi import APIRouter

from app.api.deps import PageParams, ReadSessionDep, RowId, WriteSessionDep, may
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.suppliers import SupplierCalendarSet, SupplierRead
from app.services import inventory, reorder_engine

router = APIRouter(prefix="/suppliers", tags=["suppliers"])


@router.get("", dependencies=[may("reorder.read")], response_model=Paginated[SupplierRead])
async def list_suppliers(page: PageParams, session: ReadSessionDep) -> object:
    """The suppliers by name: their calendars, and how long their last deliveries took."""
    return paginated(await inventory.list_suppliers(session, page=page), reorder_engine.supplier_shown)


@router.put(
    "/{supplier_id}",
    dependencies=[may("catalogue.write")],
    response_model=Success[SupplierRead],
    responses=errors(inventory.SupplierNotFound),
)
async def set_calendar(supplier_id: RowId, body: SupplierCalendarSet, session: WriteSessionDep) -> object:
    """Say on which days a supplier takes orders and delivers; what was said before is replaced."""
    supplier = await inventory.set_calendar(session, supplier_id, body.calendar)
    return success(reorder_engine.supplier_shown(supplier), "Calendar set.")
