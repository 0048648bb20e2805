"""Recording a sale at the counter."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import PreparedStep, add_row
from app.exceptions import ValidationError
from app.models import Medicine, Sale
from app.models.enums import MovementReason, SaleSource
from app.schemas.sales import EARLIEST, SaleCreate
from app.services import audit, customers, inventory, outbox, stock
from app.services.rbac import Actor
from app.services.sales.history import SaleView, view_new
from app.utils import clock
from app.utils.quantities import MAX_MONEY, line_total

_OFFERED: Final = PreparedStep(
    select(Medicine.name, Medicine.price, Medicine.is_divisible).where(
        Medicine.id == bindparam("medicine_id"), Medicine.archived_at.is_(None)
    )
)


class ImpossibleSaleDate(ValidationError):
    """A sale in the future, or before the year 2000."""

    code = "IMPOSSIBLE_SALE_DATE"


class AmountTooLarge(ValidationError):
    """Quantity times price is more than an amount can be."""

    code = "AMOUNT_TOO_LARGE"


async def record(session: AsyncSession, new: SaleCreate, *, actor: Actor) -> SaleView:
    """Record a sale and take it off the shelf, first expired first.

    Raises:
        MedicineNotFound: this pharmacy has no such medicine.
        UnknownPack: it does not come in the pack that was named.
        NotDivisible: part of a unit of what is sold whole.
        InsufficientStock: the shelf cannot give that much; nothing is recorded.
        ImpossibleSaleDate: the day cannot be one of a sale.
        AmountTooLarge: quantity times price cannot be a sale either.
        PeriodClosed: the day is in a closed period.
        CustomerNotFound: this pharmacy has no such customer.
        CustomerErased: the customer's data were erased.
    """
    if new.customer_id is not None:
        await customers.require_customer(session, new.customer_id)
    medicine = (await _OFFERED.run(session, medicine_id=new.medicine_id)).first()
    if medicine is None:
        raise await inventory.missing(session, new.medicine_id)
    qty_sold = await _in_base_units(session, new)
    stock.check_divisible(medicine.is_divisible, qty_sold, medicine_name=medicine.name)
    sold = _columns(new, qty_sold, medicine.price if new.unit_price is None else new.unit_price, actor=actor)
    await stock.check_open(session, sold["sold_on"], actor=actor, reason=new.notes)
    sale_id = await add_row(session, Sale, **sold, customer_id=new.customer_id, actor_id=actor.user_id)
    cause = stock.Cause(MovementReason.SALE, sold["sold_at"], actor.user_id, sale_id=sale_id)
    picks = await stock.issue(session, medicine_id=new.medicine_id, qty=qty_sold, on=sold["sold_on"], cause=cause)
    told = {name: sold[name] for name in ("medicine_id", "qty_sold", "total_amount", "sold_at")}
    await audit.record(session, "sale.recorded", audit.Subject("sale", sale_id), after=told)
    await outbox.publish(session, "sale.recorded", sale_id=sale_id, medicine_id=new.medicine_id)
    return view_new(sale_id, sold, medicine.name, picks)


async def _in_base_units(session: AsyncSession, new: SaleCreate) -> Decimal:
    if new.pack is None:
        return new.qty_sold
    medicine = await inventory.get_medicine(session, new.medicine_id)
    return await inventory.in_base_units(session, medicine, new.qty_sold, new.pack)


def _columns(new: SaleCreate, qty_sold: Decimal, unit_price: Decimal, *, actor: Actor) -> dict[str, Any]:
    """What is stored of a sale."""
    sold_at = _instant(new.sale_date, actor.time_zone)
    total_amount = line_total(qty_sold, unit_price)
    if total_amount > MAX_MONEY:
        raise AmountTooLarge(f"A sale amounts to at most {MAX_MONEY:,}: check quantity and price.")
    return {
        "medicine_id": new.medicine_id,
        "qty_sold": qty_sold,
        "unit_price": unit_price,
        "total_amount": total_amount,
        "sold_on": clock.business_day(sold_at, actor.time_zone),
        "sold_at": sold_at,
        "notes": new.notes,
        "bill_no": new.bill_no,
        "returned_qty": Decimal(0),
        "source": SaleSource.TILL,
        "uncovered_qty": Decimal(0),
        "created_at": clock.now(),
    }


def _instant(told: date | datetime | None, zone: str) -> datetime:
    """The instant of a sale. A day alone is today's present moment, or noon of an earlier day."""
    present = clock.now()
    if told is None or told == clock.today(zone):
        return present
    if isinstance(told, datetime):
        sold_at = told if told.tzinfo else told.replace(tzinfo=ZoneInfo(zone))
    else:
        sold_at = clock.at_noon(told, zone)
    if sold_at > present or sold_at.date() < EARLIEST:
        raise ImpossibleSaleDate("A sale is neither in the future nor before 2000.", sale_date=str(told))
    return sold_at.astimezone(UTC)
