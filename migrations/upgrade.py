"""Bringing a database to the newest schema."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

# Any constant does; it must only be the same in every process that may migrate at once.
ADVISORY_LOCK = 7_215_004

# Told the schema that is about to be left; whatever it raises leaves the database as it is.
Before = Callable[[str], None]


class NewerSchemaError(RuntimeError):
    """A newer markhound has written this database; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Schema:
    """Where a database stands.

    Attributes:
        found: its revision, "" where there is none yet.
        newest: the one that this code makes.
    """

    found: str
    newest: str

    @property
    def is_newest(self) -> bool:
        """Whether nothing is to be done."""
        return self.found == self.newest


def nobody(_revision: str) -> None:
    """Tells nobody."""


def upgrade(engine: Engine, before: Before = nobody, *, to: str = "head") -> None:
    """Applies what is missing. Safe when two processes start at once.

    A database that is up to date is only read, so that nobody waits for another one's long import.

    Args:
        engine: of the database.
        before: told of a database that holds something before it is changed, by the one process that changes it.
        to: the revision to stop at.

    Raises:
        NewerSchemaError: the database is beyond what this code knows.
    """
    if schema(engine).is_newest:
        return
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
        standing = _schema(connection)  # another process may have done it meanwhile
        if standing.is_newest:
            return
        if standing.found:
            before(standing.found)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def schema(engine: Engine) -> Schema:
    """Where a database stands; it is only read.

    Raises:
        NewerSchemaError: beyond what this code knows.
    """
    with engine.connect() as connection:
        return _schema(connection)


def newest() -> str:
    """The revision that this code makes."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def refuse_newer(revision: str, what: str = "the database") -> None:
    """Does nothing where this code knows a revision.

    Raises:
        NewerSchemaError: it does not.
    """
    known = {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision and revision not in known:
        raise NewerSchemaError(
            f"{what} was written by a newer markhound (schema {revision}; this one knows {newest()}); start that "
            "version again, or restore a backup that was made before the upgrade"
        )


def _schema(connection: Connection) -> Schema:
    found = MigrationContext.configure(connection).get_current_revision() or ""
    refuse_newer(found)
    return Schema(found, newest())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config
