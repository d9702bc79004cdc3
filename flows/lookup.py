"""The registry of a house, opened to be searched: always the version in force, always a whole one."""

import threading
from dataclasses import dataclass
from pathlib import Path

from flows import runs
from flows.house import House
from flows.rights_file import LOOKUP, PICTURES, TEXT, RightsFile
from flows.snapshots import in_use, snapshot, snapshot_path
from matching.lookup.lookup import Lookup
from matching.lookup.query import Query
from matching.pictures.index import PictureIndex
from matching.text.index import TextIndex
from registry.history import PastState, states_of

WARM = "warm 温"  # touches what every question by text touches, in both scripts


@dataclass(frozen=True, slots=True)
class Opened:
    """A version of the registry: where it lay, what it was made of ("trademarks@12"), and its lookup."""

    folder: Path
    registers: tuple[str, ...]
    lookup: Lookup


def open_lookup(folder: Path) -> Opened:
    """Maps a snapshot (flows/rights_file.py). All of its files are open then, so it may be taken away.

    Raises:
        FileNotFoundError: it is not there.
    """
    rights = RightsFile(folder)
    pictures = PictureIndex.open(folder / PICTURES), rights.views
    lookup = Lookup(rights, rights.validity, TextIndex.open(folder / TEXT), pictures, folder / LOOKUP)
    return Opened(folder, rights.registers, lookup)


class HouseRegistry:
    """Opens a new version when it is there; those who look into the one before keep it.

    Args:
        house: whose registry.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = threading.Lock()
        self._opened: Opened | None = None

    def current(self) -> Opened | None:
        """The version in force; while its indexes are not made, the one before; None where there is none at all."""
        registers = self._house.registry.registers()
        path = snapshot_path(self._house, registers)
        opened = self._opened
        if opened is not None and opened.folder == path:
            return opened
        with self._lock:  # one opens it, the others wait a moment instead of opening it as well
            if self._opened is None or self._opened.folder != path:
                self._open(path)
            return self._opened

    def history(self, right_id: str) -> tuple[PastState, ...]:
        """What the versions that are kept said of a right, newest first, where they said something else."""
        return states_of(self._house.registry, right_id)

    def ready(self) -> Opened:
        """The version in force, whose indexes are made now where no import has made them.

        Raises:
            flows.snapshots.StageError: there are no rights.
        """
        with snapshot(self._house) as path, self._lock:
            if self._opened is None or self._opened.folder != path:
                self._opened = open_lookup(path)
            return self._opened

    def _open(self, path: Path) -> None:
        with runs.shared(in_use(self._house)):
            if path.is_dir():
                opened = open_lookup(path)
                opened.lookup.search(Query(WARM))
                self._opened = opened
