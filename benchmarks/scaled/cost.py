"""What a process costs while it works: processor seconds and memory, read from /proc (Linux only)."""

import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

TICK = 0.5  # seconds between two looks
SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Memory:
    """MB of one process: its own, and what it shares with others or has mapped."""

    own: float
    shared: float


class Watched(threading.Thread):
    """Looks at the memory of processes until stopped.

    Args:
        pids: gives the processes, as they come and go.
    """

    def __init__(self, pids: Callable[[], Iterable[int]]) -> None:
        super().__init__(daemon=True)
        self._pids = pids
        self._ended = threading.Event()
        self.most: dict[int, Memory] = {}

    def __enter__(self) -> "Watched":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        """Keeps the largest of each kind."""
        while not self._ended.wait(TICK):
            for pid in self._pids():
                if (seen := memory(pid)) is not None:
                    before = self.most.get(pid, Memory(0, 0))
                    self.most[pid] = Memory(max(before.own, seen.own), max(before.shared, seen.shared))


def memory(pid: int) -> Memory | None:
    """What a process holds now; None where it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return None
    sizes = {
        name: int(value.split()[0]) / 1024 for name, _, value in (line.partition(":") for line in text.splitlines()[1:])
    }
    own = sizes["Private_Clean"] + sizes["Private_Dirty"]
    return Memory(sizes["Anonymous"], max(0.0, sizes["Rss"] - sizes["Anonymous"])) if own else None


def spent(pid: int) -> float:
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / SECOND


def children(pid: int) -> list[int]:
    """Processes that a process has started."""
    try:
        folders = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(one) for folder in folders for one in (folder / "children").read_text(encoding="ascii").split()]
    except OSError:
        return []
