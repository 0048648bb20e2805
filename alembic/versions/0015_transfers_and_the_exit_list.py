"""transfers and the exit list.

Revision: 0015
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAMED = "string_to_array(NULLIF(current_setting('app.pharmacies', true), ''), ',')::bigint[]"
EVERY = "current_setting('app.every_pharmacy', true)"
IS_ALLOWED = f"pharmacy_id = ANY ((SELECT {NAMED})::bigint[]) OR (SELECT {EVERY}) = 'on'"


def points(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_transfers_{column}")


def upgrade() -> None:
    line_cost = sa.Column("transfer_line_cost", sa.BigInteger(), server_default="200000", nullable=False)
    op.add_column("pharmacies", line_cost)
    op.add_column("medicines", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("medicines", sa.Column("stopped_note", sa.String(length=300), nullable=True))
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    reference = "CONSTRAINT fk_medicines_stopped_by REFERENCES users (id)"
    op.execute(f"ALTER TABLE medicines ADD COLUMN stopped_by {kind} {reference}")
    op.create_table(
        "transfers",
        sa.Column("pharmacy_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("group_key", sa.String(length=32), nullable=False),
        sa.Column("is_outgoing", sa.Boolean(), nullable=False),
        sa.Column("other_pharmacy_id", ID, nullable=False),
        sa.Column("medicine_id", ID, nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("lots", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", ID, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", ID, nullable=True),
        sa.CheckConstraint("qty > 0", name="ck_transfers_qty_positive"),
        points("pharmacy_id", "pharmacies"),
        points("other_pharmacy_id", "pharmacies"),
        points("medicine_id", "medicines"),
        points("asked_by", "users"),
        points("changed_by", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_transfers"),
        sa.UniqueConstraint("pharmacy_id", "group_key", name="uq_transfers_pharmacy_id_group_key"),
    )
    op.create_index("ix_transfers_pharmacy_id_status", "transfers", ["pharmacy_id", "status"])
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("ALTER TABLE transfers ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE transfers FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY one_pharmacy ON transfers USING ({IS_ALLOWED}) WITH CHECK ({IS_ALLOWED})")


def downgrade() -> None:
    op.drop_table("transfers")
    for column in ("stopped_by", "stopped_note", "stopped_at"):
        op.execute(f"ALTER TABLE medicines DROP COLUMN {column}")
    op.drop_column("pharmacies", "transfer_line_cost")
