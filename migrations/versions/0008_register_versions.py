"""Versions of registers, as of when a right is as it is, and the version that a lead was found with."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("registers", sa.Column("version", sa.Integer, nullable=False, server_default="0"))
    op.add_column("rights", sa.Column("as_of", sa.String(32), nullable=False, server_default=""))
    op.add_column("leads", sa.Column("registry_version", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "register_versions",
        sa.Column("register", sa.String(128), sa.ForeignKey("registers.name"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("pictures", sa.String(64), nullable=False),
        sa.Column("skipped", sa.Integer, nullable=False),
        sa.Column("rights", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("filled", sa.Text, nullable=False),
        sa.Column("restores", sa.Integer, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("imported_at", UtcTime, nullable=False),
    )
