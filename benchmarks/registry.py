"""The registry measured, import to search, beside SQL LIKE and rapidfuzz: `python -m benchmarks.registry`."""

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from subprocess import PIPE, Popen
from sys import executable
from typing import TypeVar

import httpx
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from accounts.account import Role
from accounts.store import KeyKind
from benchmarks.command import PROGRAM, ROOT, watched
from benchmarks.corpus import FILES, Mark, read_marks, read_titles
from benchmarks.desk.reviewers import FIELDS
from benchmarks.disguises import kinds
from benchmarks.substitutes import Part, substitutes
from flows.house import House, open_house
from flows.lookup import HouseRegistry
from matching.lookup.lookup import Lookup
from matching.lookup.query import Query
from settings import Settings

PAGE = 30
Ids = Sequence[str]
Asked = tuple[float, bool, float]  # seconds by the clock, whether it was found, seconds of this process
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """A question and the rights of which one must be on the first page."""

    kind: str
    typed: str
    gold: frozenset[str]


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registry", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of marks and titles")
    parser.add_argument("--each", type=int, default=20, help="questions of each kind")
    parser.add_argument("--plain", type=int, default=10, help="of which plain tools are asked: one takes a second")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench" / "registry", help="made anew each time")
    parser.add_argument("--keep", action="store_true", help="search what is there instead of importing it again")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "registry.json")
    return parser


def main() -> None:
    """Imports, searches, prints and writes."""
    options = arguments().parse_args()
    console = Console(width=140)
    absent = [name for name in FILES if not (options.data / name).is_file()]
    if absent:
        console.print(f"benchmarks.registry is skipped: {options.data} has no {', '.join(absent)}")
        return
    environment = os.environ | {"MARKHOUND_DATA_DIR": str(options.folder), "PYTHONPATH": str(ROOT)}
    imported = (
        {} if options.keep else import_and_compile(options.data.absolute() / FILES[0], options.folder, environment)
    )
    marks = read_marks(options.data)
    cases = questions(marks, options, Random(7))
    house = open_house(Settings(data_dir=options.folder))
    result = {"rights": len(marks), "load": os.getloadavg()[0], "import": imported, "searches": searches(house, cases)}
    result["plain"] = beside(house, marks, cases, options.plain)
    result["http"] = over_http(house, cases, environment)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    show(result, console)
    console.print(f"load {os.getloadavg()[0]:.1f}; written to {options.json}")


def import_and_compile(registry: Path, folder: Path, environment: Mapping[str, str]) -> dict[str, object]:
    """`markhound registry import` of the whole file as a process, indexes and all."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [executable, "-c", PROGRAM, "registry", "import", str(registry), "--skip-bad", "--again"]
    command += ["--allow-shrink", "--allow-change", "--register", f"bench-{datetime.now(UTC):%H%M%S}"]
    for old in (folder / "markhound.db", folder / "markhound.db-wal", folder / "markhound.db-shm"):
        old.unlink(missing_ok=True)
    ended = watched(command, folder / "import.log", folder, dict(environment))
    if ended.status not in (0, 3):
        raise RuntimeError(f"the import ended with {ended.status}: {ended.said[-2000:]}")
    memory = ended.memory
    return {
        "seconds": round(ended.seconds, 1),
        "cpu": round(ended.cpu, 1),
        "largest_mb": memory.largest,
        "all_mb": memory.total,
        "said": ended.said.strip().splitlines()[-1:],
    }


def questions(marks: Sequence[Mark], options: argparse.Namespace, random: Random) -> list[Case]:
    """Names as they are, parts of them, and every disguise; of each what must be found."""
    titles = [title.text for title in read_titles(options.data, Part.CHECK)]
    tables = substitutes(Part.CHECK, titles, {})
    named = [mark for mark in marks if mark.names and 3 <= len(mark.names[0]) <= 16]
    owners: dict[str, set[str]] = {}
    for mark in marks:
        for name in mark.names:
            owners.setdefault(name.casefold(), set()).add(mark.right_id)
    cases: list[Case] = []

    def add(kind: str, make: Callable[[str], str | None]) -> None:
        made = 0
        for mark in random.sample(named, min(len(named), 200 * options.each)):
            typed = make(mark.names[0])
            if typed and made < options.each:
                cases.append(Case(kind, typed, frozenset(owners[mark.names[0].casefold()])))
                made += 1

    add("as registered", lambda name: name)
    add("beginning", lambda name: name[: max(2, len(name) * 2 // 3)])
    for name, kind in kinds().items():
        if kind.overall:
            add(name, lambda mark, kind=kind: kind.apply(mark, random, tables))  # type: ignore[misc]
    return cases


def searches(house: House, cases: Sequence[Case]) -> dict[str, object]:
    """In this process: opening, the first question, then all of them; and filters alone."""
    began = time.perf_counter()
    opened = HouseRegistry(house).ready()
    opening = time.perf_counter() - began
    lookup = opened.lookup
    first = _timed(lambda: lookup.search(Query(cases[0].typed)))[0]
    found = {one.kind: [] for one in cases}  # type: dict[str, list[Asked]]
    for case in cases:
        found[case.kind].append(_asked(lookup, case))
    found["all of these"] = [one for asked in list(found.values()) for one in asked]
    filters = {
        "class 25": Query(nice=(25,)),
        "holder": Query(holder="股份有限公司"),
        "number": Query(number="123"),
        "in force": Query(in_force_on=datetime.now(UTC).date()),
        "one letter": Query("a"),
        "name and class": Query(cases[0].typed, nice=(3, 25)),
    }
    for name, query in filters.items():
        found[name] = [_filtered(lookup, query) for _ in range(9)]
    return {"open": opening, "first": first, "kinds": {name: _summary(times) for name, times in found.items()}}


def beside(house: House, marks: Sequence[Mark], cases: Sequence[Case], most: int) -> dict[str, object]:
    """The first questions of each kind to SQL's LIKE, and to rapidfuzz over all names."""
    names = [(name, mark.right_id) for mark in marks for name in mark.names]
    texts = [name for name, _ in names]

    def like(case: Case) -> Ids:
        return [right.right_id for right in house.registry.rights(PAGE, case.typed)]

    def extract(case: Case) -> Ids:
        return [names[at][1] for *_, at in process.extract(case.typed, texts, scorer=fuzz.ratio, limit=PAGE)]

    result: dict[str, object] = {}
    for tool, ask in (("SQL LIKE", like), ("rapidfuzz extract", extract)):
        asked: dict[str, list[Asked]] = {}
        for case in cases:
            if len(asked.setdefault(case.kind, [])) < most:
                seconds, ids = _timed(lambda ask=ask, case=case: ask(case))  # type: ignore[misc]
                asked[case.kind].append((seconds, bool(case.gold & set(ids)), 0.0))
        result[tool] = {kind: _summary(times) for kind, times in asked.items()}
    return result


def over_http(house: House, cases: Sequence[Case], environment: Mapping[str, str]) -> dict[str, object]:
    """The page and the API of `markhound review` on loopback, one person, one question after another."""
    now = datetime.now(UTC)
    account = house.accounts.by_name("bench") or house.accounts.make("bench", frozenset({Role.SENIOR}), None, now)
    token = house.accounts.new_key(account.account_id, KeyKind.TOKEN, now)
    link = house.accounts.new_key(account.account_id, KeyKind.INVITATION, now)
    with _serving(environment) as (base, pid), httpx.Client(base_url=base, timeout=60) as client:
        client.post("/enter", data=dict(FIELDS.findall(client.get("/enter", params={"token": link}).text)))
        api = {"authorization": f"Bearer {token}"}
        cold = _timed(lambda: client.get("/registry", params={"q": cases[0].typed}).raise_for_status())[0]
        times: dict[str, list[Asked]] = {"page": [], "api": []}
        spent = _spent(pid)
        for case in cases:
            asked = {"q": case.typed}
            page = _timed(lambda asked=asked: client.get("/registry", params=asked).raise_for_status())[0]  # type: ignore[misc]
            told = _timed(lambda asked=asked: client.get("/api/registry", params=asked, headers=api))  # type: ignore[misc]
            times["page"].append((page, True, 0.0))
            times["api"].append((told[0], told[1].status_code == 200, 0.0))
        cpu = (_spent(pid) - spent) * 1000 / (2 * max(len(cases), 1))
    return {"first": cold, "cpu_ms": round(cpu, 1), **{name: _summary(taken) for name, taken in times.items()}}


@contextmanager
def _serving(environment: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    command = [executable, "-c", PROGRAM, "review", "--port", "0", "--no-browser"]
    with Popen(command, cwd=ROOT, stderr=PIPE, text=True, env=dict(environment)) as server:
        assert server.stderr is not None
        try:
            yield next(line.split()[-1] for line in server.stderr if "http://" in line), server.pid
        finally:
            server.terminate()
            server.wait(30)


def _spent(pid: int) -> float:
    """Processor seconds of a process (Linux only)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _filtered(lookup: Lookup, query: Query) -> Asked:
    spent = time.process_time()
    return _timed(lambda: lookup.search(query))[0], True, time.process_time() - spent


def _asked(lookup: Lookup, case: Case) -> Asked:
    spent = time.process_time()
    seconds, answer = _timed(lambda: lookup.search(Query(case.typed, most=PAGE)))
    found = any(one.right.right_id in case.gold for one in answer.found)
    return seconds, found, time.process_time() - spent


def _timed(ask: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    said = ask()
    return time.perf_counter() - began, said


def _summary(times: Sequence[Asked]) -> dict[str, float]:
    """Of one kind; `cpu` is of this process, which a machine that is busy otherwise does not lengthen."""
    summary: dict[str, float] = {"n": len(times), "found": sum(found for _, found, _ in times) / max(len(times), 1)}
    for name, taken in (("", [one[0] for one in times]), ("cpu_", [one[2] for one in times])):
        ordered = sorted(seconds * 1000 for seconds in taken)
        summary[f"{name}p50_ms"] = round(ordered[len(ordered) // 2], 1)
        summary[f"{name}p95_ms"] = round(ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)], 1)
    return summary


def show(result: Mapping[str, object], console: Console) -> None:
    """Tables."""
    searched, plain, http = result["searches"], result["plain"], result["http"]
    assert isinstance(searched, dict)
    assert isinstance(plain, dict)
    assert isinstance(http, dict)
    table = Table(title=f"{result['rights']:,} rights, found on the first page of {PAGE}", title_justify="left")
    for name in (
        "asked by",
        "n",
        "found",
        "p50 ms",
        "p95 ms",
        "CPU p95 ms",
        *(f"{tool}: found, p50 ms" for tool in plain),
    ):
        table.add_column(name, justify="left" if name == "asked by" else "right")
    for kind, row in searched["kinds"].items():
        others = (plain[tool].get(kind) for tool in plain)
        cells = (f"{one['found']:.0%}, {one['p50_ms']:,.0f}" if one else "" for one in others)
        times = (str(row[name]) for name in ("p50_ms", "p95_ms", "cpu_p95_ms"))
        table.add_row(kind, str(row["n"]), f"{row['found']:.0%}", *times, *cells)
    console.print(table)
    console.print(f"import and compile: {result['import']}")
    console.print(f"opened in {searched['open'] * 1000:.0f} ms, first question {searched['first'] * 1000:.0f} ms")
    for name in ("page", "api"):
        console.print(f"{name} over loopback: p50 {http[name]['p50_ms']} ms, p95 {http[name]['p95_ms']} ms")
    console.print(f"processor time of the server for one of these: {http['cpu_ms']} ms")
    console.print(f"first page after the start of the server: {http['first'] * 1000:.0f} ms")


if __name__ == "__main__":
    main()
