from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, column
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, PharmacyOwned, UtcDateTime
from app.models.enums import JobStatus
from app.utils.clock import now

_IS_QUEUED = column("status") == "queued"
_IS_RUNNING = column("status") == "running"


class Job(Dated, PharmacyOwned, Base):
    """Work that nobody waits for, and how far it is.

    A pharmacy's `key` is used once: the job it names is not done again. The key of a job that stands for all of its
    kind that are asked for in the meantime is given back when it begins. `heartbeat_at` moves while it is done.
    """

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[dict[str, object]] = mapped_column(JSON)
    key: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[JobStatus] = mapped_column(String(10), default=JobStatus.QUEUED)
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(500))
    error_code: Mapped[str | None] = mapped_column(String(60))
    result: Mapped[dict[str, object] | None] = mapped_column(JSON)
    created_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("pharmacy_id", "key"),
        Index("ix_jobs_pharmacy_id_name_id", "pharmacy_id", "name", "id"),
        Index("ix_jobs_queued", "due_at", "id", postgresql_where=_IS_QUEUED, sqlite_where=_IS_QUEUED),
        Index("ix_jobs_running", "heartbeat_at", postgresql_where=_IS_RUNNING, sqlite_where=_IS_RUNNING),
    )
