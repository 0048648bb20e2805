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

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("expiry_risks", sa.Column("unsold_chance", sa.Double(), nullable=True))
    with op.batch_alter_table("expiry_risks") as risks:
        risks.add_column(sa.Column("transfer_to_id", ID, nullable=True))
        risks.add_column(sa.Column("transfer_qty", sa.BigInteger(), nullable=True))
        risks.create_foreign_key("fk_expiry_risks_transfer_to_id", "pharmacies", ["transfer_to_id"], ["id"])
    op.execute("DELETE FROM expiry_runs")  # the next look computes every batch


def downgrade() -> None:
    with op.batch_alter_table("expiry_risks") as risks:
        risks.drop_constraint("fk_expiry_risks_transfer_to_id", type_="foreignkey")
        risks.drop_column("transfer_qty")
        risks.drop_column("transfer_to_id")
        risks.drop_column("unsold_chance")
