"""Municipalities and people that have left: their history stays, so their rows do."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("tenants", "subscribers"):
        op.add_column(table, sa.Column("active", sa.Boolean(), nullable=False, server_default="1"))


def downgrade() -> None:
    for table in ("subscribers", "tenants"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("active")
