"""What one person may change of the stock without a second one."""

from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.database import pharmacy_of
from app.exceptions import AuthorizationError
from app.models import Medicine
from app.services import pharmacies
from app.utils.quantities import MAX_MONEY, line_total


class SecondPersonNeeded(AuthorizationError):
    """Somebody else has to agree: it is worth too much, or it is their own correction that they decide on."""

    code = "SECOND_PERSON_NEEDED"


async def needs_second_person(session: AsyncSession, worth: Decimal) -> bool:
    """Whether a change of that worth is above the pharmacy's limit."""
    limit = (await pharmacies.get(session, pharmacy_of(session))).approval_limit
    return limit is not None and worth > limit


def worth_of(qty: Decimal, medicine: Medicine, batch_cost: Decimal | None = None) -> Decimal:
    """What that many units cost; where nobody told a cost, what they sell for."""
    costs = (batch_cost, medicine.unit_cost, medicine.price)
    return min(line_total(qty, next(cost for cost in costs if cost is not None)), MAX_MONEY)
