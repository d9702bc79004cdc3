"""Referrals with their steps, listings that come up again after an action, and looks at whether one is still up."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Each log, and by what a line of it could be replaced.
LOGS = {"referral_steps": ("number", "step_id"), "referral_steps_back": ("number", "step_id"), "rechecks": ("number",)}


def upgrade() -> None:
    _referrals()
    _relistings()
    op.create_table(
        "rechecks",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("listing_key", sa.String(32), nullable=False, index=True),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("listing_id", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("result", sa.String(16), nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.CheckConstraint("number > 0", name="ck_rechecks_number"),
    )
    for table, keys in LOGS.items():
        _append_only(table, *keys)


def _referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("referral_id", sa.String(32), primary_key=True),
        sa.Column("right_id", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("district", sa.Text, nullable=False),
        sa.Column("sent_by", sa.Text, nullable=False),
        sa.Column("sent_at", UtcTime, nullable=False),
        sa.Column("sent_on", sa.Date, nullable=False, index=True),
        sa.Column("leads", sa.Integer, nullable=False),
        sa.Column("pack", sa.String(64), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due_on", sa.Date, nullable=True),
        sa.Column("ended_on", sa.Date, nullable=True, index=True),
        sa.Column("acted_at", UtcTime, nullable=True),
    )
    op.create_index("ix_referrals_due", "referrals", ["state", "due_on"])
    op.create_table(
        "referral_leads",
        sa.Column("referral_id", sa.String(32), sa.ForeignKey("referrals.referral_id"), primary_key=True),
        sa.Column("lead_id", sa.String(32), sa.ForeignKey("leads.lead_id"), primary_key=True, index=True),
    )
    op.create_table(
        "referral_steps",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("step_id", sa.String(32), nullable=False, unique=True),
        sa.Column("referral_id", sa.String(32), sa.ForeignKey("referrals.referral_id"), nullable=False, index=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("via", sa.String(8), nullable=False),
        sa.Column("due_on", sa.Date, nullable=True),
        sa.CheckConstraint("number > 0", name="ck_referral_steps_number"),
    )
    op.create_table(
        "referral_steps_back",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("step_id", sa.String(32), sa.ForeignKey("referral_steps.step_id"), nullable=False, unique=True),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.CheckConstraint("number > 0", name="ck_referral_steps_back_number"),
    )


def _relistings() -> None:
    op.create_table(
        "traces",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("referral_id", sa.String(32), sa.ForeignKey("referrals.referral_id"), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("lead_id", sa.String(32), sa.ForeignKey("leads.lead_id"), nullable=False),
    )
    op.create_table(
        "relistings",
        sa.Column("lead_id", sa.String(32), sa.ForeignKey("leads.lead_id"), primary_key=True),
        sa.Column("referral_id", sa.String(32), sa.ForeignKey("referrals.referral_id"), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("earlier", sa.String(32), sa.ForeignKey("leads.lead_id"), nullable=False),
        sa.Column("found_at", UtcTime, nullable=False, index=True),
    )


def _append_only(table: str, *keys: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN {refuse}; END")
    there = " OR ".join(f"{key} = NEW.{key}" for key in keys)
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 (no input)
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) BEGIN {refuse}; END"
    )
