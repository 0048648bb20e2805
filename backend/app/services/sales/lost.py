"""What was asked for and not there: noting it at the till, taking a note back, and reading the notes."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import ResourceNotFoundError
from app.models import LostSale, Medicine, User
from app.schemas.sales import EARLIEST, LostSaleCreate
from app.services import audit, inventory, stock
from app.services.rbac import Actor
from app.services.sales.record import ImpossibleSaleDate
from app.utils import clock
from app.utils.paging import Page, PageRequest


class LostSaleNotFound(ResourceNotFoundError):
    """The pharmacy has no such note."""

    code = "LOST_SALE_NOT_FOUND"


@dataclass(frozen=True)
class LostSaleView:
    """A note with the name of its medicine and of who wrote it."""

    id: int
    medicine_id: int
    medicine_name: str
    qty: Decimal
    asked_on: date
    note: str | None
    actor_name: str | None
    created_at: datetime


async def record_lost(session: AsyncSession, new: LostSaleCreate, *, actor: Actor) -> LostSaleView:
    """Note what somebody asked for and did not get. It counts as demand of its day, and takes no stock.

    Raises:
        MedicineNotFound: this pharmacy has no such medicine.
        UnknownPack: it does not come in the pack that was named.
        NotDivisible: part of a unit of what is sold whole.
        ImpossibleSaleDate: the day cannot be one on which anybody asked.
    """
    medicine = await inventory.get_medicine(session, new.medicine_id)
    qty = new.qty if new.pack is None else await inventory.in_base_units(session, medicine, new.qty, new.pack)
    stock.check_divisible(medicine.is_divisible, qty, medicine_name=medicine.name)
    today = clock.today(actor.time_zone)
    asked_on = new.asked_on or today
    if not EARLIEST <= asked_on <= today:
        raise ImpossibleSaleDate("Nobody asked in the future, nor before 2000.", asked_on=str(asked_on))
    lost = LostSale(medicine_id=medicine.id, qty=qty, asked_on=asked_on, note=new.note, actor_id=actor.user_id)
    session.add(lost)
    await session.flush()  # gives the id
    told = {"medicine_id": medicine.id, "qty": qty, "asked_on": asked_on}
    await audit.record(session, "sale.lost", audit.Subject("medicine", medicine.id), after=told)
    return await _view(session, lost.id)


async def take_back_lost(session: AsyncSession, lost_sale_id: int) -> None:
    """Remove a note that was a mistake: it is demand no more.

    Raises:
        LostSaleNotFound: this pharmacy has no such note.
    """
    lost = await session.scalar(select(LostSale).where(LostSale.id == lost_sale_id))
    if lost is None:
        raise LostSaleNotFound(f"There is no note {lost_sale_id} of a lost sale in this pharmacy.")
    medicine = await session.scalar(select(Medicine).where(Medicine.id == lost.medicine_id))
    assert medicine is not None
    medicine.updated_at = clock.now()  # its demand has changed, and no row is left that says so
    told = {"medicine_id": lost.medicine_id, "qty": lost.qty, "asked_on": lost.asked_on}
    await session.delete(lost)
    await audit.record(session, "sale.lost_taken_back", audit.Subject("medicine", medicine.id), before=told)


async def list_lost(session: AsyncSession, *, medicine_id: int | None, page: PageRequest) -> Page[LostSaleView]:
    """A page of notes, the latest day first."""
    conditions = [] if medicine_id is None else [LostSale.medicine_id == medicine_id]
    total = await session.scalar(select(func.count(LostSale.id)).where(*conditions)) or 0
    query = _VIEWS.where(*conditions).order_by(LostSale.asked_on.desc(), LostSale.id.desc())
    rows = await session.execute(query.offset(page.offset).limit(page.page_size))
    return Page([LostSaleView(*row) for row in rows], total, page)


_VIEWS = (
    select(
        LostSale.id,
        LostSale.medicine_id,
        Medicine.name,
        LostSale.qty,
        LostSale.asked_on,
        LostSale.note,
        User.full_name,
        LostSale.created_at,
    )
    .join(Medicine, Medicine.id == LostSale.medicine_id)
    .outerjoin(User, User.id == LostSale.actor_id)
)


async def _view(session: AsyncSession, lost_sale_id: int) -> LostSaleView:
    return LostSaleView(*(await session.execute(_VIEWS.where(LostSale.id == lost_sale_id))).one())
