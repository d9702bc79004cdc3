"""What offers said over time, and since when a lead's listing is gone."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("offer_key", sa.String(32), primary_key=True),
        sa.Column("source", sa.String(64), nullable=False, index=True),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("since", UtcTime, nullable=False),
        sa.Column("gone_since", UtcTime, nullable=True),
    )
    op.create_table(
        "offer_past",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("offer_key", sa.String(32), nullable=False, index=True),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("since", UtcTime, nullable=False),
        sa.Column("until", UtcTime, nullable=False),
    )
    op.add_column("listings", sa.Column("gone_since", UtcTime, nullable=True))
