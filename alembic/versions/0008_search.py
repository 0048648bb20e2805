"""search.

Revision: 0008
Follows: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CREATE_ROLES = """
DO $$
DECLARE
    wanted text;
    is_16 boolean := current_setting('server_version_num')::int >= 160000;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['pharmarec_app', 'pharmarec_search'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database of this server was migrated at the same moment
        END;
        IF NOT pg_has_role(current_user, wanted, CASE WHEN is_16 THEN 'SET' ELSE 'MEMBER' END) THEN
            EXECUTE format(
                'GRANT %I TO %I' || CASE WHEN is_16 THEN ' WITH SET TRUE, INHERIT FALSE' ELSE '' END,
                wanted, current_user
            );
        END IF;
    END LOOP;
END $$
"""
"""Roles belong to the server, not to one database: they are made where they are missing and never dropped.

`pharmarec_app` is who every unit of work runs as. `pharmarec_search` may own functions that search behind the policies
of row-level security; nobody signs in as either.
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(CREATE_ROLES)


def downgrade() -> None:
    pass
