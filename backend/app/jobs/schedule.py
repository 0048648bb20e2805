"""Queuing what is done every night, when the night comes to each time zone."""

from datetime import date, timedelta
from typing import Final

from app.database import EVERY_PHARMACY, Database
from app.services import jobs
from app.utils import clock

EARLIEST: Final = jobs.BEGINS_AT


class Schedule:
    """Plans the nightly jobs of each business day. It costs one small query a look, however many pharmacies there are.

    That a night is planned only once is kept by the keys of the jobs: several workers may plan it, and so does each
    start, for a pharmacy whose computer was off that night. What this object remembers only saves asking again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._planned: dict[str, date] = {}

    async def look(self) -> None:
        """Plan the last night of every time zone: that of today where it has come, else that of yesterday."""
        async with self._database.read(EVERY_PHARMACY) as session:  # the night comes to all pharmacies of a zone
            zones = await jobs.time_zones(session)
        for zone in zones:
            has_come = clock.time_of_day(zone) >= EARLIEST
            day = clock.today(zone) - timedelta(days=0 if has_come else 1)
            if self._planned.get(zone) != day:
                async with self._database.transaction(EVERY_PHARMACY) as session:
                    await jobs.plan(session, zone=zone, day=day)
                self._planned[zone] = day
