"""batches held, recalled and destroyed.

Revision: 0003
Follows: 0002
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
OPEN = sa.text("lifted_at IS NULL")
TABLES = ("expiry_runs", "expiry_risks", "expiry_alerts", "destruction_lines", "recall_batches", "recalls")


def owned(table: str, *columns: sa.Column[object] | sa.Constraint) -> None:
    """Make a table whose rows each belong to one pharmacy."""
    op.create_table(
        table,
        sa.Column("pharmacy_id", ID, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=f"fk_{table}_pharmacy_id"),
    )


def points(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def numbered(table: str) -> tuple[sa.Column[object], sa.PrimaryKeyConstraint]:
    return sa.Column("id", ID, nullable=False), sa.PrimaryKeyConstraint("id", name=f"pk_{table}")


def upgrade() -> None:
    extend_batches()
    make_recalls()
    make_destructions()
    make_expiry()


def extend_batches() -> None:
    op.add_column("batches", sa.Column("batch_no_key", sa.String(length=180), nullable=True))
    op.create_index("ix_batches_pharmacy_id_batch_no_key", "batches", ["pharmacy_id", "batch_no_key"])
    batches = sa.table(
        "batches", sa.column("id", ID), sa.column("batch_no", sa.String()), sa.column("batch_no_key", sa.String())
    )
    connection = op.get_bind()
    numbers = connection.execute(sa.select(batches.c.batch_no).distinct().where(batches.c.batch_no.is_not(None)))
    keys = [{"number": number, "key": fold(number)} for (number,) in numbers]
    if keys:
        fill = sa.update(batches).where(batches.c.batch_no == sa.bindparam("number"))
        connection.execute(fill.values(batch_no_key=sa.bindparam("key")), keys)


def fold(batch_no: str) -> str:
    """As `app.models.stock.batch_no_key` folded when this was written."""
    folded = unicodedata.normalize("NFKC", batch_no).casefold()
    return "".join(filter(str.isalnum, folded)) or folded


def make_recalls() -> None:
    owned(
        "recalls",
        *numbered("recalls"),
        sa.Column("group_key", sa.String(length=32), nullable=False),
        sa.Column("batch_no", sa.String(length=60), nullable=False),
        sa.Column("batch_no_key", sa.String(length=180), nullable=False),
        sa.Column("medicine_name", sa.String(length=200), nullable=True),
        sa.Column("name_key", sa.String(length=600), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("started_by", ID, nullable=True),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.Column("lifted_by", ID, nullable=True),
        sa.Column("lift_note", sa.String(length=500), nullable=True),
        points("recalls", "started_by", "users"),
        points("recalls", "lifted_by", "users"),
        sa.UniqueConstraint("pharmacy_id", "group_key", name="uq_recalls_pharmacy_id_group_key"),
    )
    op.create_index("ix_recalls_group_key", "recalls", ["group_key"])
    op.create_index(
        "ix_recalls_open", "recalls", ["pharmacy_id", "batch_no_key"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    owned(
        "recall_batches",
        *numbered("recall_batches"),
        sa.Column("recall_id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("state_before", sa.String(length=20), nullable=False),
        sa.Column("held_qty", sa.BigInteger(), nullable=False),
        points("recall_batches", "recall_id", "recalls"),
        points("recall_batches", "batch_id", "batches"),
        sa.UniqueConstraint("recall_id", "batch_id", name="uq_recall_batches_recall_id_batch_id"),
    )
    op.create_index("ix_recall_batches_batch_id", "recall_batches", ["batch_id"])


def make_destructions() -> None:
    owned(
        "destructions",
        *numbered("destructions"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("destroyed_at", INSTANT, nullable=False),
        sa.Column("method", sa.String(length=100), nullable=False),
        sa.Column("witness_name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        points("destructions", "actor_id", "users"),
        sa.UniqueConstraint("pharmacy_id", "number", name="uq_destructions_pharmacy_id_number"),
    )
    op.create_index("ix_destructions_pharmacy_id_destroyed_at", "destructions", ["pharmacy_id", "destroyed_at"])
    owned(
        "destruction_lines",
        *numbered("destruction_lines"),
        sa.Column("destruction_id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("medicine_id", ID, nullable=False),
        sa.Column("medicine_name", sa.String(length=200), nullable=False),
        sa.Column("batch_no", sa.String(length=60), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=False),
        points("destruction_lines", "destruction_id", "destructions"),
        points("destruction_lines", "batch_id", "batches"),
        points("destruction_lines", "medicine_id", "medicines"),
        sa.UniqueConstraint("destruction_id", "batch_id", name="uq_destruction_lines_destruction_id_batch_id"),
        sa.CheckConstraint("qty > 0", name=op.f("ck_destruction_lines_qty_positive")),
    )
    op.create_index("ix_destruction_lines_batch_id", "destruction_lines", ["batch_id"])
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE stock_movements ADD COLUMN destruction_id {kind} "
        "CONSTRAINT fk_stock_movements_destruction_id REFERENCES destructions (id)"
    )


def make_expiry() -> None:
    owned(
        "expiry_alerts",
        *numbered("expiry_alerts"),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("band_days", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.Column("acknowledged_by", ID, nullable=True),
        sa.Column("resolved_at", INSTANT, nullable=True),
        points("expiry_alerts", "batch_id", "batches"),
        points("expiry_alerts", "acknowledged_by", "users"),
        sa.UniqueConstraint(
            "batch_id", "band_days", "expires_on", name="uq_expiry_alerts_batch_id_band_days_expires_on"
        ),
    )
    op.create_index("ix_expiry_alerts_pharmacy_id_status", "expiry_alerts", ["pharmacy_id", "status", "expires_on"])
    owned(
        "expiry_risks",
        sa.Column("batch_id", ID, autoincrement=False, nullable=False),
        sa.Column("medicine_id", ID, nullable=False),
        sa.Column("supplier_id", ID, nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("on_hand_qty", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("mrp_value", sa.BigInteger(), nullable=False),
        sa.Column("unsold_qty", sa.BigInteger(), nullable=True),
        sa.Column("unsold_value", sa.BigInteger(), nullable=True),
        points("expiry_risks", "batch_id", "batches"),
        points("expiry_risks", "medicine_id", "medicines"),
        points("expiry_risks", "supplier_id", "suppliers"),
        sa.PrimaryKeyConstraint("batch_id", name="pk_expiry_risks"),
    )
    op.create_index("ix_expiry_risks_medicine_id", "expiry_risks", ["medicine_id"])
    op.create_index("ix_expiry_risks_pharmacy_id_expires_on", "expiry_risks", ["pharmacy_id", "expires_on"])
    owned(
        "expiry_runs",
        *numbered("expiry_runs"),
        sa.Column("computed_at", INSTANT, nullable=False),
        sa.Column("computed_for", sa.Date(), nullable=False),
        sa.Column("forecast_at", INSTANT, nullable=True),
        sa.UniqueConstraint("pharmacy_id", name="uq_expiry_runs_pharmacy_id"),
    )


def downgrade() -> None:
    op.execute("ALTER TABLE stock_movements DROP COLUMN destruction_id")
    for table in (*TABLES, "destructions"):
        op.drop_table(table)
    op.drop_index("ix_batches_pharmacy_id_batch_no_key", "batches")
    op.execute("ALTER TABLE batches DROP COLUMN batch_no_key")
