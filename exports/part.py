"""What a part of a case pack is, and how all of them are found."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domain.catalogue import collect
from exports.case import Case


@dataclass(frozen=True, slots=True)
class Bench:
    """What a part works with.

    Attributes:
        folder: where it writes its files.
        forms: folder of the office's own templates; they stand in for ours.
        fonts: folder of further fonts.
        tell: called with a count of leads or captures done, for a progress bar.
    """

    folder: Path
    forms: Path
    fonts: Path
    tell: Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pack.

    Attributes:
        name: as profiles and docs call it.
        write: writes its files and gives their names, in the order in which they stand in the pack.
        steps: how often `tell` counts for a case.
    """

    name: str
    write: Callable[[Case, Bench], list[str]]
    steps: Callable[[Case], int] = lambda case: len(case.items)


def parts() -> dict[str, Part]:
    """Every part by name.

    Raises:
        domain.catalogue.DuplicateNameError: two have the same name.
    """
    from exports import parts as folder  # here, because its files import this one

    return collect(folder, Part)
