"""The same listings on each engine with one and two workers: seconds by the clock and of the processor, memory."""

import os
import resource
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.scaled.cluster import DaskCluster
from benchmarks.scaled.cost import Memory, Watched, children, spent
from benchmarks.scaled.model import Engine
from flows.dask_engine import Dask
from flows.engine import PROCESSES
from flows.engine import Engine as Matching
from flows.match_file import MatchJob, numbered_chunks
from flows.shared_store import SharedStore

FIRST = 2_000  # listings of a cluster's first run, in which it fetches and opens the registry; not counted
LARGE = 50  # MB of its own from which on a child is a worker and no helper of the interpreter's


@dataclass(frozen=True, slots=True)
class Run:
    """One run.

    Attributes:
        engine, workers, listings: what ran.
        seconds: by the clock.
        working, asking: processor seconds of the workers, and of the process that hands out.
        own, shared: MB of a worker, the largest: its own, and mapped, which the workers of a machine have once.
        matches: that were found.
    """

    engine: str
    workers: int
    listings: int
    seconds: float
    working: float
    asking: float
    own: float
    shared: float
    matches: int

    def to_json(self) -> dict[str, Any]:
        """For the results."""
        return asdict(self)


def runs(job: MatchJob, sizes: tuple[int, int], workers: Iterable[int], folder: Path) -> list[Run]:
    """Every engine and number of workers; the smaller size first, which also warms the files."""
    found = []
    for number in workers:
        for listings in sizes:
            found.append(_measured(("processes", PROCESSES), replace(job, workers=number), listings, _of_mine()))
    for number in workers:
        with ExitStack() as stack:
            cluster = stack.enter_context(DaskCluster(folder / f"dask-{number}", number))
            cluster.wait_for_workers()
            dask = Dask(cluster.address, SharedStore(f"file://{folder / 'shared'}"), folder / "cache")
            pids = [child.pid for child in cluster.workers.values()]
            _measured(("dask", dask), replace(job, workers=number), FIRST, lambda pids=pids: pids)  # type: ignore[misc]
            for listings in sizes:
                # A cluster stands while nights come and go: what a worker spends is what it has spent more.
                before = sum(map(spent, pids))
                run = _measured(("dask", dask), replace(job, workers=number), listings, lambda pids=pids: pids)  # type: ignore[misc]
                found.append(replace(run, working=sum(map(spent, pids)) - before))
    return found


def _of_mine() -> Callable[[], list[int]]:
    return lambda: children(os.getpid())


def _measured(engine: tuple[str, Matching], job: MatchJob, listings: int, pids: Callable[[], Iterable[int]]) -> Run:
    name, matching = engine
    waited = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, own = time.monotonic(), time.process_time()
    with (job.base / job.name).open("rb") as lines, Watched(pids) as watched:
        chunks = matching.match(job, numbered_chunks(islice(lines, listings)))
        matches = sum(dict(chunk.counts)["matches"] for chunk in chunks)
    seconds, asking = time.monotonic() - began, time.process_time() - own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    working = after.ru_utime + after.ru_stime - waited.ru_utime - waited.ru_stime
    large = max(
        (one for one in watched.most.values() if one.own > LARGE), key=lambda one: one.own, default=Memory(0, 0)
    )
    return Run(name, job.workers, listings, seconds, working, asking, large.own, large.shared, matches)


def fitted(found: list[Run], engine: str, cores: int) -> Engine:
    """The model's numbers of an engine, from its runs with one worker alone: the larger less the smaller."""
    small, large = (run for run in found if run.engine == engine and run.workers == 1)
    more = large.listings - small.listings
    listing, asking = (large.working - small.working) / more, max(0.0, large.asking - small.asking) / more
    start = max(0.0, small.working - small.listings * listing)
    bare = Engine(0.0, start, listing, asking)
    return replace(bare, fixed=max(0.0, small.seconds - bare.clock(small.listings, 1, cores)))


def checked(found: list[Run], engines: dict[str, Engine], cores: int) -> list[dict[str, Any]]:
    """What the model says of every run beside what was measured; errors as shares."""
    rows = []
    for run in found:
        engine = engines[run.engine]
        said = engine.processor(run.listings, run.workers), engine.clock(run.listings, run.workers, cores)
        rows.append(
            {"engine": run.engine, "workers": run.workers, "listings": run.listings, "processor": run.working,
             "said_processor": said[0], "clock": run.seconds, "said_clock": said[1],
             "error": said[0] / run.working - 1, "error_clock": said[1] / run.seconds - 1}
        )  # fmt: skip
    return rows
