"""The only place that asks the machine for the time."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The business day it is now in a pharmacy's own time zone, e.g. "Asia/Kolkata"."""
    return business_day(now(), zone)


def business_day(instant: datetime, zone: str) -> date:
    """The business day on which an aware instant falls in a time zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def instant(day: date, at: time, zone: str) -> datetime:
    """The instant of a local day and time of day."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local(instant: datetime, zone: str) -> datetime:
    """An instant as a calendar and a clock on the wall of a time zone show it."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def at_noon(day: date, zone: str) -> datetime:
    """The instant that stands for a day of which only the date is known: noon of that day."""
    return instant(day, time(12), zone)


def time_of_day(zone: str) -> time:
    """What a clock on the wall shows now in a time zone."""
    return now().astimezone(ZoneInfo(zone)).time()
