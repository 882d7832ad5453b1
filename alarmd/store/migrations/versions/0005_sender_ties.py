"""Unknown senders whose presses belong to a person, since an operator said so."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sender_ties",
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("subscriber_id", sa.BigInteger(), nullable=True),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("feed_no", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("door", "address", name="pk_sender_ties"),
    )
    op.create_index("ix_sender_ties_feed_no", "sender_ties", ["feed_no"], unique=False)


def downgrade() -> None:
    op.drop_table("sender_ties")
