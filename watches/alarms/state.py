"""Incidents, silences and what is on its way, in one file: what tells that the database is away cannot need it."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from watches.alarms.incidents import Incident, Silence
from watches.message import Kind, Message

NAME = "alerts.json"


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered between two looks.

    Attributes:
        incidents: that are so, or were when last seen.
        silences: that are not over.
        outbox: messages that are not yet in the delivery log. They are kept before they are sent, with their ids, so
            that a look that is cut off loses and doubles none.
    """

    incidents: tuple[Incident, ...] = ()
    silences: tuple[Silence, ...] = ()
    outbox: tuple[Message, ...] = ()


def read(folder: Path) -> State:
    """The state of a data folder; a new one where there is none, or only a damaged one."""
    try:
        said = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return State(
            tuple(Incident(**{**one, "labels": _labels(one["labels"])}) for one in said["incidents"]),
            tuple(Silence(**{**one, "labels": _labels(one["labels"])}) for one in said["silences"]),
            tuple(_message(one) for one in said["outbox"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return State()


def write(folder: Path, state: State) -> None:
    """Keeps it, whole or not at all, and on the disk before anything is sent.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    path = folder / NAME
    draft = path.with_name(f"{NAME}.part")
    try:
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(state), file, ensure_ascii=False, default=lambda time: time.isoformat(), indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _labels(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(value)) for name, value in pairs)


def _message(fields: dict[str, str]) -> Message:
    return Message(
        fields["message_id"], fields["watch_id"], Kind(fields["kind"]), fields["language"], fields["body"],
        datetime.fromisoformat(fields["made_at"]),
    )  # fmt: skip
