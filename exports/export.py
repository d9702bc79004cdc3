"""Writing confirmed leads to a file: complete under its name, or not there."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.lead import Lead, LeadState
from exports.format import Format


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written: where, how many leads, SHA-256."""

    path: Path
    leads: int
    digest: str


def export(leads: Iterable[Lead], form: Format, path: Path) -> Exported:
    """Writes those leads that a person confirmed; all others stay in the house.

    Raises:
        OSError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            count = form.write(_confirmed(leads), file)
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return Exported(path, count, digest)


def _confirmed(leads: Iterable[Lead]) -> Iterator[Lead]:
    return (lead for lead in leads if lead.state is LeadState.CONFIRMED)
