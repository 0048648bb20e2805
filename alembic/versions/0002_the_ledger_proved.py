"""the ledger proved.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Added in place: rebuilding a table, as batch mode does on SQLite, would drop the ledger's triggers.
COLUMNS = {
    "batches": {
        "reserved_qty": "BIGINT NOT NULL DEFAULT 0 CONSTRAINT ck_batches_reserved_is_on_hand CHECK (reserved_qty BETWEEN 0 AND on_hand_qty)",
        "mrp": "BIGINT",
        "supplier_id": "{id} CONSTRAINT fk_batches_supplier_id REFERENCES suppliers (id)",
        "state_note": "VARCHAR(500)",
        "state_changed_at": "{instant}",
    },
    "stock_movements": {
        "reason_code": "VARCHAR(30)",
        "receipt_id": "{id} CONSTRAINT fk_stock_movements_receipt_id REFERENCES receipts (id)",
        "adjustment_id": "{id} CONSTRAINT fk_stock_movements_adjustment_id REFERENCES adjustments (id)",
    },
    "sales": {
        "bill_no": "VARCHAR(40)",
        "returned_qty": "BIGINT NOT NULL DEFAULT 0 CONSTRAINT ck_sales_returned_was_sold CHECK (returned_qty BETWEEN 0 AND qty_sold)",
    },
    "pharmacies": {"approval_limit": "BIGINT"},
}


def types() -> dict[str, str]:
    if op.get_bind().dialect.name == "sqlite":
        return {"id": "INTEGER", "instant": "DATETIME"}
    return {"id": "BIGINT", "instant": "TIMESTAMP WITH TIME ZONE"}


def partial(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("pharmacy_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("supplier_id", ID, nullable=True),
        sa.Column("invoice_no", sa.String(length=60), nullable=True),
        sa.Column("invoice_date", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("received_by", ID, nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name="fk_receipts_pharmacy_id"),
        sa.ForeignKeyConstraint(["received_by"], ["users.id"], name="fk_receipts_received_by"),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name="fk_receipts_supplier_id"),
        sa.PrimaryKeyConstraint("id", name="pk_receipts"),
        sa.UniqueConstraint(
            "pharmacy_id", "supplier_id", "invoice_no", name="uq_receipts_pharmacy_id_supplier_id_invoice_no"
        ),
    )
    op.create_table(
        "adjustments",
        sa.Column("pharmacy_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("change_qty", sa.BigInteger(), nullable=False),
        sa.Column("reason_code", sa.String(length=30), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("value_amount", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", ID, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.String(length=500), nullable=True),
        sa.CheckConstraint("change_qty <> 0", name="ck_adjustments_changes_something"),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_adjustments_batch_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name="fk_adjustments_decided_by"),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name="fk_adjustments_pharmacy_id"),
        sa.ForeignKeyConstraint(["requested_by"], ["users.id"], name="fk_adjustments_requested_by"),
        sa.PrimaryKeyConstraint("id", name="pk_adjustments"),
    )
    op.create_index("ix_adjustments_pharmacy_id_status", "adjustments", ["pharmacy_id", "status", "id"])
    op.create_index(
        "ix_adjustments_pharmacy_id_requested_by", "adjustments", ["pharmacy_id", "requested_by", "requested_at"]
    )
    op.create_table(
        "reservations",
        sa.Column("pharmacy_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("medicine_id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("qty > 0", name="ck_reservations_qty_positive"),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_reservations_batch_id"),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_reservations_created_by"),
        sa.ForeignKeyConstraint(["medicine_id"], ["medicines.id"], name="fk_reservations_medicine_id"),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name="fk_reservations_pharmacy_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reservations"),
    )
    op.create_index(
        "ix_reservations_live", "reservations", ["pharmacy_id", "batch_id"], **partial("released_at IS NULL")
    )
    op.create_table(
        "period_closes",
        sa.Column("pharmacy_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("closed_through", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("closed_by", ID, nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name="fk_period_closes_closed_by"),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name="fk_period_closes_pharmacy_id"),
        sa.PrimaryKeyConstraint("id", name="pk_period_closes"),
        sa.UniqueConstraint("pharmacy_id", "closed_through", name="uq_period_closes_pharmacy_id_closed_through"),
    )
    op.create_table(
        "ledger_proofs",
        sa.Column("pharmacy_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batches_count", sa.Integer(), nullable=False),
        sa.Column("movements_count", sa.Integer(), nullable=False),
        sa.Column("divergences", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name="fk_ledger_proofs_pharmacy_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_proofs"),
    )
    op.create_index("ix_ledger_proofs_pharmacy_id_id", "ledger_proofs", ["pharmacy_id", "id"])
    for table, columns in COLUMNS.items():
        for name, definition in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {definition.format(**types())}")
    op.create_index(
        "ix_stock_movements_receipt_id", "stock_movements", ["receipt_id"], **partial("receipt_id IS NOT NULL")
    )
    op.create_index(
        "ix_sales_pharmacy_id_bill_no", "sales", ["pharmacy_id", "bill_no"], **partial("bill_no IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_sales_pharmacy_id_bill_no", "sales")
    op.drop_index("ix_stock_movements_receipt_id", "stock_movements")
    for table, columns in COLUMNS.items():
        for name in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    for table in ("ledger_proofs", "period_closes", "reservations", "adjustments", "receipts"):
        op.drop_table(table)
