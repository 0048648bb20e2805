"""what was learned.

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAMED = "string_to_array(NULLIF(current_setting('app.pharmacies', true), ''), ',')::bigint[]"
EVERY = "current_setting('app.every_pharmacy', true)"
IS_ALLOWED = f"pharmacy_id = ANY ((SELECT {NAMED})::bigint[]) OR (SELECT {EVERY}) = 'on'"


def upgrade() -> None:
    op.create_table(
        "forecast_models",
        sa.Column("pharmacy_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("learned_through", sa.Date(), nullable=False),
        sa.Column("medicines", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("losses", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name="fk_forecast_models_pharmacy_id"),
        sa.PrimaryKeyConstraint("id", name="pk_forecast_models"),
        sa.UniqueConstraint("pharmacy_id", name="uq_forecast_models_pharmacy_id"),
    )
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("ALTER TABLE forecast_models ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE forecast_models FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY one_pharmacy ON forecast_models USING ({IS_ALLOWED}) WITH CHECK ({IS_ALLOWED})")


def downgrade() -> None:
    op.drop_table("forecast_models")
