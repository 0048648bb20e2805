"""What to do with a batch, and why, from what will be left of it. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from app.models.enums import BatchState, ExpiryAction
from app.services.expiry_alerts.ladder import rung_of
from app.utils.quantities import json_number

LIKELY: Final = 0.5
"""From this chance on that something is left, it is time to act."""

POSSIBLE: Final = 0.2
"""Below this chance nothing needs to be done."""

RETURN_SOON_DAYS: Final = 30
"""A return that may be needed waits until the supplier takes the batch for no longer than this."""

STILL_ORDERED_DAYS: Final = 60
"""With more days left than this, ordering no more helps most."""


@dataclass(frozen=True)
class Prospect:
    """A batch with what is known of its end.

    Attributes:
        chance: that any unit expires unsold; None: nobody knows.
        unsold_qty: units expected to; None: nobody knows.
        returns_until_days: how many days before the date the supplier takes it back at the latest; negative: after it;
            None: not agreed.
        transfer_to: the branch that would sell units of it in time; None: there is none.
        transfer_qty: how many.
        coming_qty: units of the medicine that are on order or suggested.
    """

    expires_on: date
    state: BatchState
    on_hand_qty: Decimal
    chance: float | None
    unsold_qty: Decimal | None
    supplier_name: str | None
    returns_until_days: int | None
    transfer_to: str | None
    transfer_qty: Decimal | None
    coming_qty: Decimal


@dataclass(frozen=True)
class Proposal:
    """What to do with a batch, and the sentences that say why."""

    action: ExpiryAction
    reason: str


def propose(batch: Prospect, on: date) -> Proposal:
    """The best thing to do with a batch on a day: first what brings most of its cost back."""
    if batch.expires_on < on:
        return _of_expired(batch, on)
    if batch.state != BatchState.OK:
        return Proposal(rung_of(batch.expires_on, on).action, f"None of it may be sold: it is {_STATES[batch.state]}.")
    if batch.chance is None or batch.unsold_qty is None:
        return Proposal(rung_of(batch.expires_on, on).action, "Nobody knows yet how much of it will be asked for.")
    if batch.chance < POSSIBLE:
        return Proposal(ExpiryAction.SELL, f"It sells in time: {_percent(batch.chance)} chance that any is left.")
    action, why = _way_out(batch, on)
    return Proposal(action, " ".join(filter(None, (_outlook(batch), why, _order_no_more(batch)))))


def _of_expired(batch: Prospect, on: date) -> Proposal:
    last_return = _last_return(batch)
    if last_return is not None and on <= last_return:
        return Proposal(ExpiryAction.RETURN, f"It is past its date. {_takes_back(batch, last_return)}")
    return Proposal(ExpiryAction.DESTROY, "It is past its date.")


def _way_out(batch: Prospect, on: date) -> tuple[ExpiryAction, str]:
    """The action and what speaks for it beside the figures."""
    days_left, is_likely = (batch.expires_on - on).days, (batch.chance or 0) >= LIKELY
    last_return = _last_return(batch)
    if last_return is not None and on <= last_return and (is_likely or (last_return - on).days <= RETURN_SOON_DAYS):
        return ExpiryAction.RETURN, _takes_back(batch, last_return)
    if is_likely and batch.transfer_to is not None and batch.transfer_qty is not None:
        return ExpiryAction.TRANSFER, f"{batch.transfer_to} would sell {json_number(batch.transfer_qty):,} in time."
    if not is_likely:
        return ExpiryAction.PUSH, ""
    if days_left > STILL_ORDERED_DAYS and batch.coming_qty > 0:
        return ExpiryAction.STOP_ORDERING, ""
    action = rung_of(batch.expires_on, on).action
    is_refused = action is ExpiryAction.CHECK_RETURN and batch.returns_until_days is not None
    return (ExpiryAction.PUSH if is_refused else action), ""


def _outlook(batch: Prospect) -> str:
    assert batch.unsold_qty is not None
    assert batch.chance is not None
    left = max(round(batch.unsold_qty), 1)
    will = "will likely" if batch.chance >= LIKELY else "may"
    return f"{left:,} of {json_number(batch.on_hand_qty):,} {will} expire unsold ({_percent(batch.chance)})."


def _order_no_more(batch: Prospect) -> str:
    if batch.coming_qty <= 0:
        return ""
    coming = json_number(batch.coming_qty)
    return f"Order no more: {coming:,} {'is' if coming == 1 else 'are'} on order or suggested."


def _last_return(batch: Prospect) -> date | None:
    if batch.returns_until_days is None or batch.supplier_name is None:
        return None
    return batch.expires_on - timedelta(days=batch.returns_until_days)


def _takes_back(batch: Prospect, last: date) -> str:
    return f"{batch.supplier_name} takes it back until {last.day} {last:%b %Y}."


def _percent(chance: float) -> str:
    """A chance in whole percent that never claims to be sure."""
    return "under 1 %" if chance < 0.01 else "over 99 %" if chance > 0.99 else f"{chance:.0%}".replace("%", " %")


_STATES: Final = {
    BatchState.HOLD: "on hold",
    BatchState.QUARANTINE: "in quarantine",
    BatchState.RECALLED: "recalled",
    BatchState.DAMAGED: "damaged",
}
