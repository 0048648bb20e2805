from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, Money, PharmacyOwned, Quantity, UtcDateTime
from app.models.enums import SaleSource


class Sale(Dated, PharmacyOwned, Base):
    """One sale line: what was asked for. What the shelf gave for it stands in the ledger.

    `takes_stock` is false for sales from before the opening stock: they are demand only. `uncovered_qty` is what an
    imported sale asked for and the shelf could not give. `returned_qty` is what came back of it: demand is sold less
    returned. `import_key` names an imported row for ever, so that it is never added twice.
    """

    __tablename__ = "sales"
    __table_args__ = (
        CheckConstraint("qty_sold > 0", name="qty_positive"),
        CheckConstraint("returned_qty BETWEEN 0 AND qty_sold", name="returned_was_sold"),
        Index(
            "ix_sales_pharmacy_id_bill_no",
            "pharmacy_id",
            "bill_no",
            sqlite_where=text("bill_no IS NOT NULL"),
            postgresql_where=text("bill_no IS NOT NULL"),
        ),
        Index("ix_sales_medicine_id_sold_on", "medicine_id", "sold_on"),
        Index("ix_sales_pharmacy_id_sold_on", "pharmacy_id", "sold_on", "id"),
        Index("ix_sales_pharmacy_id_created_at", "pharmacy_id", "created_at"),
        Index(
            "ix_sales_customer_id",
            "customer_id",
            sqlite_where=text("customer_id IS NOT NULL"),
            postgresql_where=text("customer_id IS NOT NULL"),
        ),
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
    customer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("customers.id"))
    actor_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    bill_no: Mapped[str | None] = mapped_column(String(40))
    returned_qty: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0), server_default="0")
