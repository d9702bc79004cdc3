"""Commands as child processes: wall time, CPU time of all of them, and the memory of the largest."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.command import ROOT, MemoryWatch


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
    log = folder / "said.log"
    began = time.monotonic()
    with log.open("wb") as said:
        child = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        watch = MemoryWatch(child.pid)
        watch.start()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        watch.stop()
    words = log.read_text(encoding="utf-8", errors="replace")
    if child.returncode != 0:
        raise RuntimeError(f"{command[:3]} ended with {child.returncode}: {words[-2000:]}")
    return Cost(time.monotonic() - began, usage.ru_utime + usage.ru_stime, watch.largest, words)
