"""Commands as child processes: wall time, CPU time of all of them, and the memory of the largest."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.command import ROOT, watched


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: seconds on the clock, seconds of CPU, MB of its largest process, and what it printed."""

    wall: float
    cpu: float
    largest: float
    said: str


def run(command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None) -> Cost:
    """Runs a Python command line to its end.

    Raises:
        RuntimeError: it failed; the message is its last words.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(variables or {})}
    folder.mkdir(parents=True, exist_ok=True)
    ended = watched([sys.executable, *command], folder / "said.log", folder, environment)
    if ended.status != 0:
        raise RuntimeError(f"{command[:3]} ended with {ended.status}: {ended.said[-2000:]}")
    return Cost(ended.seconds, ended.cpu, ended.memory.largest, ended.said)
