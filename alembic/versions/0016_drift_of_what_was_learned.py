"""drift of what was learned.

Revision: 0016
Follows: 0011
"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("forecast_models", sa.Column("content_sha256", sa.String(length=64), nullable=True))
    op.add_column("forecast_models", sa.Column("coverages", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("forecast_models", sa.Column("drift_ratio", sa.Double(), nullable=True))
    op.add_column("forecast_models", sa.Column("coverage_shift", sa.Double(), nullable=True))
    models = sa.table("forecast_models", sa.column("id"), sa.column("content"), sa.column("content_sha256"))
    connection = op.get_bind()
    for number, content in connection.execute(sa.select(models.c.id, models.c.content)).all():
        if content is not None:
            sha256 = hashlib.sha256(content.encode()).hexdigest()
            connection.execute(sa.update(models).where(models.c.id == number).values(content_sha256=sha256))


def downgrade() -> None:
    for name in ("coverage_shift", "drift_ratio", "coverages", "content_sha256"):
        op.drop_column("forecast_models", name)
