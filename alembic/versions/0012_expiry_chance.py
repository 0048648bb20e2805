"""the chance that a batch expires unsold.

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("expiry_risks", sa.Column("unsold_chance", sa.Float(), nullable=True))
    op.execute("DELETE FROM expiry_runs")  # the next look computes every batch


def downgrade() -> None:
    op.drop_column("expiry_risks", "unsold_chance")
