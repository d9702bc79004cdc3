"""The queue's narrow rows with their search index and counters; groups, reversals, claims, handovers, saved views."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WALKED = ("seller", "right_id", "group_key", "assignee", "holder", "district", "source")


def upgrade() -> None:
    _queue()
    _decisions()
    _together()
    if op.get_bind().dialect.name == "postgresql":
        _postgresql()
    else:
        _sqlite()


def _queue() -> None:
    op.create_table(
        "queue",
        sa.Column("lead_no", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("lead_id", sa.String(32), sa.ForeignKey("leads.lead_id"), nullable=False, unique=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("rank", sa.Float, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("right_id", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("seller", sa.Text, nullable=False),
        sa.Column("district", sa.Text, nullable=False),
        sa.Column("group_key", sa.String(32), nullable=False),
        sa.Column("classes", sa.Text, nullable=False),
        sa.Column("kinds", sa.Text, nullable=False),
        sa.Column("found", UtcTime, nullable=False, index=True),
        sa.Column("assignee", sa.Text, nullable=False, server_default=""),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_queue_walk", "queue", ["state", "rank", "lead_no"])
    for name in WALKED:
        op.create_index(f"ix_queue_{name}", "queue", [name, "state", "rank", "lead_no"])
    op.create_table(
        "queue_counts",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("value", sa.String(128), primary_key=True),
        sa.Column("state", sa.String(16), primary_key=True),
        sa.Column("bin", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
    )


def _decisions() -> None:
    op.add_column("decisions", sa.Column("batch", sa.String(32), nullable=False, server_default=""))
    op.create_index("ix_decisions_batch", "decisions", ["batch"])
    op.create_table(
        "reversals",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("decision_id", sa.String(64), sa.ForeignKey("decisions.decision_id"), nullable=False, unique=True),
        sa.Column("reversed_by", sa.Text, nullable=False),
        sa.Column("reversed_at", UtcTime, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.CheckConstraint("number > 0", name="ck_reversals_number"),
    )


def _together() -> None:
    op.create_table(
        "claims",
        sa.Column("lead_id", sa.String(32), sa.ForeignKey("leads.lead_id"), primary_key=True),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("until", UtcTime, nullable=False),
    )
    op.create_table(
        "handovers",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("lead_id", sa.String(32), sa.ForeignKey("leads.lead_id"), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("to", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.CheckConstraint("number > 0", name="ck_handovers_number"),
    )
    op.create_table(
        "saved_views",
        sa.Column("reviewer", sa.String(128), primary_key=True),
        sa.Column("name", sa.String(128), primary_key=True),
        sa.Column("query", sa.Text, nullable=False),
    )


def _sqlite() -> None:
    # Terms are made by leads/search.py; the index keeps no copy of them, and no places within a text.
    op.execute(
        "CREATE VIRTUAL TABLE queue_search USING fts5(terms, content='', detail='none', "
        "tokenize='unicode61 remove_diacritics 0')"
    )
    for table, keys in (("reversals", ("number", "decision_id")), ("handovers", ("number",))):
        refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN {refuse}; END")
        there = " OR ".join(f"{key} = NEW.{key}" for key in keys)
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 (names given above)
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) BEGIN {refuse}; END"
        )


def _postgresql() -> None:
    op.execute("CREATE TABLE queue_search (lead_no integer PRIMARY KEY, terms tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_queue_search_terms ON queue_search USING gin (terms)")
    for table in ("reversals", "handovers"):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
