"""Rights as a file that matching processes read: the registry as of one night, or a CSV given by hand."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from domain.problem import Problem
from domain.right import Right
from domain.right_json import right_from, right_to
from registry.importer import importer_for


def write(rights: Iterable[Right], path: Path) -> int:
    """Writes a snapshot atomically, picture paths relative to its folder. Gives the number of rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    count = 0
    base = path.absolute().parent
    with draft.open("w", encoding="utf-8") as file:
        for right in rights:
            file.write(json.dumps(right_to(right, base), ensure_ascii=False) + "\n")
            count += 1
    draft.replace(path)
    return count


def read(path: Path) -> list[Right]:
    """The rights of a snapshot."""
    base = path.absolute().parent
    with path.open(encoding="utf-8") as file:
        return [right_from(json.loads(line), base) for line in file]


def from_registry(path: Path) -> tuple[list[Right], list[Problem]]:
    """The rights of a registry file, and what is wrong with it; a duplicate id keeps its first line.

    Raises:
        registry.importer.UnreadableRegistryError: the file is no registry.
    """
    rights: dict[str, Right] = {}
    problems = []
    for item in importer_for(path).read(path):
        if isinstance(item, Problem):
            problems.append(item)
        elif item.right.right_id in rights:
            message = f"right_id {item.right.right_id!r} stands already further up; ids must be unique"
            problems.append(Problem(path.name, item.line, message, "duplicate-id"))
        else:
            rights[item.right.right_id] = item.right
    return list(rights.values()), problems
