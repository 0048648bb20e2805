from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, Money, Percent, PharmacyOwned, Quantity, UtcDateTime
from app.utils.clock import now


class SupplierItem(Dated, PharmacyOwned, Base):
    """The terms on which one supplier delivers one medicine. What nobody agreed on is null.

    A scheme of 10+1 is `scheme_buy_qty` 10 and `scheme_free_qty` 1. `returns_until_days` is how many days before the
    expiry date goods may still be sent back; negative: that many days after it.
    """

    __tablename__ = "supplier_items"
    __table_args__ = (
        UniqueConstraint("medicine_id", "supplier_id"),
        CheckConstraint("pack_size > 0", name="pack_size_positive"),
        CheckConstraint("multiple > 0", name="multiple_positive"),
        CheckConstraint("(scheme_buy_qty IS NULL) = (scheme_free_qty IS NULL)", name="scheme_whole"),
        Index("ix_supplier_items_supplier_id", "supplier_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    supplier_id: Mapped[int] = mapped_column(BigId, ForeignKey("suppliers.id"))
    supplier_code: Mapped[str | None] = mapped_column(String(60))
    pack_size: Mapped[Decimal | None] = mapped_column(Quantity)
    moq: Mapped[Decimal | None] = mapped_column(Quantity)
    multiple: Mapped[Decimal | None] = mapped_column(Quantity)
    scheme_buy_qty: Mapped[Decimal | None] = mapped_column(Quantity)
    scheme_free_qty: Mapped[Decimal | None] = mapped_column(Quantity)
    price: Mapped[Decimal | None] = mapped_column(Money)
    discount_percent: Mapped[Decimal | None] = mapped_column(Percent)
    usual_remaining_life_days: Mapped[int | None]
    returns_until_days: Mapped[int | None]
    return_terms: Mapped[str | None] = mapped_column(String(300))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
