"""Legal holds and requests of persons, append-only; from where somebody looked; old lines of the log may go, by a
recorded cut."""

import sqlalchemy as sa
from alembic import op

from database import UtcTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# A line may be deleted if a cut of its kind was recorded that it is older than; changed it may never be.
VIEWS = "action LIKE 'view\\_%' ESCAPE '\\' OR action LIKE 'search\\_%' ESCAPE '\\'"


def upgrade() -> None:
    op.add_column("audit", sa.Column("place", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "audit_cuts",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("before", UtcTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
    )
    op.create_table(
        "preservations",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("hold_id", sa.String(32), nullable=False, index=True),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("of", sa.String(16), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("until", sa.Date, nullable=True),
        sa.CheckConstraint("number > 0", name="ck_preservations_number"),
    )
    op.create_table(
        "subject_requests",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("request_id", sa.String(32), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.CheckConstraint("number > 0", name="ck_subject_requests_number"),
    )
    for table in ("audit_cuts", "preservations", "subject_requests"):
        _append_only(table)
    _cuts()


def _append_only(table: str) -> None:
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
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS "  # noqa: S608 (no input)
        f"(SELECT 1 FROM {table} WHERE number = NEW.number) BEGIN {refuse}; END"
    )


def _cuts() -> None:
    kind = f"CASE WHEN {VIEWS} THEN 'access' ELSE 'audit' END".replace("action", "OLD.action")
    uncut = f'NOT EXISTS (SELECT 1 FROM audit_cuts WHERE kind = {kind} AND OLD.at < "before")'  # noqa: S608 (no input)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_append_only ON audit")
        op.execute(
            "CREATE TRIGGER audit_append_only BEFORE UPDATE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE FUNCTION refuse_uncut() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {uncut} THEN RAISE EXCEPTION 'audit is append-only'; END IF; RETURN OLD; END $$"
        )
        op.execute("CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_uncut()")
        return
    op.execute("DROP TRIGGER audit_no_delete")
    op.execute(
        f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN {uncut} "
        "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
    )
