"""Since when a unit is in service: one that is never heard is found out. Those that are now begin anew."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NOW = {
    "sqlite": "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)",
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)",
}


def upgrade() -> None:
    op.add_column("units", sa.Column("in_service_at", sa.BigInteger(), nullable=True))
    now = NOW[op.get_bind().dialect.name]
    op.execute(f"UPDATE units SET in_service_at = {now} WHERE state = 'in_service'")  # noqa: S608


def downgrade() -> None:
    with op.batch_alter_table("units") as table:
        table.drop_column("in_service_at")
