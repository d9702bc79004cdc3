"""A registry given by hand as a file: its rights, and what is wrong with it; nothing is kept."""

from dataclasses import dataclass, replace
from pathlib import Path

from domain.problem import Problem
from domain.right import Right
from registry.importer import Importer, Row, importer_for, importers
from registry.pictures import fault

ANY_NAME = "csv"  # how a file is read whose ending says nothing; the contract is CSV


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """What a file holds.

    Attributes:
        rights: those that can be compared, in the order of the file.
        problems: what is wrong, by line; codes that begin with "note-" are remarks.
        pictures_unreadable: pictures that were left out.
    """

    rights: tuple[Right, ...]
    problems: tuple[Problem, ...]
    pictures_unreadable: int

    @property
    def is_sound(self) -> bool:
        """Whether nothing had to be left out."""
        return all(problem.code.startswith("note-") for problem in self.problems)


def read(path: Path, form: str = "") -> RegistryFile:
    """Reads a registry file; of a duplicate id the first line counts.

    Args:
        path: of any name.
        form: name of the importer; "" chooses by the file's ending, and CSV where that says nothing.

    Raises:
        registry.importer.UnreadableRegistryError: the file is no registry.
    """
    rights: dict[str, Right] = {}
    problems: list[Problem] = []
    faults = 0
    for item in _importer(path, form).read(path):
        if isinstance(item, Problem):
            problems.append(item)
        elif item.right.right_id in rights:
            message = f"right_id {item.right.right_id!r} stands already further up; ids must be unique"
            problems.append(Problem(path.name, item.line, message, "duplicate-id"))
        else:
            found = _faults(item, path.name)
            faults += len(found)
            problems += found.values()
            images = tuple(image for image in item.right.images if image not in found)
            if item.right.names or images:
                rights[item.right.right_id] = replace(item.right, images=images)
    return RegistryFile(tuple(rights.values()), tuple(problems), faults)


def _importer(path: Path, form: str) -> Importer:
    ending_is_known = any(path.name.lower().endswith(one.suffixes) for one in importers().values())
    return importer_for(path, form or ("" if ending_is_known else ANY_NAME))


def _faults(row: Row, file: str) -> dict[str, Problem]:
    """What is wrong with the pictures of a right, by picture."""
    told = {image: fault(image) for image in row.right.images}
    return {image: Problem(file, row.line, said, "unreadable-image") for image, said in told.items() if said}
