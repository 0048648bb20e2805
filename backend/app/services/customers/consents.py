"""What customers allowed the pharmacy to do with their data, purpose by purpose."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Consent
from app.models.enums import Purpose
from app.services import audit
from app.services.customers.records import find, require_customer
from app.utils import clock


async def give_consent(session: AsyncSession, customer_id: int, purpose: Purpose, *, source: str) -> list[Consent]:
    """Note that a customer allows a purpose, and how they said so; one that is in force stays.

    Raises:
        CustomerNotFound: there is none of this id.
        CustomerErased: their data were erased.
    """
    await require_customer(session, customer_id)
    if not any(one.purpose == purpose and one.withdrawn_at is None for one in await _all_of(session, customer_id)):
        session.add(Consent(customer_id=customer_id, purpose=purpose, source=source, given_at=clock.now()))
        await _note(session, "consent.given", customer_id, purpose)
    return await _all_of(session, customer_id)


async def withdraw_consent(session: AsyncSession, customer_id: int, purpose: Purpose) -> list[Consent]:
    """Note that a customer allows a purpose no longer.

    Raises:
        CustomerNotFound: there is none of this id.
        CustomerErased: their data were erased.
    """
    await require_customer(session, customer_id)
    in_force = update(Consent).where(
        Consent.customer_id == customer_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    withdrawn = await session.scalars(in_force.values(withdrawn_at=clock.now()).returning(Consent.id))
    if withdrawn.all():
        await _note(session, "consent.withdrawn", customer_id, purpose)
    return await _all_of(session, customer_id)


async def list_consents(session: AsyncSession, customer_id: int) -> list[Consent]:
    """What a customer ever allowed, oldest first.

    Raises:
        CustomerNotFound: there is none of this id.
    """
    await find(session, customer_id)
    return await _all_of(session, customer_id)


async def _all_of(session: AsyncSession, customer_id: int) -> list[Consent]:
    query = select(Consent).where(Consent.customer_id == customer_id).order_by(Consent.id)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def _note(session: AsyncSession, action: str, customer_id: int, purpose: Purpose) -> None:
    await session.flush()
    await audit.record(session, action, audit.Subject("customer", customer_id), after={"purpose": purpose})
