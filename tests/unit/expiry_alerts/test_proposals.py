from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.models.enums import BatchState, ExpiryAction
from app.services.expiry_alerts.proposals import Prospect, propose

TODAY = date(2026, 11, 24)


def batch(days_left: int, chance: float | None = 0.72, **other: Any) -> Prospect:
    known = Prospect(
        expires_on=TODAY + timedelta(days=days_left),
        state=BatchState.OK,
        on_hand_qty=Decimal(30),
        chance=chance,
        unsold_qty=None if chance is None else Decimal("8.2"),
        supplier_name="Asha Traders",
        returns_until_days=None,
        transfer_to=None,
        transfer_qty=None,
        coming_qty=Decimal(0),
    )
    return replace(known, **other)


def test_the_reason_names_the_figures_and_the_last_day_of_a_return() -> None:
    told = propose(batch(100, returns_until_days=60), TODAY)

    assert told.action is ExpiryAction.RETURN
    assert told.reason == "8 of 30 will likely expire unsold (72 %). Asha Traders takes it back until 3 Jan 2027."


@pytest.mark.parametrize(
    ("prospect", "action"),
    [
        (batch(-1), ExpiryAction.DESTROY),
        (batch(-1, returns_until_days=-90), ExpiryAction.RETURN),
        (batch(-100, returns_until_days=-90), ExpiryAction.DESTROY),
        (batch(20), ExpiryAction.PULL),
        (batch(50), ExpiryAction.DISCOUNT),
        (batch(80), ExpiryAction.PUSH),
        (batch(120), ExpiryAction.CHECK_RETURN),
        (batch(50, returns_until_days=60), ExpiryAction.DISCOUNT),
        (batch(120, returns_until_days=150), ExpiryAction.PUSH),
        (batch(120, coming_qty=Decimal(5)), ExpiryAction.STOP_ORDERING),
        (batch(50, coming_qty=Decimal(5)), ExpiryAction.DISCOUNT),
        (batch(120, transfer_to="Second shop", transfer_qty=Decimal(6)), ExpiryAction.TRANSFER),
        (batch(120, 0.3, transfer_to="Second shop", transfer_qty=Decimal(6)), ExpiryAction.PUSH),
        (batch(120, 0.3), ExpiryAction.PUSH),
        (batch(120, 0.3, returns_until_days=10), ExpiryAction.PUSH),
        (batch(120, 0.3, returns_until_days=100), ExpiryAction.RETURN),
        (batch(20, 0.1), ExpiryAction.SELL),
        (batch(20, 1.0, state=BatchState.HOLD), ExpiryAction.PULL),
        (batch(120, None), ExpiryAction.CHECK_RETURN),
    ],
)
def test_each_prospect_has_its_action(prospect: Prospect, action: ExpiryAction) -> None:
    assert propose(prospect, TODAY).action is action


def test_what_is_ordered_beyond_what_sells_is_told_beside_any_action() -> None:
    assert propose(batch(50, 0.3, coming_qty=Decimal(1200)), TODAY).reason == (
        "8 of 30 may expire unsold (30 %). Order no more: 1,200 are on order or suggested."
    )


def test_a_chance_never_claims_to_be_sure() -> None:
    assert propose(batch(50, 1.0), TODAY).reason == "8 of 30 will likely expire unsold (over 99 %)."
    assert propose(batch(50, 0.0), TODAY).reason == "It sells in time: under 1 % chance that any is left."


def test_what_nobody_knows_and_what_is_blocked_is_said() -> None:
    assert propose(batch(50, None), TODAY).reason == "Nobody knows yet how much of it will be asked for."
    assert propose(batch(50, 1.0, state=BatchState.RECALLED), TODAY).reason == "None of it may be sold: it is recalled."
