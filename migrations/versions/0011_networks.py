"""What sellers share, group leads, and which network a lead's seller is in."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seller_traces",
        sa.Column("seller", sa.Text, primary_key=True),
        sa.Column("key", sa.String(16), primary_key=True, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("last_seen", UtcTime, nullable=False),
    )
    op.create_table(
        "group_leads",
        sa.Column("group_id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("right_id", sa.Text, nullable=False),
        sa.Column("since", UtcTime, nullable=False),
        sa.Column("made_at", UtcTime, nullable=False),
    )
    op.create_table(
        "group_members",
        sa.Column("group_id", sa.String(32), sa.ForeignKey("group_leads.group_id"), primary_key=True),
        sa.Column("seller", sa.Text, primary_key=True),
    )
    op.create_table(
        "group_ties",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("group_id", sa.String(32), sa.ForeignKey("group_leads.group_id"), nullable=False, index=True),
        sa.Column("one", sa.Text, nullable=False),
        sa.Column("other", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("holders", sa.Integer, nullable=False),
        sa.Column("strength", sa.Float, nullable=False),
        sa.Column("one_url", sa.Text, nullable=False),
        sa.Column("other_url", sa.Text, nullable=False),
    )
    op.add_column("queue", sa.Column("network", sa.String(32), nullable=False, server_default=""))
    op.create_index("ix_queue_network", "queue", ["network", "state", "rank", "lead_no"])
