"""What a person does with a suggestion: change the quantity, accept, dismiss, think again."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.exceptions import DuplicateResourceError
from app.models import Medicine, Suggestion
from app.models.enums import SuggestionStatus
from app.services import audit, inventory, pharmacies, stock
from app.services.rbac import Actor
from app.services.reorder_engine import queries
from app.services.reorder_engine.free_goods import free_with
from app.services.reorder_engine.lists import SuggestionNotFound, get_suggestion, shaped
from app.utils import clock
from app.utils.quantities import worth


class AlreadyDecided(DuplicateResourceError):
    """The suggestion is no longer open; details hold what became of it."""

    code = "SUGGESTION_ALREADY_DECIDED"


class NothingToOrder(DuplicateResourceError):
    """A quantity of zero was accepted."""

    code = "NOTHING_TO_ORDER"


async def change_quantity(session: AsyncSession, suggestion_id: int, order_qty: Decimal) -> dict[str, Any]:
    """Write down another quantity; the suggested one stays beside it.

    Raises:
        SuggestionNotFound, AlreadyDecided: as their names say.
    """
    suggestion = await _locked(session, suggestion_id)
    _require_live(suggestion)
    before = _decided(suggestion)
    _set_quantity(suggestion, order_qty)
    await _note(session, "suggestion.changed", suggestion, before)
    return await _shown(session, suggestion)


async def accept(
    session: AsyncSession, suggestion_id: int, order_qty: Decimal | None, *, actor: Actor
) -> dict[str, Any]:
    """Take a suggestion; its quantity is then on order.

    Raises:
        SuggestionNotFound, AlreadyDecided, NothingToOrder, NotDivisible: as their names say.
    """
    suggestion = await _locked(session, suggestion_id)
    _require_live(suggestion)
    before = _decided(suggestion)
    if order_qty is not None:
        _set_quantity(suggestion, order_qty)
    if suggestion.order_qty <= 0:
        raise NothingToOrder("There is nothing to order: set a quantity above zero first.")
    medicine = await _medicine(session, suggestion)
    stock.check_divisible(medicine.is_divisible, suggestion.order_qty, medicine_name=medicine.name)
    medicine.on_order_qty += suggestion.order_qty + suggestion.free_qty
    _decide(suggestion, SuggestionStatus.ACCEPTED, actor)
    await _note(session, "suggestion.accepted", suggestion, before)
    return await _shown(session, suggestion)


async def dismiss(session: AsyncSession, suggestion_id: int, reason: str, *, actor: Actor) -> dict[str, Any]:
    """Turn a suggestion down; the medicine is not suggested again before its next review.

    Raises:
        SuggestionNotFound, AlreadyDecided: as their names say.
    """
    suggestion = await _locked(session, suggestion_id)
    _require_live(suggestion)
    before = _decided(suggestion)
    medicine = await _medicine(session, suggestion)
    suggestion.dismissed_reason = reason
    suggestion.silent_until = clock.today(actor.time_zone) + timedelta(days=medicine.review_days)
    _decide(suggestion, SuggestionStatus.DISMISSED, actor)
    await _note(session, "suggestion.dismissed", suggestion, before)
    return await _shown(session, suggestion)


async def reopen(session: AsyncSession, suggestion_id: int) -> dict[str, Any]:
    """Take a decision back: an accepted quantity is no longer on order.

    Raises:
        SuggestionNotFound: as its name says.
        AlreadyDecided: the suggestion is open already, or was accepted and its medicine delivered since.
    """
    suggestion = await _locked(session, suggestion_id)
    if suggestion.status in queries.LIVE:
        raise AlreadyDecided("This suggestion is open already.", status=suggestion.status)
    before = _decided(suggestion)
    medicine = await _medicine(session, suggestion)
    if suggestion.status == SuggestionStatus.ACCEPTED:
        if await session.scalar(queries.delivery_since(suggestion)) is not None:
            raise AlreadyDecided("This has been delivered since: it cannot be taken back.", status=suggestion.status)
        ordered = suggestion.order_qty + suggestion.free_qty
        medicine.on_order_qty = max(Decimal(0), medicine.on_order_qty - ordered)
    # A newer computation may have taken the medicine's one live place since: this decision's row takes it back.
    await suggest_no_more(session, suggestion.medicine_id)
    suggestion.status = SuggestionStatus.OPEN
    suggestion.dismissed_reason = suggestion.silent_until = suggestion.decided_at = suggestion.decided_by = None
    await _note(session, "suggestion.reopened", suggestion, before)
    return await _shown(session, suggestion)


async def suggest_no_more(session: AsyncSession, medicine_id: int) -> None:
    """Forget what was computed for a medicine and not decided."""
    live = delete(Suggestion).where(Suggestion.medicine_id == medicine_id, Suggestion.status.in_(queries.LIVE))
    await session.execute(live)


def _decided(suggestion: Suggestion) -> dict[str, object]:
    """What a decision changes of a suggestion."""
    return {field: getattr(suggestion, field) for field in ("status", "order_qty", "dismissed_reason", "silent_until")}


async def _note(session: AsyncSession, action: str, suggestion: Suggestion, before: dict[str, object]) -> None:
    subject = audit.Subject("suggestion", suggestion.id)
    await audit.record_change(session, action, subject, before=before, after=_decided(suggestion))


async def _shown(session: AsyncSession, suggestion: Suggestion) -> dict[str, Any]:
    await session.flush()  # what was decided, before it is read with its names
    return shaped(await get_suggestion(session, suggestion.id))


async def _locked(session: AsyncSession, suggestion_id: int) -> Suggestion:
    # A computation rewrites the live rows: it waits for a decision, and a decision for it.
    await pharmacies.take_turn(session)
    suggestion = await session.scalar(select(Suggestion).where(Suggestion.id == suggestion_id))
    if suggestion is None:
        raise SuggestionNotFound(f"There is no suggestion {suggestion_id} in this pharmacy.")
    return suggestion


async def _medicine(session: AsyncSession, suggestion: Suggestion) -> Medicine:
    medicine = await inventory.hold_medicine(session, suggestion.medicine_id)
    medicine.updated_at = clock.now()
    return medicine


def _require_live(suggestion: Suggestion) -> None:
    if suggestion.status not in queries.LIVE:
        raise AlreadyDecided("This suggestion has been decided already.", status=suggestion.status)


def _set_quantity(suggestion: Suggestion, order_qty: Decimal) -> None:
    suggestion.order_qty = order_qty
    suggestion.free_qty = free_with(suggestion.inputs, order_qty)
    suggestion.order_value = worth(order_qty, suggestion.unit_cost)


def _decide(suggestion: Suggestion, status: SuggestionStatus, actor: Actor) -> None:
    suggestion.status = status
    suggestion.decided_at = clock.now()
    suggestion.decided_by = actor.user_id
