"""people, branches and customers.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
HAS_CUSTOMER = sa.text("customer_id IS NOT NULL")
NEW_COLUMNS = {
    "users": {"totp_secret": sa.String(length=300), "totp_enabled_at": INSTANT, "totp_last_step": sa.BigInteger()},
    "memberships": {"disabled_at": INSTANT, "last_signed_in_at": INSTANT},
    "pharmacies": {"role_changes": sa.JSON()},
}


def column(name: str, kind: sa.types.TypeEngine[object], *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=empty)


def points(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=f"pk_{table}")


def upgrade() -> None:
    for table, columns in NEW_COLUMNS.items():
        for name, kind in columns.items():
            op.add_column(table, column(name, kind, empty=True))
    make_organizations()
    make_accounts()
    make_customers()


def make_organizations() -> None:
    """Each pharmacy so far is an organisation of its own, with the same number."""
    op.create_table(
        "organizations",
        column("id", ID),
        column("name", sa.String(length=200)),
        column("created_at", INSTANT),
        key("organizations"),
    )
    op.execute("INSERT INTO organizations (id, name, created_at) SELECT id, name, created_at FROM pharmacies")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('organizations', 'id'), max(id)) FROM organizations HAVING max(id) > 0"
        )
    point_from("pharmacies", "organization_id", "organizations")
    op.execute("UPDATE pharmacies SET organization_id = id")
    op.create_index("ix_pharmacies_organization_id", "pharmacies", ["organization_id"])


def point_from(table: str, column: str, other: str) -> None:
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT fk_{table}_{column} REFERENCES {other} (id)")


def make_accounts() -> None:
    op.create_table(
        "account_links",
        column("pharmacy_id", ID),
        column("id", ID),
        column("kind", sa.String(length=20)),
        column("email", sa.String(length=254)),
        column("full_name", sa.String(length=200), empty=True),
        column("role", sa.String(length=20), empty=True),
        column("user_id", ID, empty=True),
        column("token_hash", sa.String(length=64)),
        column("expires_at", INSTANT),
        column("used_at", INSTANT, empty=True),
        column("revoked_at", INSTANT, empty=True),
        column("created_by", ID, empty=True),
        column("created_at", INSTANT),
        key("account_links"),
        points("account_links", "pharmacy_id", "pharmacies"),
        points("account_links", "user_id", "users"),
        points("account_links", "created_by", "users"),
        sa.UniqueConstraint("token_hash", name="uq_account_links_token_hash"),
    )
    op.create_index("ix_account_links_pharmacy_id_kind", "account_links", ["pharmacy_id", "kind", "id"])
    op.create_index("ix_account_links_user_id", "account_links", ["user_id"])
    op.create_table(
        "recovery_codes",
        column("id", ID),
        column("user_id", ID),
        column("code_hash", sa.String(length=64)),
        column("used_at", INSTANT, empty=True),
        key("recovery_codes"),
        points("recovery_codes", "user_id", "users"),
        sa.UniqueConstraint("user_id", "code_hash", name="uq_recovery_codes_user_id_code_hash"),
    )


def make_customers() -> None:
    op.create_table(
        "customers",
        column("pharmacy_id", ID),
        column("id", ID),
        column("code", sa.String(length=40)),
        column("name_sealed", sa.Text(), empty=True),
        column("phone_sealed", sa.Text(), empty=True),
        column("address_sealed", sa.Text(), empty=True),
        column("notes_sealed", sa.Text(), empty=True),
        column("phone_key", sa.String(length=64), empty=True),
        column("legal_hold_until", sa.Date(), empty=True),
        column("legal_hold_reason", sa.String(length=200), empty=True),
        column("erased_at", INSTANT, empty=True),
        column("created_at", INSTANT),
        key("customers"),
        points("customers", "pharmacy_id", "pharmacies"),
        sa.UniqueConstraint("pharmacy_id", "code", name="uq_customers_pharmacy_id_code"),
    )
    op.create_index("ix_customers_pharmacy_id_phone_key", "customers", ["pharmacy_id", "phone_key"])
    op.create_table(
        "consents",
        column("pharmacy_id", ID),
        column("id", ID),
        column("customer_id", ID),
        column("purpose", sa.String(length=20)),
        column("source", sa.String(length=80)),
        column("given_at", INSTANT),
        column("withdrawn_at", INSTANT, empty=True),
        key("consents"),
        points("consents", "pharmacy_id", "pharmacies"),
        points("consents", "customer_id", "customers"),
    )
    op.create_index("ix_consents_customer_id_purpose", "consents", ["customer_id", "purpose"])
    point_from("sales", "customer_id", "customers")
    op.create_index(
        "ix_sales_customer_id", "sales", ["customer_id"], sqlite_where=HAS_CUSTOMER, postgresql_where=HAS_CUSTOMER
    )


def downgrade() -> None:
    op.drop_index("ix_sales_customer_id", "sales")
    op.execute("ALTER TABLE sales DROP COLUMN customer_id")
    for table in ("consents", "customers", "recovery_codes", "account_links"):
        op.drop_table(table)
    op.drop_index("ix_pharmacies_organization_id", "pharmacies")
    op.execute("ALTER TABLE pharmacies DROP COLUMN organization_id")
    op.drop_table("organizations")
    for table, columns in NEW_COLUMNS.items():
        for name in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
