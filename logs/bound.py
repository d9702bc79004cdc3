"""What a line of the log belongs to: run, source, stage. Bound to the context, and handed on to child processes."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

NAMES = ("run_id", "source", "stage")
VARIABLE = "MARKHOUND_LOG_BOUND"
"""Environment variable by which a child process learns what it works for."""

_BOUND: ContextVar[Mapping[str, str]] = ContextVar("bound", default={})  # noqa: B039 (never changed, only replaced)


@contextmanager
def bound(**fields: str) -> Iterator[None]:
    """Everything logged within says that it belongs to these; names are those of `NAMES`."""
    token = _BOUND.set({**_BOUND.get(), **fields})
    try:
        yield
    finally:
        _BOUND.reset(token)


def now_bound() -> Mapping[str, str]:
    """What this context is bound to."""
    return _BOUND.get()


def for_child(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment with what this context is bound to, for a child process."""
    return {**environment, VARIABLE: json.dumps(dict(_BOUND.get()))}


def adopt(fields: Mapping[str, str] | None = None) -> None:
    """Binds this process to what its parent was bound to: as given, else as its environment says."""
    if fields is None:
        try:
            said = json.loads(os.environ.get(VARIABLE, "{}"))
        except ValueError:
            said = {}
        fields = said if isinstance(said, dict) else {}
    _BOUND.set({name: str(fields[name]) for name in NAMES if name in fields})
