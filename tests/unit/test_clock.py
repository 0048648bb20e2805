from datetime import UTC, date, datetime, time

from app.utils import clock

KOLKATA, NEW_YORK = "Asia/Kolkata", "America/New_York"


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_one_instant_falls_on_the_day_of_each_place() -> None:
    late_evening = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)

    assert clock.business_day(late_evening, KOLKATA) == date(2026, 11, 24)
    assert clock.business_day(late_evening, NEW_YORK) == date(2026, 11, 23)


def test_a_day_without_a_time_stands_at_its_noon() -> None:
    assert clock.at_noon(date(2026, 11, 23), KOLKATA) == datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def test_noon_is_on_its_own_day_when_clocks_change() -> None:
    for day in (date(2026, 3, 8), date(2026, 11, 1)):
        assert clock.business_day(clock.at_noon(day, NEW_YORK), NEW_YORK) == day


def test_a_local_time_knows_summer_from_winter() -> None:
    summer = clock.instant(date(2026, 7, 1), time(9), NEW_YORK)
    winter = clock.instant(date(2026, 1, 1), time(9), NEW_YORK)

    assert (summer.hour, winter.hour) == (13, 14)
