"""A folder of pictures of logos or designs, with a table that says whose they are."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from domain.problem import Problem
from registry.importer import Importer, Row, UnreadableRegistryError
from registry.importers.table import SUFFIXES, read_table
from registry.pictures import ENDINGS as PICTURES

VIEW = re.compile(r"(.+?)[-_ .(（]+(\d{1,3})[)）]?")  # "3012345_2.png" is the second view of 3012345


def read(path: Path) -> Iterator[Row | Problem]:
    """Rows and problems of its table; a right whose pictures the table does not name has those of its number.

    Raises:
        UnreadableRegistryError: there is no table in it, or several.
    """
    tables = [one for one in sorted(path.iterdir()) if is_table(one)]
    if len(tables) != 1:
        raise UnreadableRegistryError(
            f"{path.name} holds {len(tables)} tables; leave the one in it that says whose the pictures are"
        )
    by_name = _pictures(path)
    used: set[str] = set()

    def complete(fields: dict[str, str]) -> dict[str, str]:
        if not fields.get("images"):
            mine = by_name.get(fields.get("right_id", ""), [])
            fields["images"] = ";".join(mine)
        used.update(name.strip() for name in fields["images"].split(";"))
        return fields

    yield from read_table(tables[0], path.absolute(), complete)
    unused = {name for names in by_name.values() for name in names} - used
    if unused:
        message = f"{len(unused):,} pictures belong to no line, for example {min(unused)[:80]!r}; name them in `images`"
        yield Problem(tables[0].name, 0, message, "note-picture-unused")


def _pictures(path: Path) -> dict[str, list[str]]:
    """Names of pictures by the number that they begin with, views in their order."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for file in path.rglob("*"):
        if file.suffix.lower() in PICTURES and ";" not in file.name and not file.is_symlink():
            name = file.relative_to(path).as_posix()
            view = VIEW.fullmatch(file.stem)
            found[view[1] if view else file.stem].append((int(view[2]) if view else 0, name))
            if view:  # a number may end like a view's
                found[file.stem].append((0, name))
    return {number: [name for _, name in sorted(set(names))] for number, names in found.items()}


def is_table(path: Path) -> bool:
    """Whether a file of the folder is a table."""
    return path.is_file() and path.name.lower().endswith(SUFFIXES) and not path.name.startswith((".", "~$"))


def fits(path: Path, head: str) -> bool:
    """Whether it is a folder."""
    return path.is_dir()


IMPORTER = Importer(name="folder", suffixes=(), read=read, fits=fits)
