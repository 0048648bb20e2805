from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Money, PharmacyOwned, Quantity, UtcDateTime
from app.models.enums import SuggestionStatus, Urgency

LIVE = text("status IN ('open', 'nothing_to_order')")


class Suggestion(PharmacyOwned, Base):
    """What to order of one medicine, and why: the inputs are frozen with it.

    A medicine has at most one live row (open or nothing to order), which each computation rewrites; a decided row
    (accepted or dismissed) is history. The numbers stored as floats are forecasts, never stock or money.
    """

    __tablename__ = "suggestions"
    __table_args__ = (
        Index(
            "uq_suggestions_medicine_id",
            "medicine_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_suggestions_pharmacy_id_status", "pharmacy_id", "status"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    status: Mapped[SuggestionStatus] = mapped_column(String(20))
    suggested_qty: Mapped[Decimal] = mapped_column(Quantity)
    order_qty: Mapped[Decimal] = mapped_column(Quantity)
    free_qty: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0), server_default="0")
    unit_cost: Mapped[Decimal] = mapped_column(Money)
    order_value: Mapped[Decimal] = mapped_column(Money)
    on_hand_qty: Mapped[Decimal] = mapped_column(Quantity)
    usable_qty: Mapped[Decimal] = mapped_column(Quantity)
    expiring_qty: Mapped[Decimal] = mapped_column(Quantity)
    on_order_qty: Mapped[Decimal] = mapped_column(Quantity)
    stock_known: Mapped[bool]
    demand_per_day: Mapped[float]
    expected_demand: Mapped[float]
    order_up_to: Mapped[float]
    safety_qty: Mapped[float]
    days_of_cover: Mapped[float | None]
    confidence: Mapped[str] = mapped_column(String(20))
    urgency: Mapped[Urgency] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(120))
    explanation: Mapped[str] = mapped_column(String(1000))
    model: Mapped[str] = mapped_column(String(80))
    inputs: Mapped[dict[str, object]] = mapped_column(JSON)
    as_of: Mapped[date]
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    dismissed_reason: Mapped[str | None] = mapped_column(String(300))
    silent_until: Mapped[date | None]


class ReorderRun(PharmacyOwned, Base):
    """When a pharmacy's suggestions were last brought up to date, and through which day sales are known."""

    __tablename__ = "reorder_runs"
    __table_args__ = (UniqueConstraint("pharmacy_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    computed_for: Mapped[date]
    data_through: Mapped[date | None]
