"""when suppliers deliver, and what comes free.

Revision: 0014
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS: dict[str, sa.types.TypeEngine[object]] = {
    "order_weekdays": sa.JSON(),
    "delivery_weekdays": sa.JSON(),
    "holidays": sa.JSON(),
    "cut_off": sa.String(length=5),
    "took_days": sa.JSON(),
    "measured_on": sa.Date(),
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("suppliers", sa.Column(name, kind, nullable=True))
    op.add_column("suggestions", sa.Column("free_qty", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("suggestions", "free_qty")
    for name in reversed(COLUMNS):
        op.drop_column("suppliers", name)
