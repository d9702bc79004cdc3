"""Which kept pictures are opened for new rights: those whose compact form is like that of a registered picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from domain.right import Right
from flows.picture_file import read_picture
from flows.seen_archive import SeenArchive
from matching.pictures.compact import ALIKE, Registered
from matching.pictures.search import readable


@dataclass(frozen=True, slots=True)
class Opened:
    """How many different pictures were compared by their forms, are alike, and are left unopened all the same."""

    compared: int
    alike: int
    passed: int


def choose(archives: Iterable[SeenArchive], rights: Sequence[Right], most: int, path: Path) -> Opened:
    """Writes the digests of the pictures that are to be opened, uint64[n, 4].

    Args:
        archives: of all sources.
        rights: whose pictures are looked for.
        most: pictures, the likest ones first: opening one takes some 40 ms.
        path: of the file.
    """
    registered = Registered.of(readable(read_picture(image)) for right in rights for image in right.images)
    digests, alike = [np.zeros((0, 4), np.uint64)], [np.zeros(0, np.float32)]
    compared = 0
    for archive in archives if len(registered) else ():
        for forms in archive.forms():
            likeness = registered.likeness(forms["numbers"])
            near = likeness >= ALIKE
            digests.append(forms["picture"][near])
            alike.append(likeness[near])
            compared += len(np.unique(forms["picture"][:, 0]))
    every, likest = np.concatenate(digests), np.concatenate(alike)
    # Among equals by digest, so that every run opens the same.
    every = every[np.lexsort((every[:, 0], -likest))]
    _, first = np.unique(every[:, 0], return_index=True)
    once = every[np.sort(first)]
    np.save(path, once[:most])
    return Opened(compared, len(once), max(0, len(once) - most))
