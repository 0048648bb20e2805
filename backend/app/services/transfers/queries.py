from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from app.models import Batch, Medicine, Pharmacy, Suggestion, SupplierItem, Transfer
from app.models.base import Money, Quantity
from app.models.enums import BatchState, SuggestionStatus, TransferStatus
from app.services.stock.queries import free_qty, may_be_sold

LIVE = (SuggestionStatus.OPEN, SuggestionStatus.NOTHING_TO_ORDER)
UNDER_WAY = (TransferStatus.ASKED, TransferStatus.SENT)


def branches(pharmacy_id: int) -> Select[*tuple[Any, ...]]:
    """The pharmacy and those of its organisation that count in its currency, in id order."""
    own = select(Pharmacy.organization_id, Pharmacy.currency).where(Pharmacy.id == pharmacy_id).subquery()
    same = and_(Pharmacy.organization_id == own.c.organization_id, Pharmacy.currency == own.c.currency)
    return select(Pharmacy.id, Pharmacy.name, Pharmacy.transfer_line_cost).join(own, same).order_by(Pharmacy.id)


def needs() -> Select[*tuple[Any, ...]]:
    """What each branch keeps, lacks and would order of each medicine, as was computed last.

    Of what is on its exit list it keeps nothing.
    """
    live = and_(Suggestion.medicine_id == Medicine.id, Suggestion.status.in_(LIVE))
    agreed = and_(SupplierItem.medicine_id == Medicine.id, SupplierItem.supplier_id == Medicine.supplier_id)
    return (
        select(
            Medicine.pharmacy_id,
            Medicine.id.label("medicine_id"),
            Medicine.name,
            Medicine.name_key,
            Medicine.base_unit,
            Medicine.pack_size,
            func.coalesce(SupplierItem.moq, Medicine.moq, type_=Quantity()).label("moq"),
            Medicine.reorder_level,
            Medicine.stopped_at.is_not(None).label("is_stopped"),
            func.coalesce(Medicine.unit_cost, Medicine.price, type_=Money()).label("unit_cost"),
            func.coalesce(Suggestion.order_up_to, 0.0).label("order_up_to"),
            func.coalesce(Suggestion.usable_qty, 0, type_=Quantity()).label("usable_qty"),
            Medicine.on_order_qty,
            case((Suggestion.status == SuggestionStatus.OPEN, Suggestion.suggested_qty), else_=0).label("order_qty"),
            func.coalesce(Suggestion.demand_per_day, 0.0).label("demand_per_day"),
        )
        .outerjoin(Suggestion, live)
        .outerjoin(SupplierItem, agreed)
        .where(Medicine.archived_at.is_(None), or_(Suggestion.id.is_not(None), Medicine.stopped_at.is_not(None)))
    )


def lots(on: date) -> Select[*tuple[Any, ...]]:
    """The batches of each branch that may be sold, with what of them is free."""
    return select(Batch.medicine_id, Batch.id, Batch.batch_no, Batch.expires_on, free_qty().label("qty")).where(
        Batch.on_hand_qty > 0, free_qty() > 0, may_be_sold(on)
    )


def asked_out() -> Select[Transfer]:
    """What was asked of each branch and is still on its shelf."""
    return select(Transfer).where(Transfer.is_outgoing, Transfer.status == TransferStatus.ASKED)


def under_way() -> Select[*tuple[Any, ...]]:
    """The branch's transfers that are not over, with the names that a person reads, oldest first."""
    return (
        select(Transfer, Medicine.name.label("medicine_name"), Pharmacy.name.label("other_pharmacy_name"))
        .join(Medicine, Medicine.id == Transfer.medicine_id)
        .join(Pharmacy, Pharmacy.id == Transfer.other_pharmacy_id)
        .where(Transfer.status.in_(UNDER_WAY))
        .order_by(Transfer.id)
    )


def same_medicine(name_key: str) -> Select[Medicine]:
    """The live medicine of this name, held for a change."""
    return select(Medicine).where(Medicine.name_key == name_key, Medicine.archived_at.is_(None)).with_for_update()


def source_batches(medicine_id: int, batch_ids: list[int], on: date) -> Select[Batch]:
    """Batches of a medicine that may be sold, in the order in which they are locked."""
    wanted = Batch.medicine_id == medicine_id, Batch.id.in_(batch_ids), may_be_sold(on)
    return select(Batch).where(*wanted, Batch.state == BatchState.OK).order_by(Batch.id).with_for_update()


def of_group(group_key: str) -> Select[Transfer]:
    """A transfer as the session's branch knows it."""
    return select(Transfer).where(Transfer.group_key == group_key).with_for_update()
