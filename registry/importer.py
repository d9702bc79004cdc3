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
    """A right, the line that it stands on, and as of when it is so.

    Attributes:
        line: 1-based.
        right: what it says.
        as_of: ISO day, or time, at which the register said so; "" where the file does not tell. Of two deltas the
            later one counts.
    """

    line: int
    right: Right
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Importer:
    """A format of rights.

    Attributes:
        name: for `--format`.
        suffixes: file endings that it usually has, lower case.
        read: yields rows and problems in the order of the file; a `Problem` whose code starts with "note-" is no
            fault. Raises `UnreadableRegistryError` where nothing can be read.
        fits: told the path and the file's beginning as text, says whether that is its format; several share an ending.
            None takes every file of its endings that no other importer knows.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path], Iterator[Row | Problem]]
    fits: Callable[[Path, str], bool] | None = None


def importers() -> dict[str, Importer]:
    """Every importer by name.

    Raises:
        domain.catalogue.DuplicateNameError: two have the same name.
    """
    from registry import importers as folder  # here, because its files import this one

    return collect(folder, Importer)


def importer_for(path: Path, name: str = "") -> Importer:
    """The importer of that name, or the one that knows the file by its beginning, or else by its ending.

    Raises:
        UnreadableRegistryError: no such importer, or none fits.
    """
    known = importers()
    if name:
        if name not in known:
            raise UnreadableRegistryError(f"there is no format {name!r}; use one of {', '.join(sorted(known))}")
        return known[name]
    found = sniffed(path) or next((one for one in known.values() if one.fits is None and _ending(one, path)), None)
    if found is not None:
        return found
    raise UnreadableRegistryError(
        f"{path.name}: no importer knows this file; name one of {', '.join(sorted(known))} with --format"
    )


def sniffed(path: Path) -> Importer | None:
    """The importer that knows the file by its beginning; those of its ending are asked first."""
    from registry.opening import head  # here, because it raises this module's error

    known = [one for one in importers().values() if one.fits is not None]
    beginning = head(path) if path.is_file() else ""
    for one in sorted(known, key=lambda one: not _ending(one, path)):
        if one.fits is not None and one.fits(path, beginning):
            return one
    return None


def _ending(importer: Importer, path: Path) -> bool:
    return bool(importer.suffixes) and path.name.lower().endswith(importer.suffixes)
