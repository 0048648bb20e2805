"""the first tables.

Revision: 0001
Follows:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSAL = "stock_movements is append-only"


def keep_ledger_append_only() -> None:
    """Refuse UPDATE and DELETE of the ledger in the database itself, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER stock_movements_no_{verb.lower()} BEFORE {verb} ON stock_movements "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER stock_movements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movements "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()"
    )


def let_ledger_go() -> None:
    """Take the triggers away, so that the tables can be dropped."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER stock_movements_no_{verb}")
        return
    op.execute("DROP TRIGGER stock_movements_append_only ON stock_movements")
    op.execute("DROP FUNCTION refuse_ledger_change()")


def upgrade() -> None:
    op.create_table(
        "pharmacies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("license_no", sa.String(length=80), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pharmacies")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=120), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("pharmacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("response", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_idempotency_keys_pharmacy_id")),
        sa.PrimaryKeyConstraint("pharmacy_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "imports",
        sa.Column("pharmacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("layout", sa.String(length=10), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("staged_name", sa.String(length=80), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("already_there", sa.Integer(), nullable=False),
        sa.Column("skipped_bad", sa.Integer(), nullable=False),
        sa.Column("discrepancies", sa.Integer(), nullable=False),
        sa.Column("new_medicines", sa.Integer(), nullable=False),
        sa.Column("date_from", sa.Date(), nullable=True),
        sa.Column("date_to", sa.Date(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_imports_created_by")),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_imports_pharmacy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index("ix_imports_pharmacy_id_created_at", ["pharmacy_id", "created_at"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pharmacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_memberships_pharmacy_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("user_id", "pharmacy_id", name=op.f("uq_memberships_user_id_pharmacy_id")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_pharmacy_id"), ["pharmacy_id"], unique=False)

    op.create_table(
        "reorder_runs",
        sa.Column("pharmacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("computed_for", sa.Date(), nullable=False),
        sa.Column("data_through", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_reorder_runs_pharmacy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorder_runs")),
        sa.UniqueConstraint("pharmacy_id", name=op.f("uq_reorder_runs_pharmacy_id")),
    )
    op.create_table(
        "suppliers",
        sa.Column("pharmacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_suppliers_pharmacy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppliers")),
    )
    with op.batch_alter_table("suppliers", schema=None) as batch_op:
        batch_op.create_index("uq_suppliers_pharmacy_id_name", ["pharmacy_id", "name"], unique=True)

    op.create_table(
        "medicines",
        sa.Column("pharmacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=600), nullable=False),
        sa.Column("generic_name", sa.String(length=200), nullable=True),
        sa.Column("category", sa.String(length=100), nullable=True),
        sa.Column("strength", sa.String(length=60), nullable=True),
        sa.Column("form", sa.String(length=60), nullable=True),
        sa.Column("manufacturer", sa.String(length=200), nullable=True),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("reorder_level", sa.BigInteger(), nullable=False),
        sa.Column("is_divisible", sa.Boolean(), nullable=False),
        sa.Column("pack_size", sa.BigInteger(), nullable=False),
        sa.Column("moq", sa.BigInteger(), nullable=False),
        sa.Column("lead_time_days", sa.Integer(), nullable=False),
        sa.Column("review_days", sa.Integer(), nullable=False),
        sa.Column("service_level", sa.Double(), nullable=False),
        sa.Column("on_order_qty", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("on_order_qty >= 0", name=op.f("ck_medicines_on_order_not_negative")),
        sa.CheckConstraint("pack_size > 0", name=op.f("ck_medicines_pack_size_positive")),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_medicines_pharmacy_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_medicines_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medicines")),
    )
    with op.batch_alter_table("medicines", schema=None) as batch_op:
        batch_op.create_index(
            "ix_medicines_live",
            ["pharmacy_id"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.create_index("ix_medicines_pharmacy_id_updated_at", ["pharmacy_id", "updated_at"], unique=False)
        batch_op.create_index(
            "uq_medicines_pharmacy_id_name_key",
            ["pharmacy_id", "name_key"],
            unique=True,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )

    op.create_table(
        "batches",
        sa.Column("pharmacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("medicine_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_no", sa.String(length=60), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("on_hand_qty", sa.BigInteger(), nullable=False),
        sa.Column("movement_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("on_hand_qty >= 0", name=op.f("ck_batches_on_hand_not_negative")),
        sa.ForeignKeyConstraint(["medicine_id"], ["medicines.id"], name=op.f("fk_batches_medicine_id")),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_batches_pharmacy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    with op.batch_alter_table("batches", schema=None) as batch_op:
        batch_op.create_index("ix_batches_medicine_id_expires_on", ["medicine_id", "expires_on"], unique=False)
        batch_op.create_index("ix_batches_pharmacy_id_expires_on", ["pharmacy_id", "expires_on"], unique=False)

    op.create_table(
        "import_rows",
        sa.Column("pharmacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("column_name", sa.String(length=200), nullable=True),
        sa.Column("medicine_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("expected", sa.String(length=300), nullable=False),
        sa.Column("found", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id")),
        sa.ForeignKeyConstraint(["medicine_id"], ["medicines.id"], name=op.f("fk_import_rows_medicine_id")),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_import_rows_pharmacy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
    )
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.create_index("ix_import_rows_import_id_id", ["import_id", "id"], unique=False)

    op.create_table(
        "sales",
        sa.Column("pharmacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("medicine_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("qty_sold", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("sold_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notes", sa.String(length=500), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("takes_stock", sa.Boolean(), nullable=False),
        sa.Column("uncovered_qty", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("import_key", sa.String(length=40), nullable=True),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("qty_sold > 0", name=op.f("ck_sales_qty_positive")),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_sales_actor_id")),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_sales_import_id")),
        sa.ForeignKeyConstraint(["medicine_id"], ["medicines.id"], name=op.f("fk_sales_medicine_id")),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_sales_pharmacy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales")),
    )
    with op.batch_alter_table("sales", schema=None) as batch_op:
        batch_op.create_index("ix_sales_medicine_id_sold_on", ["medicine_id", "sold_on"], unique=False)
        batch_op.create_index("ix_sales_pharmacy_id_created_at", ["pharmacy_id", "created_at"], unique=False)
        batch_op.create_index("ix_sales_pharmacy_id_sold_on", ["pharmacy_id", "sold_on", "id"], unique=False)
        batch_op.create_index("uq_sales_pharmacy_id_import_key", ["pharmacy_id", "import_key"], unique=True)

    op.create_table(
        "suggestions",
        sa.Column("pharmacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("medicine_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("suggested_qty", sa.BigInteger(), nullable=False),
        sa.Column("order_qty", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=False),
        sa.Column("order_value", sa.BigInteger(), nullable=False),
        sa.Column("on_hand_qty", sa.BigInteger(), nullable=False),
        sa.Column("usable_qty", sa.BigInteger(), nullable=False),
        sa.Column("expiring_qty", sa.BigInteger(), nullable=False),
        sa.Column("on_order_qty", sa.BigInteger(), nullable=False),
        sa.Column("stock_known", sa.Boolean(), nullable=False),
        sa.Column("demand_per_day", sa.Double(), nullable=False),
        sa.Column("expected_demand", sa.Double(), nullable=False),
        sa.Column("order_up_to", sa.Double(), nullable=False),
        sa.Column("safety_qty", sa.Double(), nullable=False),
        sa.Column("days_of_cover", sa.Double(), nullable=True),
        sa.Column("confidence", sa.String(length=20), nullable=False),
        sa.Column("urgency", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("explanation", sa.String(length=1000), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("dismissed_reason", sa.String(length=300), nullable=True),
        sa.Column("silent_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_suggestions_decided_by")),
        sa.ForeignKeyConstraint(["medicine_id"], ["medicines.id"], name=op.f("fk_suggestions_medicine_id")),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_suggestions_pharmacy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.create_index("ix_suggestions_pharmacy_id_status", ["pharmacy_id", "status"], unique=False)
        batch_op.create_index(
            "uq_suggestions_medicine_id",
            ["medicine_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('open', 'nothing_to_order')"),
            postgresql_where=sa.text("status IN ('open', 'nothing_to_order')"),
        )

    op.create_table(
        "stock_movements",
        sa.Column("pharmacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("medicine_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("change_qty", sa.BigInteger(), nullable=False),
        sa.Column("balance_after", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("sale_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("balance_after >= 0", name=op.f("ck_stock_movements_balance_not_negative")),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_stock_movements_actor_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_stock_movements_batch_id")),
        sa.ForeignKeyConstraint(["medicine_id"], ["medicines.id"], name=op.f("fk_stock_movements_medicine_id")),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_stock_movements_pharmacy_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["stock_movements.id"], name=op.f("fk_stock_movements_reverses_id")),
        sa.ForeignKeyConstraint(["sale_id"], ["sales.id"], name=op.f("fk_stock_movements_sale_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movements")),
        sa.UniqueConstraint("batch_id", "sequence", name=op.f("uq_stock_movements_batch_id_sequence")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_stock_movements_reverses_id")),
    )
    with op.batch_alter_table("stock_movements", schema=None) as batch_op:
        batch_op.create_index("ix_stock_movements_medicine_id_id", ["medicine_id", "id"], unique=False)
        batch_op.create_index(
            "ix_stock_movements_pharmacy_id_recorded_at", ["pharmacy_id", "recorded_at"], unique=False
        )
        batch_op.create_index("ix_stock_movements_sale_id", ["sale_id"], unique=False)
    keep_ledger_append_only()


def downgrade() -> None:
    let_ledger_go()
    with op.batch_alter_table("stock_movements", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_movements_sale_id")
        batch_op.drop_index("ix_stock_movements_pharmacy_id_recorded_at")
        batch_op.drop_index("ix_stock_movements_medicine_id_id")

    op.drop_table("stock_movements")
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_suggestions_medicine_id",
            sqlite_where=sa.text("status IN ('open', 'nothing_to_order')"),
            postgresql_where=sa.text("status IN ('open', 'nothing_to_order')"),
        )
        batch_op.drop_index("ix_suggestions_pharmacy_id_status")

    op.drop_table("suggestions")
    with op.batch_alter_table("sales", schema=None) as batch_op:
        batch_op.drop_index("uq_sales_pharmacy_id_import_key")
        batch_op.drop_index("ix_sales_pharmacy_id_sold_on")
        batch_op.drop_index("ix_sales_pharmacy_id_created_at")
        batch_op.drop_index("ix_sales_medicine_id_sold_on")

    op.drop_table("sales")
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_import_rows_import_id_id")

    op.drop_table("import_rows")
    with op.batch_alter_table("batches", schema=None) as batch_op:
        batch_op.drop_index("ix_batches_pharmacy_id_expires_on")
        batch_op.drop_index("ix_batches_medicine_id_expires_on")

    op.drop_table("batches")
    with op.batch_alter_table("medicines", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_medicines_pharmacy_id_name_key",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_index("ix_medicines_pharmacy_id_updated_at")
        batch_op.drop_index(
            "ix_medicines_live",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )

    op.drop_table("medicines")
    with op.batch_alter_table("suppliers", schema=None) as batch_op:
        batch_op.drop_index("uq_suppliers_pharmacy_id_name")

    op.drop_table("suppliers")
    op.drop_table("reorder_runs")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_pharmacy_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index("ix_imports_pharmacy_id_created_at")

    op.drop_table("imports")
    op.drop_table("idempotency_keys")
    op.drop_table("users")
    op.drop_table("pharmacies")
