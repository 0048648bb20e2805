"""Units kept for somebody: they stay on hand and are not available to others."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import DuplicateResourceError, ResourceNotFoundError
from app.models import Batch, Medicine, Reservation
from app.schemas.stock import ReservationCreate
from app.services import audit, inventory
from app.services.rbac import Actor
from app.services.stock import fefo, ledger, queries
from app.services.stock.intake import check_divisible
from app.utils import clock
from app.utils.paging import Page, PageRequest


class ReservationNotFound(ResourceNotFoundError):
    """The pharmacy has no reservation of this id."""

    code = "RESERVATION_NOT_FOUND"


class ReservationReleased(DuplicateResourceError):
    """The reservation holds nothing any more."""

    code = "RESERVATION_RELEASED"


@dataclass(frozen=True)
class Reserved:
    """The reservations that keep what was asked for, one for each batch."""

    reservations: list[Reservation]


async def reserve(session: AsyncSession, wanted: ReservationCreate, *, actor: Actor) -> Reserved:
    """Keep units back, first expired first: a reservation for each batch they are in.

    Raises:
        MedicineNotFound, NotDivisible: as their names say.
        InsufficientStock: fewer are available; nothing is reserved.
    """
    medicine = await inventory.get_medicine(session, wanted.medicine_id)
    check_divisible(medicine.is_divisible, wanted.qty, medicine_name=medicine.name)
    picks = await ledger.plan_locked(session, medicine.id, wanted.qty, on=clock.today(actor.time_zone))
    made = [await _keep(session, pick, wanted, actor) for pick in picks]
    await session.flush()  # gives the ids
    for one in made:
        after = {"batch_id": one.batch_id, "qty": one.qty}  # the reference may name a customer
        await audit.record(session, "reservation.made", audit.Subject("reservation", one.id), after=after)
    return Reserved(made)


async def release(session: AsyncSession, reservation_id: int) -> Reservation:
    """Give reserved units free again.

    Raises:
        ReservationNotFound: this pharmacy has none of this id.
        ReservationReleased: somebody released it before.
    """
    wanted = select(Reservation).where(Reservation.id == reservation_id).with_for_update()
    reservation: Reservation | None = await session.scalar(wanted.execution_options(populate_existing=True))
    if reservation is None:
        raise ReservationNotFound(f"There is no reservation {reservation_id}.", reservation_id=reservation_id)
    if reservation.released_at is not None:
        raise ReservationReleased("This reservation was released before.", reservation_id=reservation_id)
    reservation.released_at = clock.now()
    await session.execute(queries.unreserve(reservation.batch_id, reservation.qty))
    await audit.record(
        session,
        "reservation.released",
        audit.Subject("reservation", reservation.id),
        before={"batch_id": reservation.batch_id, "qty": reservation.qty},
    )
    return reservation


async def list_reservations(session: AsyncSession, *, page: PageRequest) -> Page[Row[*tuple[Any, ...]]]:
    """The reservations that hold something, newest first."""
    live = Reservation.released_at.is_(None)
    total = await session.scalar(select(func.count(Reservation.id)).where(live)) or 0
    query = (
        select(
            Reservation.id,
            Reservation.medicine_id,
            Medicine.name.label("medicine_name"),
            Reservation.batch_id,
            Batch.batch_no,
            Reservation.qty,
            Reservation.reference,
            Reservation.created_at,
        )
        .join(Medicine, Medicine.id == Reservation.medicine_id)
        .join(Batch, Batch.id == Reservation.batch_id)
        .where(live)
        .order_by(Reservation.id.desc())
    )
    rows = await session.execute(query.offset(page.offset).limit(page.page_size))
    return Page(list(rows), total, page)


async def _keep(session: AsyncSession, pick: fefo.Pick, wanted: ReservationCreate, actor: Actor) -> Reservation:
    (await session.execute(queries.reserve(pick.batch_id, pick.qty))).one()
    reservation = Reservation(
        medicine_id=wanted.medicine_id,
        batch_id=pick.batch_id,
        qty=pick.qty,
        reference=wanted.reference,
        created_by=actor.user_id,
    )
    session.add(reservation)
    return reservation
