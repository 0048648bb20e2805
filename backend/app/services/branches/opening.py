"""Opening further pharmacies of an organisation."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Membership, Pharmacy
from app.models.enums import Role
from app.services import audit, pharmacies
from app.services.rbac import Actor


@dataclass(frozen=True)
class NewBranch:
    """What opening a branch needs; what is not told is as in the pharmacy it is opened from."""

    name: str
    address: str | None
    phone: str | None
    email: str | None
    license_no: str | None
    currency: str | None
    time_zone: str | None


async def open_branch(session: AsyncSession, new: NewBranch, *, actor: Actor) -> Pharmacy:
    """Open another pharmacy of the organisation. Whoever opens it becomes its admin."""
    present = await pharmacies.get(session, actor.pharmacy_id)
    opened = await pharmacies.open_pharmacy(
        session,
        name=new.name,
        currency=new.currency or present.currency,
        time_zone=new.time_zone or present.time_zone,
        organization_id=present.organization_id,
    )
    for field in ("address", "phone", "email", "license_no"):
        setattr(opened, field, getattr(new, field))
    session.add(Membership(user_id=actor.user_id, pharmacy_id=opened.id, role=Role.ADMIN))
    await audit.record(session, "branch.opened", audit.Subject("pharmacy", opened.id), after={"name": opened.name})
    return opened
