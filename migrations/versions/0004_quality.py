"""Groups by picture, prices beside the queue, checks with their answers, and a sample of listings without a lead."""

import secrets

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _queue()
    marks = op.create_table(
        "marks",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    # Who knows the salt could choose what is checked, so it is made here and shown nowhere.
    op.bulk_insert(marks, [{"name": "salt", "value": secrets.token_hex(32)}, {"name": "shelf", "value": "1"}])
    _checks()
    _unqueued()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER check_answers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON check_answers "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    refuse = "SELECT RAISE(ABORT, 'check_answers is append-only')"
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER check_answers_no_{verb.lower()} BEFORE {verb} ON check_answers BEGIN {refuse}; END")
    op.execute(
        "CREATE TRIGGER check_answers_no_replace BEFORE INSERT ON check_answers WHEN EXISTS "  # noqa: S608 (no input)
        "(SELECT 1 FROM check_answers WHERE check_id = NEW.check_id AND reviewer = NEW.reviewer) "
        f"BEGIN {refuse}; END"
    )


def _queue() -> None:
    for column in (
        sa.Column("template_key", sa.String(32), nullable=False, server_default=""),
        sa.Column("picture_key", sa.String(32), nullable=False, server_default=""),
        sa.Column("price", sa.Float, nullable=True),
        sa.Column("currency", sa.String(8), nullable=False, server_default=""),
        sa.Column("goods", sa.String(40), nullable=False, server_default=""),
    ):
        op.add_column("queue", column)
    op.create_index("ix_queue_template_key", "queue", ["template_key"])
    op.create_index("ix_queue_picture_key", "queue", ["picture_key"])
    op.create_index("ix_queue_price", "queue", ["right_id", "currency", "goods", "lead_no"])


def _checks() -> None:
    op.create_table(
        "checks",
        sa.Column("check_id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False, index=True),
        sa.Column("decision_id", sa.String(64), nullable=False, index=True),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("evidence", sa.String(64), nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("made_at", UtcTime, nullable=False),
        sa.Column("wanted", sa.Boolean, nullable=False),
    )
    op.create_index("ix_checks_due", "checks", ["wanted", "kind", "place"])
    op.create_index("ix_checks_made", "checks", ["made_at"])
    op.create_table(
        "check_answers",
        sa.Column("check_id", sa.String(32), sa.ForeignKey("checks.check_id"), primary_key=True),
        sa.Column("reviewer", sa.String(128), primary_key=True),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("answered_at", UtcTime, nullable=False, index=True),
    )


def _unqueued() -> None:
    op.create_table(
        "unqueued",
        sa.Column("listing_key", sa.String(32), primary_key=True),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("kept_at", UtcTime, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "unqueued_runs",
        sa.Column("run_id", sa.String(64), primary_key=True),
        sa.Column("source", sa.String(64), primary_key=True),
        sa.Column("at", UtcTime, nullable=False, index=True),
        sa.Column("unqueued", sa.Integer, nullable=False),
    )
