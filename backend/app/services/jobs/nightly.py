"""What is done every night, in each pharmacy at these times of its own clock."""

from dataclasses import dataclass
from datetime import date, time
from typing import Final

from sqlalchemy import JSON, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import insert_ignoring
from app.models import Job, Pharmacy
from app.models.base import UtcDateTime
from app.utils import clock


@dataclass(frozen=True)
class Nightly:
    """A job of every night. `title` says in a sentence what it does; `at`: from when on, by the pharmacy's clock."""

    name: str
    title: str
    at: time


NIGHTLY: Final = (
    Nightly("prove_ledger", "Prove that what is on hand is the sum of what moved.", time(2, 0)),
    Nightly("classify", "Class medicines by value, steadiness and movement.", time(2, 35)),
    Nightly("learn_demand", "Learn from all sales how demand goes on, every two weeks.", time(2, 37)),
    Nightly("refresh_reorder", "Compute the order list for the new day.", time(2, 40)),
    Nightly("expiry_alerts", "See what will expire unsold, and raise the alerts of the day.", time(2, 42)),
    Nightly("backtest", "See what our orders would have done lately, and how far off our forecasts were.", time(2, 43)),
    Nightly("prove_audit_log", "Seal the audit log and prove that it is as it was written.", time(2, 45)),
    Nightly("prune", "Delete what is no longer needed: told events, finished jobs, old request keys.", time(2, 50)),
)

BEGINS_AT: Final = min(one.at for one in NIGHTLY)


async def time_zones(session: AsyncSession) -> list[str]:
    """The time zones in which there are pharmacies."""
    return sorted(await session.scalars(select(Pharmacy.time_zone).distinct()))


async def plan(session: AsyncSession, *, zone: str, day: date) -> None:
    """Queue the nightly jobs of a business day in every pharmacy of a time zone, once however often this is done."""
    for one in NIGHTLY:
        columns = {
            "pharmacy_id": Pharmacy.id,
            "name": literal(one.name),
            "arguments": literal({}, JSON()),
            "key": literal(f"nightly:{one.name}:{day}"),
            "due_at": literal(clock.instant(day, one.at, zone), UtcDateTime()),
        }
        pharmacies = select(*columns.values()).where(Pharmacy.time_zone == zone).order_by(Pharmacy.id)
        await session.execute(
            insert_ignoring(session, Job).from_select(list(columns), pharmacies).on_conflict_do_nothing()
        )
