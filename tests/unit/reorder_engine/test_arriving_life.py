"""For how long a delivery can be sold when it arrives, worked out by hand."""

from datetime import date, timedelta

from app.services.reorder_engine import shelf_life

DAY = date(2026, 3, 1)


def arriving(*lives: int) -> int | None:
    """As the engine is told of deliveries that could be sold for so many days, their first day counted."""
    return shelf_life.arriving_days([(DAY, DAY + timedelta(days=life - 1)) for life in lives])


def test_fewer_than_three_deliveries_tell_nothing() -> None:
    assert arriving() is None
    assert arriving(400, 500) is None


def test_the_shortest_of_a_few_deliveries_counts() -> None:
    assert arriving(400, 90, 500) == 90
    assert arriving(*range(200, 210)) == 200


def test_one_short_delivery_of_many_is_passed_over() -> None:
    assert arriving(30, *range(200, 210)) == 200
    assert arriving(*range(101, 121)) == 102


def test_what_arrived_expired_could_be_sold_on_no_day() -> None:
    assert arriving(-20, 90, 90) == 0
