from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, Money, PharmacyOwned, Quantity, UtcDateTime
from app.models.enums import SaleSource


class Sale(Dated, PharmacyOwned, Base):
    """One sale line: what was asked for. What the shelf gave for it stands in the ledger.

    `takes_stock` is false for sales from before the opening stock: they are demand only. `uncovered_qty` is what an
    imported sale asked for and the shelf could not give. `import_key` names an imported row for ever, so that it is
    never added twice.
    """

    __tablename__ = "sales"
    __table_args__ = (
        CheckConstraint("qty_sold > 0", name="qty_positive"),
        Index("ix_sales_medicine_id_sold_on", "medicine_id", "sold_on"),
        Index("ix_sales_pharmacy_id_sold_on", "pharmacy_id", "sold_on", "id"),
        Index("ix_sales_pharmacy_id_created_at", "pharmacy_id", "created_at"),
        Index("uq_sales_pharmacy_id_import_key", "pharmacy_id", "import_key", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    medicine_id: Mapped[int] = mapped_column(BigId, ForeignKey("medicines.id"))
    qty_sold: Mapped[Decimal] = mapped_column(Quantity)
    unit_price: Mapped[Decimal] = mapped_column(Money)
    total_amount: Mapped[Decimal] = mapped_column(Money)
    sold_on: Mapped[date]
    sold_at: Mapped[datetime] = mapped_column(UtcDateTime)
    notes: Mapped[str | None] = mapped_column(String(500))
    source: Mapped[SaleSource] = mapped_column(String(10), default=SaleSource.TILL)
    takes_stock: Mapped[bool] = mapped_column(default=True)
    uncovered_qty: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    import_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("imports.id"))
    import_key: Mapped[str | None] = mapped_column(String(40))
    actor_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
