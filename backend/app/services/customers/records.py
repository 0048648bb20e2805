"""Keeping customers: what says who they are is sealed on its way in and opened on its way out.

A customer is found by code, or by phone through the blind index. Nobody can search by name: names are sealed, and each
of them would have to be opened.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import pharmacy_of, sealer_of
from app.exceptions import DuplicateResourceError, ResourceNotFoundError, ValidationError
from app.models import Customer
from app.services import audit
from app.services.rbac import Actor
from app.utils.paging import Page, PageRequest

SEALED: Final = ("name", "phone", "address", "notes")
"""The fields that say who somebody is; each has a column `<field>_sealed`."""

PHONE_DIGITS: Final = 10
"""The last digits of a phone number are what it is found by: with or without a country code, it is the same."""


class WhichCustomer(ValidationError):
    """Somebody who may not page through all customers told neither a code nor a phone number."""

    code = "WHICH_CUSTOMER"


class CustomerNotFound(ResourceNotFoundError):
    """The pharmacy has no customer of this id."""

    code = "CUSTOMER_NOT_FOUND"


class CustomerErased(DuplicateResourceError):
    """The customer's data were erased: there is nobody to change, or to sell to."""

    code = "CUSTOMER_ERASED"


class CodeTaken(DuplicateResourceError):
    """Another customer of the pharmacy has this code."""

    code = "CODE_TAKEN"


@dataclass(frozen=True)
class Person:
    """A customer, opened. After an erasure all that says who it was is None."""

    id: int
    code: str
    name: str | None
    phone: str | None
    address: str | None
    notes: str | None
    legal_hold_until: date | None
    legal_hold_reason: str | None
    erased_at: datetime | None
    created_at: datetime


async def add_customer(session: AsyncSession, told: Mapping[str, str | None]) -> Person:
    """Keep a new customer. Without a code they are given one.

    Raises:
        CodeTaken: another customer has the code.
    """
    customer = Customer(code=told.get("code") or f"C-{secrets.token_hex(4).upper()}")
    session.add(customer)
    await _flush_code(session, customer)
    _seal(session, customer, told)
    fields = [field for field in ("code", *SEALED) if told.get(field) is not None]
    await audit.record(session, "customer.added", _subject(customer), after={"fields": fields})
    return opened(session, customer)


async def change_customer(session: AsyncSession, customer_id: int, told: Mapping[str, str | None]) -> Person:
    """Change what is kept of a customer; what is not named stays.

    Raises:
        CustomerNotFound: there is none of this id.
        CustomerErased: their data were erased.
        CodeTaken: another customer has the code.
    """
    customer = await require_customer(session, customer_id)
    before = opened(session, customer)
    changed = [field for field, value in told.items() if getattr(before, field) != value]
    if code := told.get("code"):
        customer.code = code
        await _flush_code(session, customer)
    _seal(session, customer, told)
    if changed:
        await audit.record(session, "customer.changed", _subject(customer), after={"fields": changed})
    return opened(session, customer)


async def get_customer(session: AsyncSession, customer_id: int) -> Person:
    """One customer, erased or not.

    Raises:
        CustomerNotFound: there is none of this id.
    """
    return opened(session, await find(session, customer_id))


async def list_customers(
    session: AsyncSession, *, code: str | None, phone: str | None, page: PageRequest, actor: Actor
) -> Page[Person]:
    """Customers whose data were not erased, newest first; of a code or a phone number where one is told.

    Raises:
        WhichCustomer: neither is told, by somebody who may not page through them all.
    """
    if code is None and phone is None and "customers.list" not in actor.permissions:
        raise WhichCustomer("Tell the customer's code or whole phone number: not everybody may see all customers.")
    conditions: list[ColumnElement[bool]] = [Customer.erased_at.is_(None)]
    if code is not None:
        conditions.append(Customer.code == code)
    if phone is not None:
        conditions.append(Customer.phone_key == _phone_key(session, phone))
    total = await session.scalar(select(func.count(Customer.id)).where(*conditions)) or 0
    query = select(Customer).where(*conditions).order_by(Customer.id.desc())
    found = await session.scalars(query.offset(page.offset).limit(page.page_size))
    return Page([opened(session, one) for one in found], total, page)


async def require_customer(session: AsyncSession, customer_id: int) -> Customer:
    """A customer who is still one, e.g. to sell to; nobody erases them until this transaction ends.

    Raises:
        CustomerNotFound: there is none of this id.
        CustomerErased: their data were erased.
    """
    customer = await session.scalar(select(Customer).where(Customer.id == customer_id).with_for_update())
    if customer is None:
        raise _unknown(customer_id)
    if customer.erased_at is not None:
        raise CustomerErased("This customer's data were erased.", customer_id=customer_id)
    return customer


async def find(session: AsyncSession, customer_id: int) -> Customer:
    """The stored customer, erased or not.

    Raises:
        CustomerNotFound: there is none of this id.
    """
    customer = await session.scalar(select(Customer).where(Customer.id == customer_id))
    if customer is None:
        raise _unknown(customer_id)
    return customer


def opened(session: AsyncSession, customer: Customer) -> Person:
    """A customer as whoever may read it sees them."""
    sealer = sealer_of(session)
    columns = {field: getattr(customer, f"{field}_sealed") for field in SEALED}
    told = {
        field: None if sealed is None else sealer.open(sealed, place=_place(customer, field))
        for field, sealed in columns.items()
    }
    return Person(
        id=customer.id,
        code=customer.code,
        **told,
        legal_hold_until=customer.legal_hold_until,
        legal_hold_reason=customer.legal_hold_reason,
        erased_at=customer.erased_at,
        created_at=customer.created_at,
    )


def _seal(session: AsyncSession, customer: Customer, told: Mapping[str, str | None]) -> None:
    """Seal the personal fields that were told. The customer's id is known: a sealed text is bound to it."""
    sealer = sealer_of(session)
    for field in [one for one in SEALED if one in told]:
        value = told[field]
        sealed = None if value is None else sealer.seal(value, place=_place(customer, field))
        setattr(customer, f"{field}_sealed", sealed)
    if "phone" in told:
        phone = told["phone"]
        customer.phone_key = None if phone is None else _phone_key(session, phone)


async def _flush_code(session: AsyncSession, customer: Customer) -> None:
    code = customer.code
    try:
        await session.flush()  # gives the id, and meets the code of another
    except IntegrityError as error:
        raise CodeTaken(f"Another customer has the code {code}.", code=code) from error


def _phone_key(session: AsyncSession, phone: str) -> str:
    digits = "".join(filter(str.isdecimal, phone))[-PHONE_DIGITS:]
    return sealer_of(session).blind_index(digits, place=f"{pharmacy_of(session)}/customers.phone")


def _place(customer: Customer, field: str) -> str:
    return f"{customer.pharmacy_id}/customers.{field}/{customer.id}"


def _subject(customer: Customer) -> audit.Subject:
    return audit.Subject("customer", customer.id)


def _unknown(customer_id: int) -> CustomerNotFound:
    return CustomerNotFound(f"There is no customer {customer_id} in this pharmacy.", customer_id=customer_id)
