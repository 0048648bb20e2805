from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import ActorDep, PageParams, ReadSessionDep, RowId, WriteSessionDep, may
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.customers import (
    ConsentGiven,
    ConsentRead,
    ConsentWithdrawn,
    CustomerCreate,
    CustomerExport,
    CustomerFilter,
    CustomerRead,
    CustomerUpdate,
    LegalHoldIn,
)
from app.services import customers
from app.utils import clock

router = APIRouter(prefix="/customers", tags=["customers"])


@router.post(
    "",
    status_code=201,
    dependencies=[may("customers.write")],
    response_model=Success[CustomerRead],
    responses=errors(customers.CodeTaken),
)
async def add_customer(body: CustomerCreate, session: WriteSessionDep) -> object:
    """Keep a customer. Name, phone, address and notes are sealed before they are stored."""
    return success(await customers.add_customer(session, body.model_dump()), "Customer added.")


@router.get(
    "",
    dependencies=[may("customers.read")],
    response_model=Paginated[CustomerRead],
    responses=errors(customers.WhichCustomer),
)
async def list_customers(
    wanted: Annotated[CustomerFilter, Query()], page: PageParams, actor: ActorDep, session: ReadSessionDep
) -> object:
    """Customers, newest first; one is found by code or by the whole phone number, not by name.

    All of them are listed only for whoever has the permission `customers.list`.
    """
    code, phone = wanted.code, wanted.phone
    return paginated(await customers.list_customers(session, code=code, phone=phone, page=page, actor=actor))


@router.get(
    "/{customer_id}",
    dependencies=[may("customers.read")],
    response_model=Success[CustomerRead],
    responses=errors(customers.CustomerNotFound),
)
async def get_customer(customer_id: RowId, session: ReadSessionDep) -> object:
    """One customer."""
    return success(await customers.get_customer(session, customer_id))


@router.put(
    "/{customer_id}",
    dependencies=[may("customers.write")],
    response_model=Success[CustomerRead],
    responses=errors(customers.CustomerNotFound, customers.CustomerErased, customers.CodeTaken),
)
async def change_customer(customer_id: RowId, body: CustomerUpdate, session: WriteSessionDep) -> object:
    """Change what is kept of a customer."""
    return success(await customers.change_customer(session, customer_id, body.changes), "Customer changed.")


@router.get(
    "/{customer_id}/consents",
    dependencies=[may("customers.read")],
    response_model=Success[list[ConsentRead]],
    responses=errors(customers.CustomerNotFound),
)
async def list_consents(customer_id: RowId, session: ReadSessionDep) -> object:
    """What the customer ever allowed, oldest first."""
    return success(await customers.list_consents(session, customer_id))


@router.put(
    "/{customer_id}/consents",
    dependencies=[may("customers.write")],
    response_model=Success[list[ConsentRead]],
    responses=errors(customers.CustomerNotFound, customers.CustomerErased),
)
async def give_consent(customer_id: RowId, body: ConsentGiven, session: WriteSessionDep) -> object:
    """Note that the customer allows a purpose."""
    found = await customers.give_consent(session, customer_id, body.purpose, source=body.source)
    return success(found, "The consent is noted.")


@router.put(
    "/{customer_id}/consents/withdrawn",
    dependencies=[may("customers.write")],
    response_model=Success[list[ConsentRead]],
    responses=errors(customers.CustomerNotFound, customers.CustomerErased),
)
async def withdraw_consent(customer_id: RowId, body: ConsentWithdrawn, session: WriteSessionDep) -> object:
    """Note that the customer allows a purpose no longer."""
    return success(await customers.withdraw_consent(session, customer_id, body.purpose), "The consent is withdrawn.")


@router.get(
    "/{customer_id}/export",
    dependencies=[may("customers.export")],
    response_model=Success[CustomerExport],
    responses=errors(customers.CustomerNotFound),
)
async def export_customer(customer_id: RowId, session: WriteSessionDep) -> object:
    """Everything that is held about a customer. That it was asked for is noted."""
    return success(await customers.export(session, customer_id))


@router.post(
    "/{customer_id}/erase",
    dependencies=[may("customers.erase")],
    response_model=Success[CustomerRead],
    responses=errors(customers.CustomerNotFound, customers.CustomerErased, customers.LegalHold),
)
async def erase_customer(customer_id: RowId, actor: ActorDep, session: WriteSessionDep) -> object:
    """Destroy what says who the customer is. Their sales stay, of nobody."""
    erased = await customers.erase(session, customer_id, today=clock.today(actor.time_zone))
    return success(erased, "The customer's data are destroyed.")


@router.put(
    "/{customer_id}/legal-hold",
    dependencies=[may("customers.erase")],
    response_model=Success[CustomerRead],
    responses=errors(customers.CustomerNotFound, customers.CustomerErased),
)
async def hold_customer(customer_id: RowId, body: LegalHoldIn, session: WriteSessionDep) -> object:
    """Keep the customer's data from being erased until a day."""
    held = await customers.set_legal_hold(session, customer_id, until=body.until, reason=body.reason)
    return success(held, "The legal hold is noted.")
