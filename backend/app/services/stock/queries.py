from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, Update, and_, case, func, or_, select, type_coerce, update
from sqlalchemy.orm import aliased

from app.models import Batch, Medicine, Recall, StockMovement, User
from app.models.base import Quantity
from app.models.enums import BatchState
from app.models.stock import batch_no_key
from app.services.stock.batches import NewBatch


def may_be_sold(on: date | BindParameter[date]) -> ColumnElement[bool]:
    """The one definition of usable stock: in order, and not past its date."""
    return and_(Batch.state == BatchState.OK, or_(Batch.expires_on.is_(None), Batch.expires_on >= on))


def free_qty() -> ColumnElement[Decimal]:
    """What of a batch no reservation holds. Of a batch that may be sold, this is what is available."""
    return type_coerce(Batch.on_hand_qty - Batch.reserved_qty, Quantity())


def lots(
    medicine_id: int | BindParameter[int], on: date | BindParameter[date]
) -> Select[int, date | None, Decimal, str | None]:
    """The batches of a medicine with something available on a day, in id order: the order they are locked in."""
    return (
        select(Batch.id, Batch.expires_on, free_qty(), Batch.batch_no)
        .where(Batch.medicine_id == medicine_id, free_qty() > 0, may_be_sold(on))
        .order_by(Batch.id)
    )


def counted(medicine_id: int, on: date) -> Select[int, date | None, Decimal]:
    """The batches that somebody counting finds in order on a day, reserved units among them; locked in id order."""
    return (
        select(Batch.id, Batch.expires_on, Batch.on_hand_qty)
        .where(Batch.medicine_id == medicine_id, Batch.on_hand_qty > 0, may_be_sold(on))
        .order_by(Batch.id)
        .with_for_update()
    )


def blocked(new: NewBatch) -> Select[BatchState]:
    """The state in which units of this number already wait, where they do: more of them wait too. Recalled first."""
    waiting = (BatchState.HOLD, BatchState.RECALLED)
    return (
        select(Batch.state)
        .where(
            Batch.medicine_id == new.medicine_id,
            Batch.batch_no_key == batch_no_key(new.batch_no or ""),
            Batch.state.in_(waiting),
        )
        .order_by(Batch.state.desc())
        .limit(1)
    )


def recalled(medicine_id: int, batch_no: str) -> Select[int]:
    """The open recalls of this number, of this medicine or of any, oldest first."""
    return (
        select(Recall.id).where(_names(medicine_id), Recall.batch_no_key == batch_no_key(batch_no)).order_by(Recall.id)
    )


def under_recall(medicine_id: int) -> Select[Batch]:
    """The batches of a medicine whose numbers open recalls name, in id order: the order they are locked in."""
    numbers = select(Recall.batch_no_key).where(_names(medicine_id))
    return select(Batch).where(Batch.medicine_id == medicine_id, Batch.batch_no_key.in_(numbers)).order_by(Batch.id)


def _names(medicine_id: int) -> ColumnElement[bool]:
    """Whether a recall is open and of this medicine or of any."""
    medicine = select(Medicine.name_key).where(Medicine.id == medicine_id).scalar_subquery()
    return and_(Recall.lifted_at.is_(None), or_(Recall.name_key.is_(None), Recall.name_key == medicine))


def same_batch(new: NewBatch) -> Select[Batch]:
    """The batch that a delivery adds to, locked."""
    return (
        select(Batch)
        .where(
            Batch.medicine_id == new.medicine_id,
            Batch.batch_no == new.batch_no if new.batch_no else Batch.batch_no.is_(None),
            Batch.expires_on == new.expires_on if new.expires_on else Batch.expires_on.is_(None),
            Batch.unit_cost == new.unit_cost if new.unit_cost is not None else Batch.unit_cost.is_(None),
            Batch.mrp == new.mrp if new.mrp is not None else Batch.mrp.is_(None),
            Batch.state == new.state,
        )
        .order_by(Batch.id)
        .limit(1)
        .with_for_update(key_share=True)
    )


def has_moved(medicine_id: int) -> Select[int]:
    """A movement of the medicine, where there is any."""
    return (
        select(StockMovement.id)
        .join(Batch, Batch.id == StockMovement.batch_id)
        .where(Batch.medicine_id == medicine_id)
        .limit(1)
    )


def batches(medicine_id: int) -> Select[Batch]:
    """All batches of a medicine that hold something, first expired first."""
    return (
        select(Batch)
        .where(Batch.medicine_id == medicine_id, Batch.on_hand_qty > 0)
        .order_by(Batch.expires_on.is_(None), Batch.expires_on, Batch.id)
    )


def sold_first(medicine_id: int, on: date) -> Select[Batch]:
    """The batch of a medicine that is sold next."""
    return batches(medicine_id).where(may_be_sold(on)).limit(1)


def take(batch_id: int | BindParameter[int], qty: Decimal | BindParameter[Decimal]) -> Update:
    """Sell from a batch only if it is in order and has that much free: no row comes back when it does not."""
    return take_in_any_state(batch_id, qty).where(Batch.state == BatchState.OK)


def take_in_any_state(batch_id: int | BindParameter[int], qty: Decimal | BindParameter[Decimal]) -> Update:
    """Take from a batch only if it has that much free: no row comes back when it does not."""
    return _moved(batch_id, -qty).where(free_qty() >= qty)


def put(batch_id: int, qty: Decimal) -> Update:
    """Add to a batch."""
    return _moved(batch_id, qty)


def _moved(batch_id: int | BindParameter[int], change: Decimal | ColumnElement[Decimal]) -> Update:
    return (
        update(Batch)
        .where(Batch.id == batch_id)
        .values(on_hand_qty=Batch.on_hand_qty + change, movement_count=Batch.movement_count + 1)
        .returning(Batch.on_hand_qty, Batch.movement_count)
        .execution_options(synchronize_session=False)
    )


def reserve(batch_id: int, qty: Decimal) -> Update:
    """Keep units of a batch back only if it is in order and has that many free."""
    return (
        update(Batch)
        .where(Batch.id == batch_id, Batch.state == BatchState.OK, free_qty() >= qty)
        .values(reserved_qty=Batch.reserved_qty + qty)
        .returning(Batch.id)
        .execution_options(synchronize_session=False)
    )


def unreserve(batch_id: int, qty: Decimal) -> Update:
    """Give reserved units of a batch free."""
    return (
        update(Batch)
        .where(Batch.id == batch_id)
        .values(reserved_qty=Batch.reserved_qty - qty)
        .execution_options(synchronize_session=False)
    )


def standing(medicine_id: int, on: date) -> Select[*tuple[Any, ...]]:
    """What is on hand of a medicine, and the parts of it that add up to it."""
    recalled = Batch.state == BatchState.RECALLED
    expired = Batch.expires_on < on
    sums = {
        "on_hand": Batch.on_hand_qty,
        "reserved": case((may_be_sold(on), Batch.reserved_qty), else_=0),
        "held": case((recalled, 0), (expired, 0), (Batch.state == BatchState.OK, 0), else_=Batch.on_hand_qty),
        "expired": case((recalled, 0), (expired, Batch.on_hand_qty), else_=0),
        "recalled": case((recalled, Batch.on_hand_qty), else_=0),
        "available": case((may_be_sold(on), free_qty()), else_=0),
    }
    totals = (func.coalesce(func.sum(part), 0, type_=Quantity()).label(name) for name, part in sums.items())
    return select(*totals).where(Batch.medicine_id == medicine_id)


def movements(medicine_id: int) -> Select[*tuple[Any, ...]]:
    """The ledger lines of a medicine's batches with their numbers, also those from before a batch came to it."""
    reversal = aliased(StockMovement)
    return (
        select(
            StockMovement.id,
            StockMovement.batch_id,
            Batch.batch_no,
            StockMovement.change_qty.label("qty_change"),
            StockMovement.balance_after,
            StockMovement.reason,
            StockMovement.reason_code,
            StockMovement.note,
            StockMovement.occurred_at,
            StockMovement.recorded_at,
            StockMovement.sale_id,
            StockMovement.reverses_id,
            reversal.id.label("reversed_by_id"),
            User.full_name.label("actor_name"),
        )
        .join(Batch, Batch.id == StockMovement.batch_id)
        .outerjoin(reversal, reversal.reverses_id == StockMovement.id)
        .outerjoin(User, User.id == StockMovement.actor_id)
        .where(Batch.medicine_id == medicine_id)
    )


def first_movement(medicine_ids: list[int]) -> Select[int, datetime]:
    """The instant at which each medicine's stock was first told. A sale dated back to before it tells nothing."""
    return (
        select(Batch.medicine_id, func.min(StockMovement.occurred_at))
        .join(Batch, Batch.id == StockMovement.batch_id)
        .where(Batch.medicine_id.in_(medicine_ids), StockMovement.change_qty >= 0)
        .group_by(Batch.medicine_id)
    )
