"""What a copied database says of itself: kind and schema, and the custody chain that the copied files must answer."""

from dataclasses import dataclass

LINKS = "SELECT folder, digest FROM manifests ORDER BY number"
REVISION = "SELECT version_num FROM alembic_version"
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """The state of the database that was copied.

    Attributes:
        kind: `SQLITE` or `POSTGRESQL`.
        revision: of the schema.
        server: major version of the server, "" for SQLite.
        file: name of the copy.
        links: the custody chain, oldest first: folder relative to the data folder, SHA-256 of its manifest.
    """

    kind: str
    revision: str
    server: str
    file: str
    links: tuple[tuple[str, str], ...]
