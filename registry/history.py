"""What the versions of a register that are kept said of one right."""

import json
from dataclasses import dataclass
from datetime import datetime

from domain.right import Right
from domain.right_json import right_from
from registry.archive import Archive
from registry.store import RegistryStore, VersionKind


@dataclass(frozen=True, slots=True)
class PastState:
    """A right as a version of its register had it.

    Attributes:
        version: "trademarks@12".
        file: that brought it.
        at: when it was imported.
        right: what it said.
    """

    version: str
    file: str
    at: datetime
    right: Right


def states_of(store: RegistryStore, right_id: str) -> tuple[PastState, ...]:
    """Newest first; of versions in a row that said the same, the first. Reads the files, which takes about a second a
    version of 320,000 rights."""
    archive = Archive(store.base)
    held = store.named_versions([right_id])
    registers = {name.rpartition("@")[0] for name in held.values()} or {one.name for one in store.registers()}
    states: list[PastState] = []
    for version in store.versions():
        if version.register not in registers or version.kind is VersionKind.ROLLBACK:
            continue
        if not archive.holds(version.register, version.number):
            continue
        body = archive.body_of(version.register, version.number, right_id)
        if body is None:
            continue
        said = right_from(json.loads(body), store.base)
        if not states or states[-1].right != said:
            name = f"{version.register}@{version.number}"
            states.append(PastState(name, version.file, version.imported_at, said))
    return tuple(reversed(states))
