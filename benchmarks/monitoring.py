"""What a scrape and a line of the log cost: processor time over a made-up database of many leads."""

import argparse
import logging
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client import generate_latest

from domain.problem import Problem
from domain.report import NightReport, StageReport
from flows import runs
from flows.house import House, open_house
from flows.metrics.gather import QUICK, gathered
from flows.night import STAGES
from logs.lines import JsonLines
from logs.rolling import RollingFile
from settings import Settings

SOURCES, NIGHTS, LINES = 50, 30, 20_000


def main() -> None:
    """Prints milliseconds of each part, of a scrape, and microseconds of a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        settings = _installation(Path(folder), parser.parse_args().leads)
        house = open_house(settings)
        _scrapes(settings, house)
        house.registry.engine.dispose()
        _lines(Path(folder))


def _installation(folder: Path, leads: int) -> Settings:
    sources = folder / "sources.toml"
    table = '[sources.s{}]\nplatform = "feed"\nstart = ["a.jsonl"]\n'
    sources.write_text("".join(table.format(number) for number in range(SOURCES)), encoding="utf-8")
    settings = Settings(data_dir=folder / "data", sources=sources)
    open_house(settings).registry.engine.dispose()
    _fill(folder / "data" / "markhound.db", leads)
    for night in range(NIGHTS):
        _report(settings, datetime.now(UTC) - timedelta(days=night, hours=1))
    return settings


def _report(settings: Settings, at: datetime) -> None:
    folder = settings.runs_dir / f"{at:%Y%m%dT%H%M%SZ}-0a1b2c"
    folder.mkdir(parents=True)
    counts = (("listings", 10_000), ("requests", 12_000), ("time-out", 300))
    problems = (Problem("https://shop.example/item", 0, "it did not answer in time", "time-out"),) * 100
    stages = tuple(
        StageReport(name, f"s{number}", 1.0, counts, problems if name == "crawl" else problems[:5])
        for number in range(SOURCES)
        for name, _ in STAGES
    )
    runs.finish(runs.Run(folder.name, folder, at), NightReport(folder.name, at, at, stages))


def _fill(path: Path, leads: int) -> None:
    """Rows as nights and reviewers would leave them: a third of the leads decided, the others waiting."""
    now = f"{datetime.now(UTC):%Y-%m-%d} 01:00:00.000000"
    third = leads // 3

    def queued(i: int) -> dict[str, object]:
        state = "dismissed" if i < third else "open"
        return {
            "lead_no": i + 1,
            "lead_id": f"{i:032x}",
            "state": state,
            "rank": i % 997,
            "found": now,
            "text": "x" * 60,
        }

    def decided(i: int) -> dict[str, object]:
        return {
            "number": i + 1,
            "decision_id": i,
            "lead_id": f"{i:032x}",
            "decided_at": now,
            "evidence_body": "e" * 800,
        }

    def right(i: int) -> dict[str, object]:
        return {"right_id": f"TM-{i}", "register": "trademarks", "as_of": "2026-11-01", "body": "b" * 600}

    def check(i: int) -> dict[str, object]:
        return {"check_id": i, "kind": "second", "subject": f"{i:032x}", "verdict": "infringing", "made_at": now}

    with sqlite3.connect(path) as database:
        database.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000")
        _insert(database, "queue", leads, queued)
        _insert(database, "decisions", third, decided)
        _insert(database, "rights", leads // 3, right)
        _insert(database, "registers", 1, lambda _: {"name": "trademarks", "rights": leads // 3, "imported_at": now})
        _insert(database, "leads", leads // 60, lambda i: {"lead_id": f"{i:032x}", "scorer": "table-4"})
        _insert(database, "checks", leads // 60, check)
        _insert(
            database,
            "check_answers",
            leads // 60,
            lambda i: {"check_id": i, "verdict": "infringing", "answered_at": now},
        )
        database.execute("ANALYZE")
    database.close()


def _insert(database: sqlite3.Connection, table: str, number: int, row: Callable[[int], dict[str, object]]) -> None:
    columns = [(name, kind) for _, name, kind, *_ in database.execute(f"PRAGMA table_info({table})")]
    empty = {name: 0 if any(word in kind for word in ("INT", "FLOAT", "BOOL")) else "" for name, kind in columns}
    statement = f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 (names of ours)

    def values() -> Iterator[tuple[object, ...]]:
        for i in range(number):
            yield tuple((empty | row(i)).values())

    database.executemany(statement, values())


def _scrapes(settings: Settings, house: House) -> None:
    told = gathered(settings, house)
    for part in told.parts:
        for begun in ("first", "again"):
            began = time.process_time()
            list(part.compute())
            print(f"{part.name:12} {begun:6} {1000 * (time.process_time() - began):8.1f} ms")
    generate_latest(told)
    start = time.monotonic()
    told.clock = lambda: start + QUICK + 1
    for what in ("quick parts anew", "all kept"):
        began = time.process_time()
        size = len(generate_latest(told))
        print(f"scrape, {what:18} {1000 * (time.process_time() - began):6.1f} ms, {size:,} bytes")


def _lines(folder: Path) -> None:
    handler = RollingFile(folder / "log.jsonl", 20_000_000)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("bench")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    for what in ("ended", "Crawled (200) <GET https://shop.example/item/7?page=2> 维摩拉 加厚外套"):
        began = time.process_time()
        for number in range(LINES):
            logger.info(what, extra={"data": {"listings": number}})
        print(f"line of the log {1e6 * (time.process_time() - began) / LINES:6.1f} µs: {what[:30]}")
    handler.close()


if __name__ == "__main__":
    main()
