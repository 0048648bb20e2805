"""master data.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
MERGED = sa.text("merged_into_id IS NOT NULL")

NEW_REFERENCES = {"generic_id": "generics", "merged_into_id": "medicines"}


def new_columns() -> "list[sa.Column[object]]":
    """What a medicine gains besides its references."""
    return [
        sa.Column("route", sa.String(60)),
        sa.Column("base_unit", sa.String(20), server_default="unit", nullable=False),
        sa.Column("mrp", sa.BigInteger()),
        sa.Column("hsn", sa.String(8)),
        sa.Column("schedule", sa.String(4)),
        sa.Column("storage", sa.String(10)),
        sa.Column("is_lasa", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_locked_storage", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("ven", sa.String(1)),
        sa.Column("abc", sa.String(1)),
        sa.Column("xyz", sa.String(1)),
        sa.Column("fsn", sa.String(1)),
        sa.Column("classified_on", sa.Date()),
        sa.Column("class_window_days", sa.Integer()),
        sa.Column("pack_size_before", sa.BigInteger()),
    ]


def owned(table: str, *things: sa.Column[object] | sa.Constraint, **references: str) -> None:
    """Make a table of a pharmacy's own rows; `references` are its foreign keys, by column."""
    op.create_table(
        table,
        sa.Column("pharmacy_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        *things,
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, other in {"pharmacy_id": "pharmacies", **references}.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    make_generics()
    make_packs()
    make_supplier_items()
    make_merges()
    for column in new_columns():
        op.add_column("medicines", column)
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for column, other in NEW_REFERENCES.items():
        op.execute(
            f"ALTER TABLE medicines ADD COLUMN {column} {kind} CONSTRAINT fk_medicines_{column} REFERENCES {other} (id)"
        )
    op.create_index("ix_medicines_generic_id", "medicines", ["generic_id"])
    op.create_index(
        "ix_medicines_merged",
        "medicines",
        ["pharmacy_id", "name_key"],
        sqlite_where=MERGED,
        postgresql_where=MERGED,
    )


def make_generics() -> None:
    owned(
        "generics",
        sa.Column("molecule", sa.String(200), nullable=False),
        sa.Column("strength", sa.String(60)),
        sa.Column("form", sa.String(60)),
        sa.Column("route", sa.String(60)),
        sa.Column("key", sa.String(1200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    op.create_index("uq_generics_pharmacy_id_key", "generics", ["pharmacy_id", "key"], unique=True)


def make_packs() -> None:
    owned(
        "pack_levels",
        sa.Column("medicine_id", ID, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_pack_levels_units_positive")),
        sa.UniqueConstraint("medicine_id", "level", name=op.f("uq_pack_levels_medicine_id_level")),
        medicine_id="medicines",
    )
    owned(
        "barcodes",
        sa.Column("medicine_id", ID, nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("learned_at", INSTANT, nullable=False),
        sa.Column("learned_by", ID),
        sa.CheckConstraint("units > 0", name=op.f("ck_barcodes_units_positive")),
        medicine_id="medicines",
        learned_by="users",
    )
    op.create_index("uq_barcodes_pharmacy_id_code", "barcodes", ["pharmacy_id", "code"], unique=True)
    op.create_index("ix_barcodes_medicine_id", "barcodes", ["medicine_id"])


def make_supplier_items() -> None:
    owned(
        "supplier_items",
        sa.Column("medicine_id", ID, nullable=False),
        sa.Column("supplier_id", ID, nullable=False),
        sa.Column("supplier_code", sa.String(60)),
        sa.Column("pack_size", sa.BigInteger()),
        sa.Column("moq", sa.BigInteger()),
        sa.Column("multiple", sa.BigInteger()),
        sa.Column("scheme_buy_qty", sa.BigInteger()),
        sa.Column("scheme_free_qty", sa.BigInteger()),
        sa.Column("price", sa.BigInteger()),
        sa.Column("discount_percent", sa.BigInteger()),
        sa.Column("usual_remaining_life_days", sa.Integer()),
        sa.Column("returns_until_days", sa.Integer()),
        sa.Column("return_terms", sa.String(300)),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("pack_size > 0", name=op.f("ck_supplier_items_pack_size_positive")),
        sa.CheckConstraint("multiple > 0", name=op.f("ck_supplier_items_multiple_positive")),
        sa.CheckConstraint(
            "(scheme_buy_qty IS NULL) = (scheme_free_qty IS NULL)", name=op.f("ck_supplier_items_scheme_whole")
        ),
        sa.UniqueConstraint("medicine_id", "supplier_id", name=op.f("uq_supplier_items_medicine_id_supplier_id")),
        medicine_id="medicines",
        supplier_id="suppliers",
    )
    op.create_index("ix_supplier_items_supplier_id", "supplier_items", ["supplier_id"])


def make_merges() -> None:
    owned(
        "medicine_merges",
        sa.Column("survivor_id", ID, nullable=False),
        sa.Column("merged_id", ID, nullable=False),
        sa.Column("on_order_qty", sa.BigInteger(), nullable=False),
        sa.Column("merged_at", INSTANT, nullable=False),
        sa.Column("merged_by", ID),
        sa.Column("undone_at", INSTANT),
        sa.Column("undone_by", ID),
        survivor_id="medicines",
        merged_id="medicines",
        merged_by="users",
        undone_by="users",
    )
    op.create_index("ix_medicine_merges_pharmacy_id_merged_at", "medicine_merges", ["pharmacy_id", "merged_at"])
    owned(
        "medicine_merge_rows",
        sa.Column("merge_id", ID, nullable=False),
        sa.Column("table_name", sa.String(40), nullable=False),
        sa.Column("row_id", ID, nullable=False),
        merge_id="medicine_merges",
    )
    op.create_index("ix_medicine_merge_rows_merge_id", "medicine_merge_rows", ["merge_id", "table_name", "row_id"])


def downgrade() -> None:
    op.drop_index("ix_medicines_merged", "medicines")
    op.drop_index("ix_medicines_generic_id", "medicines")
    for column in [*NEW_REFERENCES, *(column.name for column in new_columns())]:
        op.execute(f"ALTER TABLE medicines DROP COLUMN {column}")
    for table in ("medicine_merge_rows", "medicine_merges", "supplier_items", "barcodes", "pack_levels", "generics"):
        op.drop_table(table)
