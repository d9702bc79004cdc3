"""What an importer is, and how the right one for a file is found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.catalogue import collect
from domain.problem import Problem
from domain.right import Right


class UnreadableRegistryError(ValueError):
    """The file cannot be read as a registry at all; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A right and the line that it stands on."""

    line: int
    right: Right


@dataclass(frozen=True, slots=True)
class Importer:
    """A format of rights.

    Attributes:
        name: for `--format`.
        suffixes: file endings that it usually has, lower case.
        read: yields rows and problems in the order of the file; a `Problem` whose code starts with "note-" is no
            fault. Raises `UnreadableRegistryError` where nothing can be read.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path], Iterator[Row | Problem]]


def importers() -> dict[str, Importer]:
    """Every importer by name.

    Raises:
        domain.catalogue.DuplicateNameError: two have the same name.
    """
    from registry import importers as folder  # here, because its files import this one

    return collect(folder, Importer)


def importer_for(path: Path, name: str = "") -> Importer:
    """The importer of that name, or the one whose file ending fits.

    Raises:
        UnreadableRegistryError: no such importer, or none fits.
    """
    known = importers()
    if name:
        if name not in known:
            raise UnreadableRegistryError(f"there is no format {name!r}; use one of {', '.join(sorted(known))}")
        return known[name]
    for importer in known.values():
        if path.name.lower().endswith(importer.suffixes):
            return importer
    raise UnreadableRegistryError(f"{path.name}: no importer for this ending; name one of {', '.join(sorted(known))}")
