"""proof on past orders.

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("backtests", "forecast_errors")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAMED = "string_to_array(NULLIF(current_setting('app.pharmacies', true), ''), ',')::bigint[]"
EVERY = "current_setting('app.every_pharmacy', true)"
IS_ALLOWED = f"pharmacy_id = ANY ((SELECT {NAMED})::bigint[]) OR (SELECT {EVERY}) = 'on'"


def column(name: str, kind: sa.types.TypeEngine[object], *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=empty)


def points(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "backtests",
        column("pharmacy_id", ID),
        column("id", ID),
        column("computed_at", sa.DateTime(timezone=True)),
        column("state", sa.String(length=20)),
        column("sentence", sa.String(length=300), empty=True),
        column("weeks", sa.Integer()),
        column("first_day", sa.Date(), empty=True),
        column("last_day", sa.Date(), empty=True),
        column("medicines", sa.Integer(), empty=True),
        *outcome("our"),
        *outcome("amc"),
        column("amc_equal_stock_value", sa.BigInteger(), empty=True),
        column("actual_stock_value", sa.BigInteger(), empty=True),
        column("actual_sentence", sa.String(length=300), empty=True),
        points("backtests", "pharmacy_id", "pharmacies"),
        sa.PrimaryKeyConstraint("id", name="pk_backtests"),
        sa.UniqueConstraint("pharmacy_id", name="uq_backtests_pharmacy_id"),
    )
    op.create_table(
        "forecast_errors",
        column("pharmacy_id", ID),
        column("medicine_id", ID),
        column("forecasts", sa.Integer()),
        *(column(name, sa.Double()) for name in ("wanted", "our_error", "naive_error", "amc_error")),
        *(column(name, sa.Double()) for name in ("our_loss", "naive_loss", "amc_loss")),
        points("forecast_errors", "pharmacy_id", "pharmacies"),
        points("forecast_errors", "medicine_id", "medicines"),
        sa.PrimaryKeyConstraint("medicine_id", name="pk_forecast_errors"),
    )
    op.create_index("ix_forecast_errors_pharmacy_id", "forecast_errors", ["pharmacy_id", "our_error"])
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY one_pharmacy ON {table} USING ({IS_ALLOWED}) WITH CHECK ({IS_ALLOWED})")


def outcome(whose: str) -> list[sa.Column[object]]:
    """What came of a rule."""
    return [
        column(f"{whose}_fill", sa.Double(), empty=True),
        column(f"{whose}_stock_value", sa.BigInteger(), empty=True),
        column(f"{whose}_value_lost", sa.BigInteger(), empty=True),
        column(f"{whose}_orders", sa.Integer(), empty=True),
    ]


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
