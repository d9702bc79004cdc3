"""`markhound match` as a child process: what it wrote, how long it took, how much memory."""

import csv
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpus import Case, Mark
from benchmarks.measures import Found

PROGRAM = "from cli import main; main()"
ROOT = Path(__file__).resolve().parent.parent
COLUMNS = ("right_id", "kind", "mark_text", "aliases", "holder", "nice_classes")
SMALL = 15  # MB; below is multiprocessing's own watcher
TICK = 0.2  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command.

    Attributes:
        seconds: from start to end.
        cpu: seconds of all its processes.
        largest: MB resident of its largest process, shared pages included.
        anonymous: MB of the largest process that nobody shares.
        processes: the same of each process, by what it does.
        total: MB of all its processes together, shared pages counted as often as they are mapped.
        said: what it wrote to stderr.
    """

    seconds: float
    cpu: float
    largest: float
    anonymous: float
    processes: Mapping[str, float]
    total: float
    said: str


def write_registry(marks: Iterable[Mark], path: Path) -> None:
    """The marks as registry CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(mark.row for mark in marks)


def write_listings(cases: Iterable[Case], path: Path, *, fields: bool = False) -> None:
    """The titles as listings JSONL; with fields, the category and the brand as the seller writes it too."""
    with path.open("w", encoding="utf-8") as file:
        for case in cases:
            listing = {
                "listing_id": case.listing_id,
                "url": "https://shop.example/" + case.listing_id,
                "title": case.title,
            }
            if fields:
                listing |= {"category": case.category, "brand": case.written}
            file.write(json.dumps(listing, ensure_ascii=False) + "\n")


def match(registry: Path, listings: Path, out: Path, workers: int, top: int) -> Run:
    """Runs it.

    Raises:
        RuntimeError: it failed; the message is its last words.
    """
    command = [sys.executable, "-c", PROGRAM, "match", "--registry", str(registry), "--listings", str(listings)]
    command += ["--out", str(out), "--workers", str(workers), "--top", str(top)]
    ended = watched(command, out.with_suffix(".log"), cwd=ROOT)
    if ended.status not in (0, 3):
        raise RuntimeError(f"markhound match ended with {ended.status}: {ended.said[-2000:]}")
    return Run(
        seconds=ended.seconds,
        cpu=ended.cpu,
        largest=ended.memory.largest,  # ru_maxrss would be that of this process where it is the larger one
        anonymous=max(ended.memory.anonymous.values(), default=0.0),
        processes=_named(ended.memory.anonymous, workers),
        total=ended.memory.total,
        said=ended.said,
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """A child process that ended: exit code, seconds on the clock and of CPU, its memory, and what it said."""

    status: int
    seconds: float
    cpu: float
    memory: "MemoryWatch"
    said: str


def watched(command: Sequence[str], log: Path, cwd: Path, environment: Mapping[str, str] | None = None) -> Ended:
    """Runs a command to its end; what it says goes to the log."""
    began = time.monotonic()
    with log.open("wb") as said:
        child = subprocess.Popen(command, cwd=cwd, env=environment, stdout=said, stderr=subprocess.STDOUT)
        watch = MemoryWatch(child.pid)
        watch.start()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        watch.stop()
    words = log.read_text(encoding="utf-8", errors="replace")
    return Ended(child.returncode, time.monotonic() - began, usage.ru_utime + usage.ru_stime, watch, words)


def read_matches(path: Path) -> dict[str, list[Found]]:
    """What it wrote, by listing, in its order; of each match the strongest signal about the title."""
    matches: dict[str, list[Found]] = {}
    with path.open(encoding="utf-8") as file:
        for line in file:
            match = json.loads(line)
            signal = _about_title(match["signals"])
            start, end = signal.get("span") or (-1, -1)
            matches.setdefault(match["listing_id"], []).append(
                Found(
                    match["right_id"],
                    match["score"],
                    signal.get("listing_value", ""),
                    signal.get("right_value", ""),
                    start,
                    end,
                    signal.get("detail", ""),
                )
            )
    return matches


def _about_title(signals: Sequence[dict[str, Any]]) -> dict[str, Any]:
    spoken = [signal for signal in signals if "title" in str(signal["name"]) and signal.get("span")]
    return max(spoken or signals or [{}], key=lambda signal: float(str(signal.get("strength", 0))))


class MemoryWatch(threading.Thread):
    """Looks at the memory of a process and its children until stopped; sees nothing where there is no /proc."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._ended = threading.Event()
        self.largest = self.total = 0.0
        self.anonymous: dict[int, float] = {}

    def run(self) -> None:
        while not self._ended.wait(TICK):
            seen = {pid: memory for pid in _family(self._pid) if (memory := _memory(pid))}
            self.largest = max([self.largest, *(peak for peak, _, _ in seen.values())])
            for pid, (_, _, anonymous) in seen.items():
                self.anonymous[pid] = max(self.anonymous.get(pid, 0.0), anonymous)
            self.total = max(self.total, sum(resident for _, resident, _ in seen.values()))

    def stop(self) -> None:
        """Ends it."""
        self._ended.set()
        self.join()


def _named(sizes: Mapping[int, float], workers: int) -> dict[str, float]:
    """The command, the process that compiles where there is one, the workers; small helpers are left out."""
    first, *others = sorted((pid, size) for pid, size in sizes.items())
    large = [size for _, size in others if size > SMALL]
    names = [f"worker {number}" for number in range(1, workers + 1)] if workers > 1 else []
    names = ["compiling", *names][-len(large) :] if len(large) <= len(names) + 1 else []
    return {"the command": first[1], **dict(zip(names, large, strict=False))}


def _family(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return [pid]
    return [pid, *(one for child in text.split() for one in _family(int(child)))]


def _memory(pid: int) -> tuple[float, float, float] | None:
    """MB resident at most so far, now, and of these not backed by a file or shared memory."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    if "RssAnon" not in fields:
        return None
    peak, resident, anonymous = (int(fields[name].split()[0]) / 1024 for name in ("VmHWM", "VmRSS", "RssAnon"))
    return peak, resident, anonymous
