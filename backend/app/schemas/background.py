from pydantic import Field

from app.models.enums import JobStatus
from app.schemas.base import Filter, InstantOut, Output


class JobFilter(Filter):
    """Which jobs are wanted."""

    status: JobStatus | None = None
    name: str | None = Field(default=None, max_length=40, examples=["refresh_reorder"])


class JobRead(Output):
    """Work that nobody waits for, and how far it is."""

    id: int
    name: str = Field(examples=["import_sales"])
    arguments: dict[str, object] = Field(examples=[{"import_id": 7}])
    status: JobStatus
    progress_done: int
    progress_total: int = Field(description="0: it does not say.")
    attempts: int
    error: str | None = Field(description="A sentence, where the job is dead.")
    error_code: str | None
    result: dict[str, object] | None = Field(description="What it came to, once it is done.")
    created_at: InstantOut
    due_at: InstantOut
    started_at: InstantOut | None
    finished_at: InstantOut | None
    created_by: int | None = Field(description="null: the schedule, or an event.")


class ScheduledRead(Output):
    """A nightly job."""

    name: str
    title: str = Field(examples=["Compute the order list for the new day."])
    runs_at: str = Field(description="By the pharmacy's clock.", examples=["02:40"])
    next_run_at: InstantOut
    last: JobRead | None = Field(description="The newest one, by the schedule or by hand; null: there was none.")
