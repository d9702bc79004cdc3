"""Watch lists, what they have told, messages, and the log of deliveries."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watches",
        sa.Column("watch_id", sa.String(32), primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("holder", "right_ids", "sources", "states", "targets")),
        sa.Column("lowest", sa.Float, nullable=False),
        sa.Column("schedule", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", UtcTime, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("removed_at", UtcTime, nullable=True),
    )
    op.create_table(
        "watch_told",
        sa.Column("watch_id", sa.String(32), sa.ForeignKey("watches.watch_id"), primary_key=True),
        sa.Column("key", sa.String(80), primary_key=True),
        sa.Column("message_id", sa.String(32), nullable=False),
    )
    op.create_table(
        "watch_messages",
        sa.Column("message_id", sa.String(32), primary_key=True),
        sa.Column("watch_id", sa.String(32), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("made_at", UtcTime, nullable=False),
    )
    message = sa.ForeignKey("watch_messages.message_id")
    op.create_table(
        "watch_deliveries",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("message_id", sa.String(32), message, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("rounds", sa.Integer, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("next_at", UtcTime, nullable=True),
        sa.CheckConstraint("number > 0", name="ck_watch_deliveries_number"),
    )
    op.create_index("ix_watch_deliveries_last", "watch_deliveries", ["message_id", "target", "number"])
    _append_only("watch_told", "watch_id = NEW.watch_id AND key = NEW.key")
    _append_only("watch_messages", "message_id = NEW.message_id")
    _append_only("watch_deliveries", "number = NEW.number")


def _append_only(table: str, same: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN {refuse}; END")
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 (no input)
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN {refuse}; END"
    )
