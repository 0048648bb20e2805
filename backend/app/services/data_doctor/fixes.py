"""Putting an impossible value right."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from pydantic import ValidationError as Unreadable
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import ResourceNotFoundError, ValidationError
from app.models import Medicine
from app.models.enums import Schedule
from app.schemas.base import ExpiryDate, MoneyIn, PositiveQuantityIn, QuantityIn
from app.services import audit, inventory
from app.services.data_doctor.batch_rules import live_batch
from app.services.data_doctor.examination import look_at, rule_of, said
from app.services.data_doctor.rule import Rule
from app.utils import clock

_READERS: Final[Mapping[str, TypeAdapter[Any]]] = {
    "unit_cost": TypeAdapter(MoneyIn),
    "price": TypeAdapter(MoneyIn),
    "hsn": TypeAdapter(Annotated[str, Field(pattern=r"^(\d{4}|\d{6}|\d{8})$")]),
    "generic_name": TypeAdapter(Annotated[str, Field(min_length=1, max_length=200)]),
    "schedule": TypeAdapter(Schedule),
    "reorder_level": TypeAdapter(QuantityIn),
    "pack_size": TypeAdapter(PositiveQuantityIn),
    "on_order_qty": TypeAdapter(QuantityIn),
    "archived_at": TypeAdapter(str),
    "expires_on": TypeAdapter(ExpiryDate),
    "received_on": TypeAdapter(ExpiryDate),
}
"""How the value of each field is read, which is what forms may send too."""


class FindingNotFound(ResourceNotFoundError):
    """The rule finds nothing wrong with this any more."""

    code = "FINDING_NOT_FOUND"


class ImpossibleFix(ValidationError):
    """The value cannot be read, is missing where it cannot be guessed, or would be wrong as well."""

    code = "IMPOSSIBLE_FIX"


async def fix(session: AsyncSession, *, rule: str, subject_id: int, value: str | None, on: date) -> dict[str, object]:
    """Put one finding right, with the value that is suggested unless another one is told; answers what was set.

    Raises:
        UnknownRule: there is none of this name.
        FindingNotFound: nothing is wrong (any more).
        ImpossibleFix: with that value it would still be.
        MedicineExists: a deleted medicine's name is taken.
    """
    broken = rule_of(rule)
    row = await look_at(session, broken, subject_id, on=on)
    if row is None:
        raise FindingNotFound("Nothing is wrong here any more.", rule=rule, subject_id=subject_id)
    suggestion = broken.suggest(row)
    if value is None and suggestion is None:
        raise ImpossibleFix(f"{broken.label}: tell a value.", field=broken.field)
    told = _read(broken, value if value is not None else said(suggestion))
    if broken.subject == "batch":
        await _set_of_batch(session, subject_id, broken.field, told)
    else:
        await _set_of_medicine(session, subject_id, broken.field, told)
    await session.flush()  # what is looked at next
    if await look_at(session, broken, subject_id, on=on) is not None:
        raise ImpossibleFix(f"With {said(told)} it would be wrong as well.", field=broken.field, value=said(told))
    return {"rule": rule, "subject_id": subject_id, "field": broken.field, "value": said(told)}


def _read(rule: Rule, value: str) -> Any:
    try:
        return _READERS[rule.field].validate_python(value)
    except Unreadable as error:
        message = f"“{value[:60]}” is no value for {rule.field}."
        raise ImpossibleFix(message, field=rule.field) from error


async def _set_of_medicine(session: AsyncSession, medicine_id: int, field: str, told: Any) -> None:
    if field == "archived_at":
        await inventory.restore_medicine(session, medicine_id)
        return
    medicine = await inventory.hold_medicine(session, medicine_id)
    await inventory.change_medicine(session, medicine, {field: told})


async def _set_of_batch(session: AsyncSession, batch_id: int, field: str, told: date | Decimal) -> None:
    batch = (await session.scalars(live_batch(batch_id))).one()
    before = {field: getattr(batch, field)}
    setattr(batch, field, told)
    medicine = await session.scalar(select(Medicine).where(Medicine.id == batch.medicine_id))
    assert medicine is not None
    medicine.updated_at = clock.now()  # its order is computed anew
    subject = audit.Subject("batch", batch_id)
    await audit.record_change(session, "batch.corrected", subject, before=before, after={field: told})
