"""What a customer may ask for: everything that is held about them, and that it be destroyed."""

from datetime import date
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import DuplicateResourceError
from app.models import AuditEntry, Consent, Customer, Medicine, Sale
from app.services import audit
from app.services.customers.consents import list_consents
from app.services.customers.records import SEALED, Person, find, opened, require_customer
from app.utils import clock


class LegalHold(DuplicateResourceError):
    """The law wants the customer's data kept until a day, e.g. in the register of Schedule H1."""

    code = "LEGAL_HOLD"


async def export(session: AsyncSession, customer_id: int) -> dict[str, Any]:
    """Everything held about a customer: who they are, what they allowed, what they bought, what was done to it all.

    Raises:
        CustomerNotFound: there is none of this id.
    """
    customer = await find(session, customer_id)
    await audit.record(session, "customer.exported", audit.Subject("customer", customer_id))
    return {
        "exported_at": clock.now(),
        "customer": opened(session, customer),
        "consents": await list_consents(session, customer_id),
        "sales": (await session.execute(_sales_of(customer_id))).all(),
        "history": (await session.execute(_history_of(customer_id))).all(),
    }


async def set_legal_hold(session: AsyncSession, customer_id: int, *, until: date | None, reason: str | None) -> Person:
    """Keep a customer's data from being erased up to and including a day; no day: they may be.

    Raises:
        CustomerNotFound: there is none of this id.
        CustomerErased: their data were erased.
    """
    customer = await require_customer(session, customer_id)
    before = {"legal_hold_until": customer.legal_hold_until}
    customer.legal_hold_until, customer.legal_hold_reason = until, reason
    subject, after = audit.Subject("customer", customer_id), {"legal_hold_until": until}
    await audit.record_change(session, "customer.held", subject, before=before, after=after)
    return opened(session, customer)


async def erase(session: AsyncSession, customer_id: int, *, today: date) -> Person:
    """Destroy what says who a customer is. Their sales stay, of nobody: money and stock are as before.

    Raises:
        CustomerNotFound: there is none of this id.
        CustomerErased: it is done already.
        LegalHold: the law wants the data kept for now.
    """
    customer = await require_customer(session, customer_id)
    if customer.legal_hold_until is not None and customer.legal_hold_until >= today:
        raise LegalHold(
            f"These data have to be kept until {customer.legal_hold_until:%d %B %Y}.",
            until=customer.legal_hold_until,
            reason=customer.legal_hold_reason,
        )
    _forget(customer)
    await session.execute(delete(Consent).where(Consent.customer_id == customer_id))
    await session.execute(update(Sale).where(Sale.customer_id == customer_id).values(customer_id=None, notes=None))
    await audit.record(session, "customer.erased", audit.Subject("customer", customer_id))
    return opened(session, customer)


def _forget(customer: Customer) -> None:
    for field in SEALED:
        setattr(customer, f"{field}_sealed", None)
    customer.phone_key = customer.legal_hold_until = customer.legal_hold_reason = None
    customer.code = f"erased-{customer.id}"
    customer.erased_at = clock.now()


def _sales_of(customer_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Sale.id,
            Sale.sold_at,
            Medicine.name.label("medicine_name"),
            Sale.qty_sold,
            Sale.unit_price,
            Sale.total_amount,
            Sale.notes,
        )
        .join(Medicine, Medicine.id == Sale.medicine_id)
        .where(Sale.customer_id == customer_id)
        .order_by(Sale.id)
    )


def _history_of(customer_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(AuditEntry.recorded_at, AuditEntry.action, AuditEntry.channel)
        .where(AuditEntry.subject_kind == "customer", AuditEntry.subject_id == customer_id)
        .order_by(AuditEntry.id)
    )
