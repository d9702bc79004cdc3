"""Complaints, how to reach who made them, their leads; leads that come first by a deadline."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaints",
        sa.Column("complaint_id", sa.String(32), primary_key=True),
        sa.Column("receipt", sa.String(32), nullable=False, unique=True),
        sa.Column("content", sa.String(64), nullable=False, unique=True),
        sa.Column("by", sa.String(16), nullable=False),
        sa.Column("addresses", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("pictures", sa.Text, nullable=False),
        sa.Column("right_id", sa.Text, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("taken_by", sa.Text, nullable=False),
        sa.Column("received_at", UtcTime, nullable=False, index=True),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("captured_at", UtcTime, nullable=True),
        sa.Column("done_at", UtcTime, nullable=True, index=True),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("closed_at", UtcTime, nullable=True),
        sa.Column("closed_by", sa.Text, nullable=False),
        sa.Column("closed_why", sa.Text, nullable=False),
    )
    op.create_index("ix_complaints_due", "complaints", ["closed_at", "due_on"])
    complaint = sa.ForeignKey("complaints.complaint_id")
    op.create_table(
        "complaint_contacts",
        sa.Column("complaint_id", sa.String(32), complaint, primary_key=True),
        sa.Column("contact", sa.Text, nullable=False),
    )
    op.create_table(
        "complaint_leads",
        sa.Column("complaint_id", sa.String(32), sa.ForeignKey("complaints.complaint_id"), primary_key=True),
        sa.Column("lead_id", sa.String(32), primary_key=True, index=True),
    )
    op.create_table(
        "urgent",
        sa.Column("lead_id", sa.String(32), sa.ForeignKey("leads.lead_id"), primary_key=True),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
    )
