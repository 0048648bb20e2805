from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select

from app.models import Import, ImportRow, Medicine, Sale
from app.models.base import Quantity
from app.models.enums import ImportStatus
from app.services.imports.identity import WIDE


def one(import_id: int) -> Select[Import]:
    return select(Import).where(Import.id == import_id)


def rows_done(import_id: int) -> Select[int]:
    return select(Import.rows_done).where(Import.id == import_id)


def recent() -> Select[Import]:
    return select(Import).order_by(Import.id.desc())


def unfinished() -> Select[Import]:
    return select(Import).where(Import.status.in_((ImportStatus.QUEUED, ImportStatus.RUNNING))).order_by(Import.id)


def staged_names() -> Select[str | None]:
    """The copies of files that are still needed."""
    return select(Import.staged_name).where(Import.staged_name.is_not(None))


def problems(import_id: int) -> Select[*tuple[Any, ...]]:
    """What an import has to tell, in the order of the file."""
    return (
        select(
            ImportRow.id,
            ImportRow.kind,
            ImportRow.row_number.label("row"),
            ImportRow.column_name.label("column"),
            ImportRow.medicine_id,
            Medicine.name.label("medicine_name"),
            ImportRow.expected,
            ImportRow.found,
        )
        .outerjoin(Medicine, Medicine.id == ImportRow.medicine_id)
        .where(ImportRow.import_id == import_id)
        .order_by(ImportRow.row_number, ImportRow.id)
    )


def keys_there(keys: list[str]) -> Select[str | None]:
    """Which of the keys name a sale that is stored already."""
    return select(Sale.import_key).where(Sale.import_key.in_(keys))


def day_totals(medicine_ids: list[int], date_from: date, date_to: date) -> Select[int, date, Decimal]:
    """What daily totals imported so far add up to, for each medicine and day."""
    return (
        select(Sale.medicine_id, Sale.sold_on, func.sum(Sale.qty_sold, type_=Quantity()))
        .where(
            Sale.medicine_id.in_(medicine_ids),
            Sale.sold_on.between(date_from, date_to),
            Sale.import_key.startswith(WIDE),
        )
        .group_by(Sale.medicine_id, Sale.sold_on)
    )
