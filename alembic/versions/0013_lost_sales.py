"""lost sales.

Revision: 0013
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAMED = "string_to_array(NULLIF(current_setting('app.pharmacies', true), ''), ',')::bigint[]"
EVERY = "current_setting('app.every_pharmacy', true)"
IS_ALLOWED = f"pharmacy_id = ANY ((SELECT {NAMED})::bigint[]) OR (SELECT {EVERY}) = 'on'"


def points(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_lost_sales_{column}")


def upgrade() -> None:
    op.create_table(
        "lost_sales",
        sa.Column("pharmacy_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("medicine_id", ID, nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("qty > 0", name="ck_lost_sales_qty_positive"),
        points("pharmacy_id", "pharmacies"),
        points("medicine_id", "medicines"),
        points("actor_id", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_lost_sales"),
    )
    op.create_index("ix_lost_sales_medicine_id_asked_on", "lost_sales", ["medicine_id", "asked_on"])
    op.create_index("ix_lost_sales_pharmacy_id_asked_on", "lost_sales", ["pharmacy_id", "asked_on", "id"])
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("ALTER TABLE lost_sales ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE lost_sales FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY one_pharmacy ON lost_sales USING ({IS_ALLOWED}) WITH CHECK ({IS_ALLOWED})")


def downgrade() -> None:
    op.drop_table("lost_sales")
