"""What offers say and said, in partitions on PostgreSQL: offers by source, their past by month and source.

Both keep their rows. An offer's key is made from its source and its id there, so (key, source) is as unique as the key
alone. Why leads and their listings are not partitioned: docs/decisions/0031-many-machines.md.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OFFERS = "offer_key, source, page, content, facts, run_id, since, gone_since"
PAST = "number, offer_key, source, facts, run_id, since, until"


def upgrade() -> None:
    op.add_column("offer_past", sa.Column("source", sa.String(64), nullable=False, server_default=""))
    named = "SELECT o.source FROM offers o WHERE o.offer_key = offer_past.offer_key"
    op.execute(f"UPDATE offer_past SET source = coalesce(({named}), '')")  # noqa: S608 (constants)
    if op.get_bind().dialect.name == "postgresql":
        _offers()
        _past()


def _offers() -> None:
    op.execute("ALTER TABLE offers RENAME TO offers_whole")
    op.execute("ALTER INDEX pk_offers RENAME TO pk_offers_whole")
    op.execute("DROP INDEX ix_offers_source")
    op.execute(
        "CREATE TABLE offers (LIKE offers_whole INCLUDING DEFAULTS, "
        "CONSTRAINT pk_offers PRIMARY KEY (offer_key, source)) PARTITION BY LIST (source)"
    )
    op.execute("CREATE TABLE offers_default PARTITION OF offers DEFAULT")
    op.execute(f"INSERT INTO offers ({OFFERS}) SELECT {OFFERS} FROM offers_whole")  # noqa: S608 (constants)
    op.execute("DROP TABLE offers_whole")


def _past() -> None:
    op.execute("ALTER TABLE offer_past RENAME TO offer_past_whole")
    op.execute("ALTER INDEX pk_offer_past RENAME TO pk_offer_past_whole")
    op.execute("DROP INDEX ix_offer_past_offer_key")
    op.execute("ALTER SEQUENCE offer_past_number_seq OWNED BY NONE")
    op.execute(
        "CREATE TABLE offer_past (LIKE offer_past_whole INCLUDING DEFAULTS, "
        "CONSTRAINT pk_offer_past PRIMARY KEY (number, until, source)) PARTITION BY RANGE (until)"
    )
    op.execute("CREATE INDEX ix_offer_past_offer_key ON offer_past (offer_key)")
    op.execute("CREATE TABLE offer_past_default PARTITION OF offer_past DEFAULT")
    op.execute(f"INSERT INTO offer_past ({PAST}) SELECT {PAST} FROM offer_past_whole")  # noqa: S608 (constants)
    op.execute("DROP TABLE offer_past_whole")
    op.execute("ALTER SEQUENCE offer_past_number_seq OWNED BY offer_past.number")
