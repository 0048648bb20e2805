"""events and jobs.

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def index_where(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, postgresql_where=where, sqlite_where=where)


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("pharmacy_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_outbox_pharmacy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    index_where("ix_outbox_unpublished", "outbox", ["id"], "published_at IS NULL")
    index_where("ix_outbox_published", "outbox", ["pharmacy_id", "published_at"], "published_at IS NOT NULL")
    jobs = op.create_table(
        "jobs",
        sa.Column("pharmacy_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("progress_done", sa.Integer(), nullable=False),
        sa.Column("progress_total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pharmacy_id"], ["pharmacies.id"], name=op.f("fk_jobs_pharmacy_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_jobs_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("pharmacy_id", "key", name=op.f("uq_jobs_pharmacy_id_key")),
    )
    op.create_index("ix_jobs_pharmacy_id_name_id", "jobs", ["pharmacy_id", "name", "id"])
    index_where("ix_jobs_queued", "jobs", ["due_at", "id"], "status = 'queued'")
    index_where("ix_jobs_running", "jobs", ["heartbeat_at"], "status = 'running'")
    hand_over_unfinished_imports(jobs)


def hand_over_unfinished_imports(jobs: sa.Table) -> None:
    """An import that an earlier version left unfinished goes on as a job."""
    columns = ("id", "pharmacy_id", "status", "created_by", "created_at")
    imports = sa.table("imports", *map(sa.column, columns))
    told = imports.c
    make_object = sa.func.json_object if op.get_bind().dialect.name == "sqlite" else sa.func.json_build_object
    values = {
        "pharmacy_id": told.pharmacy_id,
        "name": sa.literal("import_sales"),
        "arguments": make_object("import_id", told.id),
        "key": sa.literal("import_sales:") + sa.cast(told.id, sa.String),
        "status": sa.literal("queued"),
        **dict.fromkeys(("progress_done", "progress_total", "attempts"), sa.literal(0)),
        "created_by": told.created_by,
        "due_at": told.created_at,
        "created_at": told.created_at,
    }
    unfinished = sa.select(*values.values()).where(told.status.in_(("queued", "running")))
    op.execute(jobs.insert().from_select(list(values), unfinished))


def downgrade() -> None:
    op.drop_table("jobs")
    op.drop_table("outbox")
