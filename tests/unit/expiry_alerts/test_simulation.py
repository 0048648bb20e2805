from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.services.expiry_alerts.simulation import DatedLot, average_demand, exact_demand, expected_unsold

TODAY = date(2026, 11, 24)
quantities = st.integers(0, 200_000).map(lambda thousandths: Decimal(thousandths) / 1000)
lots = st.builds(
    DatedLot,
    batch_id=st.integers(1, 10_000),
    expires_on=st.integers(-5, 60).map(lambda days: TODAY + timedelta(days=days)),
    on_hand_qty=quantities,
    is_blocked=st.sampled_from([False, False, False, True]),
)
shelves = st.lists(lots, max_size=8, unique_by=lambda lot: lot.batch_id)


def lot(batch_id: int, days_left: int, qty: int | str, *, is_blocked: bool = False) -> DatedLot:
    return DatedLot(batch_id, TODAY + timedelta(days=days_left), Decimal(qty), is_blocked)


def day_by_day(shelf: list[DatedLot], demand_per_day: Decimal) -> dict[int, Decimal]:
    """The oracle: serve each day from the shelf, then take away what expired that night."""
    left = {one.batch_id: one.on_hand_qty for one in shelf}
    order = sorted(shelf, key=lambda one: (one.expires_on, one.batch_id))
    for day in (TODAY + timedelta(days=n) for n in range(70)):
        wanted = demand_per_day
        for one in order:
            if one.is_blocked or one.expires_on < day:
                continue
            taken = min(wanted, left[one.batch_id])
            left[one.batch_id] -= taken
            wanted -= taken
    return left


@given(shelves, quantities)
def test_the_closed_form_equals_serving_each_day(shelf: list[DatedLot], demand_per_day: Decimal) -> None:
    assert expected_unsold(shelf, demand_per_day=demand_per_day, on=TODAY) == day_by_day(shelf, demand_per_day)


@given(shelves, quantities)
def test_nothing_that_expires_later_changes_what_is_left_of_a_batch(
    shelf: list[DatedLot], demand_per_day: Decimal
) -> None:
    soon = [one for one in shelf if one.expires_on <= TODAY + timedelta(days=30)]

    of_all = expected_unsold(shelf, demand_per_day=demand_per_day, on=TODAY)

    assert expected_unsold(soon, demand_per_day=demand_per_day, on=TODAY) == {
        one.batch_id: of_all[one.batch_id] for one in soon
    }


def test_a_batch_sells_up_to_and_including_its_last_day() -> None:
    assert expected_unsold([lot(1, days_left=0, qty=10)], demand_per_day=Decimal(4), on=TODAY) == {1: Decimal(6)}


def test_a_batch_only_gets_what_the_one_before_it_leaves() -> None:
    shelf = [lot(2, days_left=9, qty=30), lot(1, days_left=4, qty=12)]

    # Ten days ask for 40; the first batch gives 12 of them, the second what is left.
    assert expected_unsold(shelf, demand_per_day=Decimal(4), on=TODAY) == {1: Decimal(0), 2: Decimal(2)}


def test_what_is_blocked_or_expired_does_not_sell_at_all() -> None:
    shelf = [lot(1, days_left=5, qty=7, is_blocked=True), lot(2, days_left=-1, qty=3), lot(3, days_left=5, qty=8)]

    assert expected_unsold(shelf, demand_per_day=Decimal(10), on=TODAY) == {1: 7, 2: 3, 3: 0}


def test_an_unknown_demand_gives_no_number() -> None:
    shelf = [lot(1, days_left=5, qty=7), lot(2, days_left=-1, qty=3)]

    assert expected_unsold(shelf, demand_per_day=None, on=TODAY) == {1: None, 2: Decimal(3)}


def test_a_forecast_becomes_an_exact_number_of_nine_places() -> None:
    assert exact_demand(0.1) == Decimal("0.1")
    assert exact_demand(1 / 3) == Decimal("0.333333333")
    assert exact_demand(-0.2) == 0


def test_an_average_is_rounded_half_even() -> None:
    assert average_demand(Decimal(10), days=90) == Decimal("0.111111111")
