"""A pharmacy's own settings: what stands on its papers, its currency, its time zone, its limits."""

from collections.abc import Mapping

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import pharmacy_of
from app.exceptions import DuplicateResourceError
from app.models import Pharmacy, Sale
from app.services import audit, pharmacies


class CurrencyInUse(DuplicateResourceError):
    """There are sales in the pharmacy's currency: another would give every amount another meaning."""

    code = "CURRENCY_IN_USE"


async def current(session: AsyncSession) -> Pharmacy:
    """The pharmacy that the session belongs to."""
    return await pharmacies.get(session, pharmacy_of(session))


async def change_settings(session: AsyncSession, changes: Mapping[str, object]) -> Pharmacy:
    """Change settings of the pharmacy; those that are not named stay.

    Raises:
        CurrencyInUse: the currency would change, and something was sold already.
    """
    await pharmacies.take_turn(session)
    pharmacy = await current(session)
    if changes.get("currency", pharmacy.currency) != pharmacy.currency and await _has_sales(session):
        raise CurrencyInUse("The currency cannot change any more: there are sales in it.", currency=pharmacy.currency)
    before = {field: getattr(pharmacy, field) for field in changes}
    for field, value in changes.items():
        setattr(pharmacy, field, value)
    subject = audit.Subject("pharmacy", pharmacy.id)
    await audit.record_change(session, "pharmacy.changed", subject, before=before, after=changes)
    return pharmacy


async def _has_sales(session: AsyncSession) -> bool:
    return bool(await session.scalar(select(exists().where(Sale.pharmacy_id == pharmacy_of(session)))))
