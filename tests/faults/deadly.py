"""Work that kills whoever does it; it imports next to nothing, as each death costs a new process."""

import os
import resource
import signal
import time
from pathlib import Path

Chunk = list[int]


def begin(parent: int) -> None: ...


def work(folder: Path, deadly: dict[int, str], chunk: Chunk) -> Chunk:
    """Doubles numbers; some of them kill: always, or whoever sees them first."""
    for number in chunk:
        how = deadly.get(number, "")
        met = folder / f"met-{number}-{time.monotonic_ns()}"
        if how == "always" or (how == "once" and not list(folder.glob(f"met-{number}-*"))):
            met.touch()
            os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does where memory is gone
        if how == "memory":
            met.touch()
            resource.setrlimit(resource.RLIMIT_AS, (1 << 29, resource.getrlimit(resource.RLIMIT_AS)[1]))
            bytearray(1 << 30)
    return [2 * number for number in chunk]


def lesser(folder: Path, deadly: dict[int, str], chunk: Chunk) -> Chunk:
    """Needs no memory: only what always kills kills it."""
    return work(folder, {number: how for number, how in deadly.items() if how == "always"}, chunk)


def left_out(number: int) -> Chunk:
    return [-number]


def sleepy(chunk: Chunk) -> Chunk:
    time.sleep(chunk[0])
    return chunk
