"""row-level security.

On PostgreSQL the application works as `pharmarec_app`, which may not change what is append-only, and which sees of each
table only the rows of the pharmacies that its transaction named. SQLite has neither roles nor policies.

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

APPEND_ONLY = ("stock_movements", "audit_log", "audit_leaves", "audit_checkpoints")

GRANTS = (
    "GRANT USAGE ON SCHEMA public TO pharmarec_app",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pharmarec_app",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO pharmarec_app",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO pharmarec_app",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO pharmarec_app",
    "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM pharmarec_app",
    *(f"REVOKE UPDATE, DELETE ON {table} FROM pharmarec_app" for table in APPEND_ONLY),
)

REVOKES = (
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM pharmarec_app",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM pharmarec_app",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM pharmarec_app",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM pharmarec_app",
    "REVOKE USAGE ON SCHEMA public FROM pharmarec_app",
)

NAMED = "string_to_array(NULLIF(current_setting('app.pharmacies', true), ''), ',')::bigint[]"
EVERY = "current_setting('app.every_pharmacy', true)"

IS_ALLOWED = f"pharmacy_id = ANY ((SELECT {NAMED})::bigint[]) OR (SELECT {EVERY}) = 'on'"
"""In sub-selects, which are evaluated once for a statement and not once for a row."""

OWNED = sa.text(
    "SELECT table_name FROM information_schema.columns "
    "WHERE table_schema = 'public' AND column_name = 'pharmacy_id' ORDER BY table_name"
)

OF_MEMBERSHIPS = (
    # Without sub-selects: `first_member` looks behind the other policies of its own table.
    f"ALTER POLICY one_pharmacy ON memberships USING (pharmacy_id = ANY ({NAMED}) OR {EVERY} = 'on')",
    f"ALTER POLICY one_pharmacy ON memberships WITH CHECK (pharmacy_id = ANY ({NAMED}) OR {EVERY} = 'on')",
    "CREATE POLICY anyone_reads ON memberships FOR SELECT USING (true)",
    """CREATE POLICY first_member ON memberships FOR INSERT WITH CHECK (
        NOT EXISTS (SELECT FROM memberships other WHERE other.pharmacy_id = memberships.pharmacy_id)
    )""",
)
"""A person has memberships in several pharmacies: where they may sign in, and who may set their password, is asked of
all of them. They are changed by their own pharmacy alone, except the first, of whoever opens a branch."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for statement in GRANTS:
        op.execute(statement)
    for table in op.get_bind().scalars(OWNED).all():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY one_pharmacy ON {table} USING ({IS_ALLOWED}) WITH CHECK ({IS_ALLOWED})")
    for statement in OF_MEMBERSHIPS:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for policy in ("first_member", "anyone_reads"):
        op.execute(f"DROP POLICY {policy} ON memberships")
    for table in op.get_bind().scalars(OWNED).all():
        op.execute(f"DROP POLICY one_pharmacy ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for statement in REVOKES:
        op.execute(statement)
