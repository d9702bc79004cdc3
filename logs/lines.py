"""A record of logging as a line: JSON for programs, plain for people; cleaned of secrets and made harmless by both."""

import json
import logging
import traceback
from datetime import UTC, datetime

from logs.bound import NAMES, now_bound
from logs.neutral import neutral
from logs.redact import REDACTOR, Redactor

LONGEST = 8_000
"""Characters of an event or a traceback that are written; of a longer one the beginning and the end."""

DATA = "data"
"""Key of `extra` under which a caller gives numbers and short texts: `log.info("…", extra={"data": {"new": 3}})`."""

_LEFT_OUT = "this line is left out: a secret could be read in it"
_LEVEL_WIDTH = 8


class _Lines(logging.Formatter):
    """What both forms share."""

    def __init__(self, redactor: Redactor = REDACTOR) -> None:
        super().__init__()
        self._redactor = redactor

    def safe(self, text: object, keep: str = "") -> str:
        """Any text as it may be written. What is neutral may spell a secret anew, so it is looked at again."""
        cleaned = self._redactor.clean(str(text))
        short = cleaned if len(cleaned) <= LONGEST else f"{cleaned[: LONGEST // 2]}…{cleaned[-LONGEST // 2 :]}"
        said = neutral(short, keep)
        return said if said is cleaned else self._redactor.clean(said)

    def event(self, record: logging.LogRecord) -> str:
        """The message with its arguments; one that does not fit them is no reason to lose it."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            message = f"{record.msg} {record.args!r}"
        return self.safe(message)

    def trace(self, record: logging.LogRecord) -> str:
        """The traceback, with its line ends; "" where there is none."""
        if record.exc_info and record.exc_info[0] is not None:
            text = "".join(traceback.format_exception(*record.exc_info))
        else:
            text = record.exc_text or ""
        if record.stack_info:
            text += record.stack_info
        return self.safe(text, keep="\n").rstrip("\n")

    def bound(self, record: logging.LogRecord) -> dict[str, str]:
        """Run, source and stage, as far as they are known; what the caller says of a line comes first."""
        said = {name: value for name in NAMES if isinstance(value := getattr(record, name, None), str)}
        given = {**now_bound(), **said}
        return {name: self.safe(given[name]) for name in NAMES if name in given}


class JsonLines(_Lines):
    """One object a line: `time`, `level`, `logger`, `event`, then `run_id`, `source`, `stage`, `data`, `traceback`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        head = {"time": _time(record), "level": record.levelname, "logger": self.safe(record.name)}
        fields: dict[str, object] = {**head, "event": self.event(record), **self.bound(record)}
        data = getattr(record, DATA, None)
        if isinstance(data, dict):
            fields[DATA] = {self.safe(name): self._value(value) for name, value in data.items()}
        if trace := self.trace(record):
            fields["traceback"] = trace
        line = json.dumps(fields, ensure_ascii=False)
        if self._redactor.shows(line):  # put together from pieces of which none showed it
            return json.dumps({**head, "event": _LEFT_OUT}, ensure_ascii=False)
        return line

    def _value(self, value: object) -> object:
        return value if isinstance(value, int | float | bool) or value is None else self.safe(value)


class PlainLines(_Lines):
    """For a terminal: time, level, what it belongs to, event; a traceback below."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, or the lines where there is a traceback."""
        place = " ".join(self.bound(record).values())
        when = datetime.fromtimestamp(record.created, UTC).astimezone()
        parts = (f"{when:%H:%M:%S}", record.levelname.ljust(_LEVEL_WIDTH), f"[{place}]" if place else "")
        line = " ".join(filter(None, (*parts, self.event(record))))
        if trace := self.trace(record):
            line += "".join(f"\n    {one}" for one in trace.split("\n"))
        return _LEFT_OUT if self._redactor.shows(line) else line


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
