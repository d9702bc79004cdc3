"""Where a crawl's CPU time goes: its child under cProfile, each function's own time summed by package."""

import os
import pstats
import re
from collections import Counter
from pathlib import Path

from benchmarks.crawled.measured import run
from crawlers.job import Job, write_job
from crawlers.sources import load
from crawlers.spider import WORK

_PACKAGE = re.compile(r"site-packages/(\w+)")
_OURS = re.compile(r"/(crawlers|domain)/(\w+)\.py$")
NAMES = {
    "sqlite3": "sqlite3",
    "zlib": "zlib",
    "sha256": "hashlib",
    "hashlib": "hashlib",
    "lxml": "lxml",
    "poll": "idle",
}
"""Built-in functions by a word in their name; the rest of them is `built in`."""


def profile(house: Path) -> dict[str, float]:
    """Seconds by package, most first, of a crawl of the one source that is declared in a folder."""
    (source,) = load(house / "sources.toml")
    folder = house / "profiled"
    (folder / WORK).mkdir(parents=True)
    write_job(Job(source, folder, "markhound-bench/1 (loopback)", os.getpid()), folder / WORK / "job.json")
    stats = folder / "stats"
    run(["-m", "cProfile", "-o", str(stats), "-m", "crawlers.child", str(folder / WORK / "job.json")], folder)
    seconds: Counter[str] = Counter()
    for (file, _, name), (_, _, own, _, _) in pstats.Stats(str(stats)).stats.items():  # type: ignore[attr-defined]
        seconds[_part(file, name)] += own
    seconds.pop("idle", None)
    return dict(seconds.most_common())


def _part(file: str, name: str) -> str:
    ours = _OURS.search(file)
    if ours:
        return f"{ours[1]}.{ours[2]}"
    package = _PACKAGE.search(file)
    if package:
        return package[1]
    if file == "~":
        return next((part for word, part in NAMES.items() if word in name), "built in")
    return "standard library"
