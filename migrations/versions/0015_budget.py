"""Holds with their log and what usually fires; each day's list; what keeps a lead out of the queue, what it weighs."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0015"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("leads", sa.Column("held", sa.Text, nullable=False, server_default=""))
    op.add_column("queue", sa.Column("weight", sa.Float, nullable=False, server_default="1"))
    _holds()
    _hits()
    _days()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER hold_steps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hold_steps "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    refuse = "SELECT RAISE(ABORT, 'hold_steps is append-only')"
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER hold_steps_no_{verb.lower()} BEFORE {verb} ON hold_steps BEGIN {refuse}; END")
    op.execute(
        "CREATE TRIGGER hold_steps_no_replace BEFORE INSERT ON hold_steps WHEN EXISTS "  # noqa: S608 (no input)
        f"(SELECT 1 FROM hold_steps WHERE number = NEW.number) BEGIN {refuse}; END"
    )


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("hold_id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("right_id", sa.Text, nullable=False),
        sa.Column("of", sa.String(16), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("until", sa.Date, nullable=True),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("hits", sa.Integer, nullable=False),
        sa.Column("listings", sa.Integer, nullable=False),
        sa.Column("limit", sa.Integer, nullable=False),
    )
    op.create_index("ix_holds_right", "holds", ["right_id", "state"])
    op.create_index("ix_holds_state", "holds", ["state", "kind"])
    op.create_table(
        "hold_steps",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("hold_id", sa.String(32), sa.ForeignKey("holds.hold_id"), nullable=False, index=True),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("until", sa.Date, nullable=True),
        sa.CheckConstraint("number > 0", name="ck_hold_steps_number"),
    )
    op.create_table(
        "held",
        sa.Column("hold_id", sa.String(32), sa.ForeignKey("holds.hold_id"), primary_key=True),
        sa.Column("lead_id", sa.String(32), sa.ForeignKey("leads.lead_id"), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
    )
    op.create_index("ix_held_place", "held", ["hold_id", "place"])
    op.create_index("ix_held_lead", "held", ["lead_id"])


def _hits() -> None:
    op.create_table(
        "hit_nights",
        sa.Column("source", sa.String(64), primary_key=True),
        sa.Column("run_id", sa.String(64), primary_key=True),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("listings", sa.Integer, nullable=False),
    )
    op.create_table(
        "hits",
        sa.Column("source", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("run_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )


def _days() -> None:
    op.create_table(
        "day_lists",
        sa.Column("run_id", sa.String(64), primary_key=True),
        sa.Column("at", UtcTime, nullable=False, index=True),
        sa.Column("budget", sa.Integer, nullable=False),
        sa.Column("listed", sa.Integer, nullable=False),
        sa.Column("frame", sa.Integer, nullable=False),
        sa.Column("explored", sa.Integer, nullable=False),
        sa.Column("expected", sa.Float, nullable=False),
        sa.Column("ties", sa.Float, nullable=False),
    )
    op.create_table(
        "turns",
        sa.Column("run_id", sa.String(64), sa.ForeignKey("day_lists.run_id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("lead_id", sa.String(32), sa.ForeignKey("leads.lead_id"), nullable=False),
        sa.Column("chance", sa.Float, nullable=False),
        sa.Column("weight", sa.Float, nullable=False),
        sa.Column("fresh", sa.Float, nullable=False),
        sa.Column("explored", sa.Boolean, nullable=False),
        sa.Column("propensity", sa.Float, nullable=False),
    )
    op.create_index("ix_turns_lead", "turns", ["lead_id"])
