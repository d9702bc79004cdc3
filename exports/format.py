"""What an export format is, and how all of them are found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from domain.catalogue import collect
from domain.lead import Lead


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write leads down.

    Attributes:
        name: for `--format`.
        suffix: usual file ending.
        write: writes the leads to an open file and gives their number.
    """

    name: str
    suffix: str
    write: Callable[[Iterable[Lead], BinaryIO], int]


def formats() -> dict[str, Format]:
    """Every format by name.

    Raises:
        domain.catalogue.DuplicateNameError: two have the same name.
    """
    from exports import formats as folder  # here, because its files import this one

    return collect(folder, Format)
