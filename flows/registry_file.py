"""A registry given by hand as a file: its rights, and what is wrong with it; nothing is kept."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from domain.problem import Problem
from domain.right import Right
from registry.importer import Importer, Row, UnreadableRegistryError, importer_for
from registry.pictures import fault

ANY_NAME = "csv"  # how a file is read that no importer knows; the contract is CSV


class RegistryFile:
    """Rights of a file, read as they are asked for, in the order of the file; of a duplicate id the first line counts.

    Args:
        path: of any name.
        form: name of the importer; "" chooses by the file itself, and CSV where that says nothing.

    Attributes:
        rights: how many could be compared, once all of them were read.
        problems: what is wrong, by line; codes that begin with "note-" are remarks.
        pictures_unreadable: pictures that were left out.
    """

    def __init__(self, path: Path, form: str = "") -> None:
        self._path = path
        self._importer = _importer(path, form)
        self.rights = 0
        self.problems: list[Problem] = []
        self.pictures_unreadable = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing had to be left out."""
        return all(problem.code.startswith("note-") for problem in self.problems)

    def __iter__(self) -> Iterator[Right]:
        """Reads it.

        Raises:
            registry.importer.UnreadableRegistryError: the file is no registry.
        """
        seen: set[str] = set()
        for item in self._importer.read(self._path):
            if isinstance(item, Problem):
                self.problems.append(item)
            elif item.right.right_id in seen:
                message = f"right_id {item.right.right_id!r} stands already further up; ids must be unique"
                self.problems.append(Problem(self._path.name, item.line, message, "duplicate-id"))
            elif (right := self._with_pictures(item)).names or right.images:
                seen.add(right.right_id)
                self.rights += 1
                yield right

    def _with_pictures(self, row: Row) -> Right:
        """The right without pictures that cannot be read."""
        found = _faults(row, self._path.name)
        self.pictures_unreadable += len(found)
        self.problems += found.values()
        return replace(row.right, images=tuple(image for image in row.right.images if image not in found))


def _importer(path: Path, form: str) -> Importer:
    try:
        return importer_for(path, form)
    except UnreadableRegistryError:
        if form:
            raise
        return importer_for(path, ANY_NAME)


def _faults(row: Row, file: str) -> dict[str, Problem]:
    """What is wrong with the pictures of a right, by picture."""
    told = {image: fault(image) for image in row.right.images}
    return {image: Problem(file, row.line, said, "unreadable-image") for image, said in told.items() if said}
