"""Where portions of lines are matched: in this process, on this machine's processes, on a cluster."""

import ctypes
import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain, islice
from typing import Protocol

from domain.problem import Problem
from flows.match_file import Chunk, Line, MatchJob, Worker, numbered_chunks
from flows.match_pool import Pool
from logs.setup import Way, handed_on, take_over
from matching.pictures.search import Budget

PR_SET_PDEATHSIG = 1  # <sys/prctl.h>


class Engine(Protocol):
    """Where portions of lines are matched: on this machine's processes, or on a cluster (flows/dask_engine.py)."""

    def match(self, job: MatchJob, portions: Iterable[list[Line]]) -> Iterator[Chunk]:
        """What becomes of each portion, in their order."""


class Processes:
    """The engine of one machine: as many processes as the job says. One that dies loses no listing."""

    def match(self, job: MatchJob, portions: Iterable[list[Line]]) -> Iterator[Chunk]:
        """What becomes of each portion, in their order; of one that killed a process, of its halves."""
        yield from _pool(job).run(portions)


PROCESSES = Processes()


def match_lines(job: MatchJob, lines: Iterable[bytes], engine: Engine = PROCESSES) -> Iterator[Chunk]:
    """Matches every line; chunks come in the order of the lines, the same ones from every engine.

    A file of a few hundred lines is matched in this process: starting others would cost more than it saves.
    """
    portions = numbered_chunks(lines)
    first = list(islice(portions, 2))
    alone = job.workers == 1 and isinstance(engine, Processes)
    if alone or len(first) < 2:
        yield from _here(job, chain(first, portions), _pool(job))
    else:
        yield from engine.match(job, chain(first, portions))


def _pool(job: MatchJob) -> "Pool[Line, Chunk]":
    lesser = partial(_match_with_less, replace(job, budget=Budget(0, 0), looks=None))
    begin = partial(_begin, handed_on())
    return Pool(partial(_match, job), lesser, partial(_left_out, job), job.workers, begin)


def _here(job: MatchJob, chunks: Iterable["list[Line]"], pool: "Pool[Line, Chunk]") -> Iterator[Chunk]:
    """Matches in this process; what finds no memory in it is done in others."""
    with ExitStack() as opened:
        worker = opened.enter_context(closing(Worker(job)))
        for chunk in chunks:
            try:
                done = [worker.match(chunk)]
            except MemoryError:
                opened.close()
                done = list(pool.alone(chunk))
                worker = opened.enter_context(closing(Worker(job)))
            yield from done


def _begin(way: Way | None, parent: int) -> None:
    """Ties this worker to its parent, and has it log as that one does."""
    _end_with(parent)
    take_over(way)


def _end_with(parent: int) -> None:
    """Has the kernel end this worker when its parent ends, however that happens (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the line above
        os._exit(1)


@lru_cache(maxsize=1)
def _worker(job: MatchJob) -> Worker:
    """The matcher of this process, built at its first chunk."""
    return Worker(job)


def _match(job: MatchJob, lines: list[Line]) -> Chunk:
    return _worker(job).match(lines)


def _match_with_less(job: MatchJob, lines: list[Line]) -> Chunk:
    done = Worker(job).match(lines)
    said = "its pictures were not looked at closely: that ended the process that did"
    problems = (*done.problems, *(Problem(job.name, number, said, "note-looked-less") for number, _ in lines))
    return replace(done, problems=problems, poorly=tuple(_id_of(line) for _, line in lines))


def _left_out(job: MatchJob, line: Line) -> Chunk:
    said = "left out: comparing it ended every process that tried; give the machine more memory, or tell us of it"
    problem = Problem(job.name, line[0], said, "worker-lost")
    return Chunk("", (problem,), (("skipped", 1), ("left_out", 1)), poorly=(_id_of(line[1]),))


def _id_of(line: bytes) -> str:
    try:
        return str(json.loads(line)["listing_id"])
    except (ValueError, KeyError, TypeError):
        return ""
