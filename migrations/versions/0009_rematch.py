"""The rematch that a lead was first found by."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("leads", sa.Column("rematch", sa.String(64), nullable=False, server_default=""))
