"""The list of a backup's files: one JSON object a line, in the order in which a folder is gone through."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from backups.fault import BackupError

NAME = "files.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: path below the data folder with `/`, bytes, time of its last change (ns since 1970), SHA-256 in hex."""

    path: str
    size: int
    mtime: int
    sha256: str

    @property
    def order(self) -> tuple[str, ...]:
        """By what lists are sorted: folder by folder, so that two can be gone through side by side."""
        return order(self.path)


def order(path: str) -> tuple[str, ...]:
    """Of a path, as `Entry.order`."""
    return tuple(path.split("/"))


def line(entry: Entry) -> bytes:
    """An entry as a line; names that are no UTF-8 stay what they are."""
    return json.dumps(asdict(entry)).encode() + b"\n"


def read(path: Path) -> Iterator[Entry]:
    """The entries of a list.

    Raises:
        BackupError: it is none.
    """
    try:
        with path.open("rb") as file:
            for one in file:
                yield Entry(**json.loads(one))
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(f"{path} is no list of a backup's files: {error}") from error


class Earlier:
    """The list of an earlier backup, asked in order and never held in memory."""

    def __init__(self, root: Path | None) -> None:
        self._entries = read(root / NAME) if root is not None else iter(())
        self._next = next(self._entries, None)

    def find(self, path: str) -> Entry | None:
        """Its entry of a path; paths must be asked for in their order."""
        wanted = order(path)
        while self._next is not None and self._next.order < wanted:
            self._next = next(self._entries, None)
        return self._next if self._next is not None and self._next.path == path else None
