"""Accounts with their keys, failed sign-ins, and the append-only audit log; decisions by day."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _accounts()
    op.create_index("ix_decisions_decided_at", "decisions", ["decided_at"])
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("action", sa.String(32), nullable=False, index=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.CheckConstraint("number > 0", name="ck_audit_number"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    refuse = "SELECT RAISE(ABORT, 'audit is append-only')"
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit BEGIN {refuse}; END")
    op.execute(
        "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit "  # noqa: S608 (no input)
        f"WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number) BEGIN {refuse}; END"
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(128), nullable=False, unique=True),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("holders", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("made_at", UtcTime, nullable=False),
    )
    op.create_table(
        "account_keys",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("account_id", sa.String(32), sa.ForeignKey("accounts.account_id"), nullable=False, index=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("made_at", UtcTime, nullable=False),
        sa.Column("until", UtcTime, nullable=False),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("at", UtcTime, nullable=False),
    )
    op.create_index("ix_sign_in_failures_key", "sign_in_failures", ["key", "at"])
