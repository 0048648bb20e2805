"""Jobs as rows: handed over in the transaction that wants them, done after it is committed."""

from app.services.jobs.execution import beat, bury, claim, claim_due, due, finish, give_back, take_back
from app.services.jobs.lists import (
    JobNotDead,
    JobNotFound,
    Scheduled,
    get_job,
    list_jobs,
    replay,
    run_now,
    schedule,
)
from app.services.jobs.nightly import BEGINS_AT, NIGHTLY, plan, time_zones
from app.services.jobs.queue import Wanted, add, add_soon, handed_over, later, soon
from app.services.jobs.retention import forget

__all__ = [
    "BEGINS_AT",
    "NIGHTLY",
    "JobNotDead",
    "JobNotFound",
    "Scheduled",
    "Wanted",
    "add",
    "add_soon",
    "beat",
    "bury",
    "claim",
    "claim_due",
    "due",
    "finish",
    "forget",
    "get_job",
    "give_back",
    "handed_over",
    "later",
    "list_jobs",
    "plan",
    "replay",
    "run_now",
    "schedule",
    "soon",
    "take_back",
    "time_zones",
]
