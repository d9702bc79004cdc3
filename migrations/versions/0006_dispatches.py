"""What left the house: packs, who made them, for whom."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dispatches",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String(16), nullable=False, index=True),
        sa.Column("digest", sa.String(64), nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("profile", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", UtcTime, nullable=False),
        sa.Column("leads", sa.Text, nullable=False),
        sa.CheckConstraint("number > 0", name="ck_dispatches_number"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER dispatches_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dispatches "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    refuse = "SELECT RAISE(ABORT, 'dispatches is append-only')"
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER dispatches_no_{verb.lower()} BEFORE {verb} ON dispatches BEGIN {refuse}; END")
    op.execute(
        "CREATE TRIGGER dispatches_no_replace BEFORE INSERT ON dispatches "  # noqa: S608 (no input)
        f"WHEN EXISTS (SELECT 1 FROM dispatches WHERE number = NEW.number) BEGIN {refuse}; END"
    )
