"""What later stages of a run leave beside the sealed files, and logs: made again from what is sealed, or of no use."""

from collections.abc import Iterator
from pathlib import Path

from flows import runs
from flows.retention.kind import Finding, Ground, Kind, utc

# Reports of stages stay: they are counts.
DERIVED = (
    "crawl.log",
    "*.error.txt",
    "matches.jsonl",
    "matched.json",
    "weighed.jsonl",
    "forms.bin",
    "facts.npy",
    "*.part",
)
LATEST = 15  # newest runs, which later nights read (flows/networks_stage.py: 14)


def _files(ground: Ground) -> Iterator[Path]:
    house, before = ground.house, ground.before("runs")
    folders = sorted(path for path in house.settings.runs_dir.glob("*") if path.is_dir())[:-LATEST]
    for folder in folders:
        with runs.locked(folder / "lock") as idle:
            if idle:
                for pattern in DERIVED:
                    yield from (p for p in folder.rglob(pattern) if p.is_file() and utc(p.stat().st_mtime) < before)
    for path in (house.base / "logs").glob("*"):
        if path.is_file() and utc(path.stat().st_mtime) < before:
            yield path


def _told(files: list[Path]) -> Finding:
    stats = [path.stat() for path in files]
    times = [utc(one.st_mtime) for one in stats]
    return Finding(len(files), sum(one.st_size for one in stats), min(times, default=None))


def find(ground: Ground) -> Finding:
    """Counts files."""
    return _told(list(_files(ground)))


def remove(ground: Ground) -> Finding:
    """Deletes them; nothing of them is sealed."""
    files = list(_files(ground))
    told = _told(files)
    for path in files:
        path.unlink(missing_ok=True)
    return told


KIND = Kind("runs", 90, ("files that later stages left beside a run, and logs", "运行的中间文件与日志"), find, remove)
