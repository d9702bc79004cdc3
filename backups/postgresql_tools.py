"""PostgreSQL's own tools for dumps: found, new enough for the server, and told passwords out of everybody's sight."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from backups.fault import BackupError

DEBIAN = Path("/usr/lib/postgresql")  # where Debian keeps the tools of each major version
LAST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is.

    Attributes:
        shown: URL without its password, for the command line, which every user of the machine can read.
        environment: what its password goes by.
    """

    shown: str
    environment: Mapping[str, str]


def address(url: str) -> Address:
    """Of SQLAlchemy's URL; parameters behind `?` are libpq's."""
    parsed = make_url(url)
    query = dict(parsed.query)
    password = str(query.pop("password", "") or parsed.password or "")
    bare = URL.create("postgresql", parsed.username, None, parsed.host, parsed.port, parsed.database, query)
    return Address(bare.render_as_string(hide_password=False), {"PGPASSWORD": password} if password else {})


def tool(name: str, server: int) -> Path:
    """`pg_dump` or `pg_restore`, of the server's version or newer.

    Raises:
        BackupError: there is none, or only older ones.
    """
    found = {path: _major(path) for path in _places(name)}
    fitting = {path: major for path, major in found.items() if major >= server}
    if fitting:
        return min(fitting, key=lambda path: fitting[path])
    install = f"install it: apt install postgresql-client-{server} (from apt.postgresql.org if Debian's own is older)"
    if not found:
        raise BackupError(f"{name} is not on this machine, and PostgreSQL's backups are made by it; {install}")
    raise BackupError(f"{name} is of PostgreSQL {max(found.values())} and the server is of {server}; {install}")


def _places(name: str) -> list[Path]:
    first = shutil.which(name)
    return [*([Path(first)] if first else []), *sorted(DEBIAN.glob(f"*/bin/{name}"))]


def _major(path: Path) -> int:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", said)
    return int(found[1]) if found else 0


def run(command: Sequence[str | Path], at: Address, doing: str) -> None:
    """Runs a tool to its end.

    Raises:
        BackupError: it failed; the message has its last words.
    """
    done = subprocess.run(command, env={**os.environ, **at.environment}, capture_output=True, text=True, check=False)
    if done.returncode:
        said = " ".join(done.stderr.split())[-LAST_WORDS:]
        raise BackupError(f"{doing} failed: {said or f'exit code {done.returncode}'}")
