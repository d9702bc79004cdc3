"""Registry, custody chain, queue and the append-only decision log."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _registry()
    _evidence()
    _leads()
    _decisions()
    if op.get_bind().dialect.name == "postgresql":
        _refuse_changes_postgresql("decisions", "manifests")
    else:
        _refuse_changes_sqlite("decisions", "number", "decision_id")
        _refuse_changes_sqlite("manifests", "number", "digest", "previous")


def _registry() -> None:
    op.create_table(
        "registers",
        sa.Column("name", sa.String(128), primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("rights", sa.Integer, nullable=False),
        sa.Column("imported_at", UtcTime, nullable=False),
        sa.Column("skipped", sa.Integer, nullable=False),
        sa.Column("pictures", sa.String(64), nullable=False),
    )
    op.create_table(
        "rights",
        sa.Column("right_id", sa.String(255), primary_key=True),
        sa.Column("register", sa.String(128), sa.ForeignKey("registers.name"), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("mark_text", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("expires_on", sa.Date),
        sa.Column("body", sa.Text, nullable=False),
    )


def _evidence() -> None:
    op.create_table(
        "manifests",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("previous", sa.String(64), nullable=False, unique=True),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("sealed_at", UtcTime, nullable=False),
        # A number that is not given yet reads as -1 in SQLite's triggers, so no row may have it.
        sa.CheckConstraint("number > 0", name="ck_manifests_number"),
    )


def _leads() -> None:
    op.create_table(
        "listings",
        sa.Column("listing_key", sa.String(32), primary_key=True),
        sa.Column("source", sa.String(64), nullable=False, index=True),
        sa.Column("listing_id", sa.Text, nullable=False),
        sa.Column("seller", sa.Text, nullable=False),
        sa.Column("last_seen", UtcTime, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "leads",
        sa.Column("lead_id", sa.String(32), primary_key=True),
        sa.Column("listing_key", sa.String(32), sa.ForeignKey("listings.listing_key"), nullable=False, index=True),
        sa.Column("listing_body", sa.Text, nullable=False),
        sa.Column("right_id", sa.Text, nullable=False, index=True),
        sa.Column("right_body", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("scorer", sa.String(64), nullable=False),
        sa.Column("signals", sa.Text, nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("first_found", UtcTime, nullable=False),
        sa.Column("last_found", UtcTime, nullable=False),
        sa.Column("evidence", sa.String(64), nullable=False),
        sa.Column("evidence_body", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("lapsed", sa.Text, nullable=False),
    )
    op.create_index("ix_leads_queue", "leads", ["state", "score", "lead_id"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("decision_id", sa.String(64), nullable=False, unique=True),
        sa.Column("lead_id", sa.String(32), sa.ForeignKey("leads.lead_id"), nullable=False, index=True),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("decided_at", UtcTime, nullable=False),
        sa.Column("evidence", sa.String(64), nullable=False),
        sa.Column("evidence_body", sa.Text, nullable=False),
        sa.CheckConstraint("number > 0", name="ck_decisions_number"),
    )


def _refuse_changes_sqlite(table: str, *keys: str) -> None:
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN {refuse}; END")
    # INSERT OR REPLACE deletes the row that stands in its way without firing the trigger above.
    there = " OR ".join(f"{key} = NEW.{key}" for key in keys)
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 (names given above)
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) BEGIN {refuse}; END"
    )


def _refuse_changes_postgresql(*tables: str) -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in tables:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
