from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, PharmacyOwned, Quantity, UtcDateTime


class MedicineMerge(PharmacyOwned, Base):
    """Two entries of one medicine made one: everything of `merged_id` was given to `survivor_id`."""

    __tablename__ = "medicine_merges"
    __table_args__ = (Index("ix_medicine_merges_pharmacy_id_merged_at", "pharmacy_id", "merged_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    survivor_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    merged_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    on_order_qty: Mapped[Decimal] = mapped_column(Quantity)
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    merged_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))


class MedicineMergeRow(PharmacyOwned, Base):
    """One row that a merge gave to the survivor, so that undoing gives back exactly that."""

    __tablename__ = "medicine_merge_rows"
    __table_args__ = (Index("ix_medicine_merge_rows_merge_id", "merge_id", "table_name", "row_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    merge_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicine_merges.id"))
    table_name: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[int] = mapped_column(BigId)
