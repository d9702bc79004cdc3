"""Matching on a Dask cluster: the same portions as on one machine, matched by the same worker, in the same order.

Dask's scheduler hands portions out, and hands those of a lost worker to another one; nothing here does. A worker
brings its registry from the shared store by version, and opens it as a process of one machine would.
"""

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from importlib.metadata import version as version_of
from itertools import islice
from pathlib import Path
from typing import Any

from flows.engine import PROCESSES, Engine
from flows.house import House
from flows.look_file import NAME as LOOKS
from flows.match_file import Chunk, Line, MatchJob, Worker
from flows.shared_store import SharedStore
from flows.snapshots import StageError

AHEAD = 3  # tasks under way for each thread of the cluster, so that memory stays flat and nobody waits
FAT = 4  # portions a task, about a second of work: Dask's own share of a task is three milliseconds
START_SECONDS = 30  # for the scheduler to answer
ALONE_SECONDS = 300  # for so long a night waits for a cluster without workers
ASKED_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker must know besides the lines.

    Attributes:
        job: as on one machine; its paths of rights and looks are those of the machine that asks.
        version: of the registry, in the store.
        store: where from.
        code: version of markhound that asks.
        cache: folder of the worker's machine; `~` is the worker's own.
    """

    job: MatchJob
    version: str
    store: SharedStore
    code: str
    cache: Path


def engine_of(house: House) -> Engine:
    """Where an installation matches listings."""
    settings = house.settings
    return Dask(settings.dask, house.shared, settings.cache_dir) if settings.dask else PROCESSES


class OtherVersionError(RuntimeError):
    """A worker runs another version of the code, which might find something else."""


@dataclass(frozen=True, slots=True)
class Dask:
    """The engine of a cluster.

    Attributes:
        address: of Dask's scheduler, such as tcp://10.0.0.5:8786.
        store: shared by all machines.
        cache: folder in which each worker's machine keeps its registry; the same path on each.
    """

    address: str
    store: SharedStore
    cache: Path

    def match(self, job: MatchJob, portions: Iterable[list[Line]]) -> Iterator[Chunk]:
        """What becomes of each portion, in their order.

        Raises:
            StageError: no scheduler answers, no worker comes, or a portion kills every worker that takes it.
        """
        try:
            from distributed import CancelledError, Client, KilledWorker
        except ModuleNotFoundError as error:
            raise StageError("MARKHOUND_DASK wants Dask: pip install 'markhound[cluster]'") from error
        task = Task(job, self.store.publish(job.rights), self.store, version_of("markhound"), self.cache)
        try:
            client: Any = Client(self.address, timeout=START_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
        except OSError as error:
            raise StageError(
                f"no Dask scheduler answers at {self.address}; start it, or leave MARKHOUND_DASK empty"
            ) from error
        with client:
            try:
                yield from _in_order(client, task, iter(portions))
            except KilledWorker as error:
                raise StageError(
                    f"the same listings ended every Dask worker that took them ({error.args[0]}); look for memory in "
                    "the workers' logs"
                ) from error
            except (CancelledError, OSError) as error:
                raise StageError(f"the Dask scheduler at {self.address} was lost; start it, then scan again") from error
            except OtherVersionError as error:
                raise StageError(str(error)) from error


def _in_order(client: Any, task: Task, portions: Iterator[list[Line]]) -> Iterator[Chunk]:
    waiting: deque[Any] = deque()
    width = AHEAD * max(1, sum(client.nthreads().values()))
    while fat := list(islice(portions, FAT)):
        waiting.append(client.submit(match_portions, task, fat, pure=False))
        if len(waiting) >= width:
            yield from _result(client, waiting.popleft())
            width = AHEAD * max(1, sum(client.nthreads().values()))  # workers come and go
    while waiting:
        yield from _result(client, waiting.popleft())


def _result(client: Any, future: Any) -> list[Chunk]:
    """A task's chunks, waited for as long as there is any worker that could do it."""
    from distributed import TimeoutError as StillRunning

    alone = 0
    while True:
        try:
            found: list[Chunk] = future.result(timeout=ASKED_SECONDS)
        except StillRunning:
            alone = 0 if client.nthreads() else alone + ASKED_SECONDS
            if alone >= ALONE_SECONDS:
                raise StageError(
                    f"the Dask scheduler has had no worker for {ALONE_SECONDS} s; start workers, then scan again"
                ) from None
        else:
            return found


class _Opened:
    """The matcher of a worker process, kept from task to task; one at a time, as it counts and keeps."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._task: Task | None = None
        self._worker: Worker | None = None
        self._held = ExitStack()

    def match(self, task: Task, portions: list[list[Line]]) -> list[Chunk]:
        """Matches portions, with the matcher of the last task where it is the same."""
        with self._lock:
            if task != self._task or self._worker is None:
                self._open(task)
            assert self._worker is not None
            return [self._worker.match(portion) for portion in portions]

    def _open(self, task: Task) -> None:
        self._held.close()
        self._held, self._task, self._worker = ExitStack(), None, None
        cache = task.cache.expanduser().absolute()
        rights = self._held.enter_context(task.store.opened(task.version, cache))
        # Looks are this machine's own: SQLite is no file for many machines. Without them the same is found.
        looks = cache / LOOKS if task.job.looks is not None else None
        job = replace(task.job, rights=rights, looks=looks)
        self._worker = self._held.enter_context(closing(Worker(job, task.store.read_picture)))
        self._task = task


_OPENED = _Opened()


def match_portions(task: Task, portions: list[list[Line]]) -> list[Chunk]:
    """What a Dask worker does with a task.

    Raises:
        OtherVersionError: the worker's code is of another version.
    """
    here = version_of("markhound")
    if here != task.code:
        raise OtherVersionError(
            f"a Dask worker runs markhound {here}, this is {task.code}; bring all machines to one version"
        )
    return _OPENED.match(task, portions)
