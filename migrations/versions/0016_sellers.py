"""When the first offer of each seller was seen."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0016"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sellers",
        sa.Column("source", sa.String(64), primary_key=True),
        sa.Column("seller", sa.String(200), primary_key=True),
        sa.Column("first_seen", UtcTime, nullable=False),
    )
