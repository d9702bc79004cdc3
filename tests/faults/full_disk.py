"""A disk on which from the n-th place on nothing can be written: files, folders, links, SQLite; for one process.

It works without any right of the system's: what Python opens for writing is opened with a raw file of ours, and what
SQLite would write ends as SQLite itself says it. Reading goes on as on a full disk, and so do removing and renaming.
"""

import builtins
import errno
import io
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any
from unittest.mock import patch

WRITES = ("insert", "update", "delete", "create", "drop", "alter", "replace")


class FullDisk(AbstractContextManager["FullDisk"]):
    """Counts places and fails from one on.

    Args:
        place: the first that fails, 1-based; 0 for none, to count them.
        only_once: whether there is room again after that one.

    Attributes:
        places: what was to be written so far, by name.
        failed: how often it was refused.
    """

    def __init__(self, place: int = 0, *, only_once: bool = False) -> None:
        self.place, self.only_once = place, only_once
        self.places: list[str] = []
        self.failed = 0
        self._stack = ExitStack()

    def __enter__(self) -> "FullDisk":
        opened, fill = io.open, self.fill

        def open_(file: Any, mode: str = "r", buffering: int = -1, *more: Any, **named: Any) -> Any:
            if not set(mode) & set("wax+") or isinstance(file, int):
                return opened(file, mode, buffering, *more, **named)
            return _open(fill, file, mode, *more, **named)

        for name in ("replace", "link", "mkdir", "fsync"):
            self._stack.enter_context(patch.object(os, name, self._guarded(getattr(os, name))))
        for module in (io, builtins):
            self._stack.enter_context(patch.object(module, "open", open_))
        self._stack.enter_context(patch.object(shutil, "_USE_CP_SENDFILE", new=False))
        connect = sqlite3.connect

        def connected(*given: Any, **named: Any) -> sqlite3.Connection:
            return connect(*given, **{"factory": _factory(self), **named})

        for sqlite in (sqlite3, sqlite3.dbapi2):
            self._stack.enter_context(patch.object(sqlite, "connect", connected))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def is_full(self, what: str) -> bool:
        self.places.append(what)
        here = len(self.places)
        full = bool(self.place) and (here == self.place if self.only_once else here >= self.place)
        self.failed += full
        return full

    def fill(self, what: str) -> None:
        if self.is_full(what):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _guarded(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*given: Any, **named: Any) -> Any:
            # A rename needs no room in a folder that has one of that name; here it gets none.
            self.fill(f"{call.__name__} {_named(given[-1])}")
            return call(*given, **named)

        return guarded


class _Raw(io.FileIO):
    """A raw file that is refused what it writes."""

    fill: Callable[[str], None]

    def write(self, data: Any) -> int:
        self.fill(f"write {_named(self.name)}")
        return super().write(data)


def _open(
    fill: Callable[[str], None],
    file: Any,
    mode: str,
    encoding: Any = None,
    errors: Any = None,
    newline: Any = None,
    **_: Any,
) -> Any:
    fill(f"open {_named(file)}")
    raw = _Raw(file, mode.replace("b", "").replace("t", ""))
    raw.fill = fill
    buffered: Any = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
    if "b" in mode:
        return buffered
    text = io.TextIOWrapper(buffered, encoding, errors, newline)
    text.mode = mode
    return text


def _factory(disk: FullDisk) -> type[sqlite3.Connection]:
    def refuse(sql: str) -> None:
        words = sql.split(None, 3)
        if words and words[0].lower() in WRITES and disk.is_full("sqlite " + " ".join(words[:3])):
            raise sqlite3.OperationalError("database or disk is full")

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, *given: Any) -> Any:
            refuse(sql)
            return super().execute(sql, *given)

        def executemany(self, sql: str, *given: Any) -> Any:
            refuse(sql)
            return super().executemany(sql, *given)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def execute(self, *given: Any) -> Any:
            return self.cursor().execute(*given)

        def executemany(self, *given: Any) -> Any:
            return self.cursor().executemany(*given)

        def commit(self) -> None:
            if self.in_transaction and disk.is_full("sqlite commit"):
                raise sqlite3.OperationalError("database or disk is full")
            super().commit()

    return Connection


def _named(path: Any) -> str:
    return Path(str(path)).name
