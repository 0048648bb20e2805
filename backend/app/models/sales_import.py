from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, PharmacyOwned, UtcDateTime
from app.models.enums import ImportStatus, ProblemKind


class Import(Dated, PharmacyOwned, Base):
    """A file somebody gave us, and how far we are with it.

    `staged_name` names the copy of the file in the data folder that the job works from; it is gone when the job ends.
    `rows_done` moves in the same transaction as the rows it counts, so an interrupted import resumes where it was.
    """

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_pharmacy_id_created_at", "pharmacy_id", "created_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), default="sales")
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    layout: Mapped[str] = mapped_column(String(10))
    options: Mapped[dict[str, object]] = mapped_column(JSON)
    staged_name: Mapped[str | None] = mapped_column(String(80))
    status: Mapped[ImportStatus] = mapped_column(String(20), default=ImportStatus.QUEUED)
    rows_total: Mapped[int]
    rows_done: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    already_there: Mapped[int] = mapped_column(default=0)
    skipped_bad: Mapped[int] = mapped_column(default=0)
    discrepancies: Mapped[int] = mapped_column(default=0)
    new_medicines: Mapped[int] = mapped_column(default=0)
    date_from: Mapped[date | None]
    date_to: Mapped[date | None]
    error: Mapped[str | None] = mapped_column(String(500))
    created_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportRow(PharmacyOwned, Base):
    """A row of a file that needs a person's eye: what was expected there and what was found."""

    __tablename__ = "import_rows"
    __table_args__ = (Index("ix_import_rows_import_id_id", "import_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    import_id: Mapped[int] = mapped_column(BigId, ForeignKey("imports.id"))
    kind: Mapped[ProblemKind] = mapped_column(String(20))
    row_number: Mapped[int | None]
    column_name: Mapped[str | None] = mapped_column(String(200))
    medicine_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("medicines.id"))
    expected: Mapped[str] = mapped_column(String(300))
    found: Mapped[str] = mapped_column(String(300))
