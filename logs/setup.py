"""Where the lines go: a file of bounded size under the data folder, or standard error."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import ClassVar

from logs.bound import adopt, now_bound
from logs.lines import JsonLines, PlainLines
from logs.redact import REDACTOR
from logs.rolling import RollingFile

FOLDER, NAME = "logs", "markhound.jsonl"
LOUD = ("httpx", "httpcore", "urllib3", "asyncio", "PIL", "aiosqlite", "alembic")
"""Libraries of which only warnings are of use to an operator."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where this process logs to, so that the processes that it starts can do the same.

    Attributes:
        folder, most, level: as of `logging_to`.
        bound: what the process is bound to.
        named: the secrets that it knows; handed from process to process in memory only.
    """

    folder: Path
    most: int
    level: str
    bound: tuple[tuple[str, str], ...] = ()
    named: tuple[str, ...] = ()


class _Present:
    """The way of this process, None before there is one."""

    way: ClassVar[Way | None] = None


@contextmanager
def logging_to(folder: Path, most: int, level: str = "INFO") -> Iterator[None]:
    """Everything that this process logs within goes to `<folder>/logs/markhound.jsonl`, or to standard error.

    Args:
        folder: the data folder.
        most: bytes of a file, of which there are `logs.rolling.KEPT` more; 0 for standard error, where systemd's
            journal keeps the lines: JSON, or plain on a terminal.
        level: lowest that is written.
    """
    before, _Present.way = _Present.way, Way(folder.absolute(), most, level)
    try:
        with _on_root(_handler(_Present.way), level):
            yield
    finally:
        _Present.way = before


def handed_on() -> Way | None:
    """What a process that this one starts needs to log as it does; None where it logs nowhere."""
    way = _Present.way
    return way and replace(way, bound=tuple(now_bound().items()), named=REDACTOR.named)


def take_over(way: Way | None) -> None:
    """Logs, for the rest of this process, as the one that started it."""
    if way is None or _Present.way is not None:
        return
    _Present.way = way
    REDACTOR.name(way.named)
    adopt(dict(way.bound))
    logging.getLogger().addHandler(_handler(way))
    logging.getLogger().setLevel(way.level)
    _quieten()


def _handler(way: Way) -> logging.Handler:
    if not way.most:
        return to_stderr()
    (way.folder / FOLDER).mkdir(parents=True, exist_ok=True)
    handler = RollingFile(way.folder / FOLDER / NAME, way.most)
    handler.setFormatter(JsonLines())
    return handler


def to_stderr() -> logging.Handler:
    """A handler for standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainLines() if sys.stderr.isatty() else JsonLines())
    return handler


def child_to_stderr(level: str = "INFO") -> None:
    """For a child process whose standard error its parent keeps: JSON lines, the traceback of its end among them."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(level)
    logging.captureWarnings(capture=True)
    _quieten()
    sys.excepthook = _log_the_end


def _log_the_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("markhound").critical("the process ends: %s", error, exc_info=(kind, error, trace))


@contextmanager
def _on_root(handler: logging.Handler, level: str) -> Iterator[None]:
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(level)
    _quieten()
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()


def _quieten() -> None:
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)


class Cleaning(logging.Filter):
    """For handlers of other libraries (Prefect's): what they are given is clean, arguments and traceback too."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record's text; passes all of them."""
        lines = JsonLines()
        record.msg, record.args = lines.event(record), None
        if record.exc_info:
            record.exc_text = lines.trace(record)
            record.exc_info = None
        return True
