from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, ChosenShare, Dated, Money, PharmacyOwned, Quantity, UtcDateTime
from app.models.enums import Abc, Fsn, Schedule, Storage, Ven, Xyz
from app.utils.clock import now


class Supplier(Dated, PharmacyOwned, Base):
    """Who a pharmacy orders from, and when.

    Weekdays count from 1, Monday, to 7; none told: any day. `holidays` are dates as text. What is ordered after
    `cut_off`, "14:00" in the pharmacy's time, goes out a day later. `took_days` is how long the last deliveries took
    from order to shelf, the oldest first, as measured on `measured_on`.
    """

    __tablename__ = "suppliers"
    __table_args__ = (Index("uq_suppliers_pharmacy_id_name", "pharmacy_id", "name", unique=True),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    order_weekdays: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    delivery_weekdays: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    holidays: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    cut_off: Mapped[str | None] = mapped_column(String(5))
    took_days: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    measured_on: Mapped[date | None]


class Medicine(Dated, PharmacyOwned, Base):
    """An item the pharmacy stocks, with the terms it is ordered on.

    `name_key` is the name folded for comparison: two live medicines of a pharmacy never share it. A deleted medicine
    keeps its row and its history; `archived_at` hides it. One that was merged into another names it.

    `service_level` is what somebody chose; None leaves it to the classes (`inventory.service_levels`).
    `base_unit` is what quantities count, e.g. "tablet"; `mrp` is the highest price that one may be sold at. `is_lasa`:
    it looks or sounds like another. `abc`, `xyz` and `fsn` are computed, over `class_window_days`.
    """

    __tablename__ = "medicines"
    __table_args__ = (
        CheckConstraint("pack_size > 0", name="pack_size_positive"),
        CheckConstraint("on_order_qty >= 0", name="on_order_not_negative"),
        Index(
            "uq_medicines_pharmacy_id_name_key",
            "pharmacy_id",
            "name_key",
            unique=True,
            sqlite_where=text("archived_at IS NULL"),
            postgresql_where=text("archived_at IS NULL"),
        ),
        # Small enough to count a pharmacy's medicines without reading them.
        Index(
            "ix_medicines_live",
            "pharmacy_id",
            sqlite_where=text("archived_at IS NULL"),
            postgresql_where=text("archived_at IS NULL"),
        ),
        Index("ix_medicines_pharmacy_id_updated_at", "pharmacy_id", "updated_at"),
        Index("ix_medicines_generic_id", "generic_id"),
        Index(
            "ix_medicines_merged",
            "pharmacy_id",
            "name_key",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(600))  # folding makes up to three characters of one
    search_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    generic_name: Mapped[str | None] = mapped_column(String(200))
    category: Mapped[str | None] = mapped_column(String(100))
    strength: Mapped[str | None] = mapped_column(String(60))
    form: Mapped[str | None] = mapped_column(String(60))
    manufacturer: Mapped[str | None] = mapped_column(String(200))
    supplier_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("suppliers.id"))
    price: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    unit_cost: Mapped[Decimal | None] = mapped_column(Money)
    reorder_level: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    is_divisible: Mapped[bool] = mapped_column(default=False)
    pack_size: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(1))
    moq: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    lead_time_days: Mapped[int] = mapped_column(default=3)
    review_days: Mapped[int] = mapped_column(default=7)
    service_level: Mapped[float | None] = mapped_column(ChosenShare, nullable=False, default=0.0)
    on_order_qty: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    generic_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("generics.id"))
    route: Mapped[str | None] = mapped_column(String(60))
    base_unit: Mapped[str] = mapped_column(String(20), default="unit", server_default="unit")
    mrp: Mapped[Decimal | None] = mapped_column(Money)
    hsn: Mapped[str | None] = mapped_column(String(8))
    schedule: Mapped[Schedule | None] = mapped_column(String(4))
    storage: Mapped[Storage | None] = mapped_column(String(10))
    is_lasa: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_locked_storage: Mapped[bool] = mapped_column(default=False, server_default=false())
    ven: Mapped[Ven | None] = mapped_column(String(1))
    abc: Mapped[Abc | None] = mapped_column(String(1))
    xyz: Mapped[Xyz | None] = mapped_column(String(1))
    fsn: Mapped[Fsn | None] = mapped_column(String(1))
    classified_on: Mapped[date | None]
    class_window_days: Mapped[int | None]
    pack_size_before: Mapped[Decimal | None] = mapped_column(Quantity)
    """What the pack size was before it changed tenfold or more: one of the two is a slip."""
    merged_into_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("medicines.id"))
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it is no longer ordered, where somebody decided so; what is left of it is sold."""
    stopped_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    stopped_note: Mapped[str | None] = mapped_column(String(300))
