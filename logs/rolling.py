"""A log file of bounded size that several processes write to."""

import fcntl
import logging.handlers
import os
from pathlib import Path

KEPT = 5
"""Full files that are kept beside the one that is written: `.1` is the newest."""


class RollingFile(logging.handlers.WatchedFileHandler):
    """Appends whole lines; whoever finds the file full moves it aside, and all others notice by its inode.

    The library's own rotation moves a file away under other processes. Its check of the inode is what we keep.

    Args:
        path: of the file.
        most: bytes from which a file is moved aside.
        kept: how many of these stay.
    """

    def __init__(self, path: Path, most: int, kept: int = KEPT) -> None:
        super().__init__(path, encoding="utf-8", errors="backslashreplace", delay=True)
        self._path = path
        self._most = most
        self._kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        """Writes a line. A full disk costs the line, not the work."""
        try:
            self.reopenIfNeeded()
            if self.stream is None:
                self.stream = self._open()
                self._statstream()
            if os.fstat(self.stream.fileno()).st_size >= self._most:
                self._roll()
            logging.StreamHandler.emit(self, record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Says nothing: what cannot be logged must not stop the work, and has no other place to go."""

    def _roll(self) -> None:
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._path.exists() and self._path.stat().st_size >= self._most:  # nobody was quicker
                for number in range(self._kept - 1, 0, -1):
                    older = self._numbered(number)
                    if older.exists():
                        older.replace(self._numbered(number + 1))
                self._path.replace(self._numbered(1))
        self.reopenIfNeeded()

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")
