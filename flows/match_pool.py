"""Chunks on processes of their own, some of which may die: each chunk comes back, or the listings that kill are named.

A process that ends, by the kernel's hand or because its memory ran out, takes all others of its pool with it. What was
under way is done once more, one chunk after another in one process that has the machine to itself. A chunk that ends
that one too is halved, down to the listing that does it; that one is compared with less, and else left out.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Generic, TypeVar

Part = TypeVar("Part")
Done = TypeVar("Done")
DEATHS = (BrokenProcessPool, MemoryError)
AHEAD = 4  # chunks under way for each worker, so that memory stays flat


class Pool(Generic[Part, Done]):
    """Processes that do chunks of parts.

    Args:
        work: what a process does with a chunk; it and the next must be fit for pickling.
        lesser: the same, as sparingly as can be; for a part that ended whoever did it.
        left_out: what stands for a part that ended that one too.
        workers: processes.
        begin: called first in each process, with the id of this one.
    """

    def __init__(
        self,
        work: Callable[[list[Part]], Done],
        lesser: Callable[[list[Part]], Done],
        left_out: Callable[[Part], Done],
        workers: int,
        begin: Callable[[int], None],
    ) -> None:
        self._work, self._lesser, self._left_out = work, lesser, left_out
        self._workers, self._begin = workers, begin

    def run(self, chunks: Iterable[list[Part]]) -> Iterator[Done]:
        """What became of each chunk, in their order; of one that was halved, of its halves."""
        coming = iter(chunks)
        while under_way := (yield from self._until_a_death(coming)):
            yield from self.alone(*under_way)

    def alone(self, *chunks: list[Part]) -> Iterator[Done]:
        """Does chunks one after another in one process, and of one where that dies its halves."""
        waiting = deque(chunks)
        while waiting:
            with self._processes(1) as pool:
                yield from self._while_it_lives(pool, waiting)
            if not waiting:
                return
            chunk = waiting.popleft()  # that ended it
            if len(chunk) == 1:
                yield self._sparingly(chunk)
            else:
                middle = len(chunk) // 2
                waiting.extendleft((chunk[middle:], chunk[:middle]))

    def _while_it_lives(self, pool: ProcessPoolExecutor, waiting: deque[list[Part]]) -> Iterator[Done]:
        """Does what waits until the process dies; what it died of stays the first."""
        while waiting:
            try:
                done = pool.submit(self._work, waiting[0]).result()
            except DEATHS:
                return
            waiting.popleft()
            yield done

    def _sparingly(self, chunk: list[Part]) -> Done:
        with self._processes(1) as pool:
            try:
                return pool.submit(self._lesser, chunk).result()
            except DEATHS:
                return self._left_out(chunk[0])

    def _until_a_death(self, coming: Iterator[list[Part]]) -> Generator[Done, None, list[list[Part]]]:
        """Does chunks until a process dies, and gives those that were under way then; none when all are done."""
        under_way: deque[list[Part]] = deque()
        doing: deque[Future[Done]] = deque()
        with self._processes(self._workers) as pool:
            try:
                for chunk in coming:
                    under_way.append(chunk)
                    doing.append(pool.submit(self._work, chunk))
                    if len(doing) >= AHEAD * self._workers:
                        done = doing.popleft().result()
                        under_way.popleft()
                        yield done
                while doing:
                    done = doing.popleft().result()
                    under_way.popleft()
                    yield done
            except DEATHS:
                pass  # its chunk is the first of those under way
        return list(under_way)

    @contextmanager
    def _processes(self, workers: int) -> Iterator[ProcessPoolExecutor]:
        """A pool whose processes are gone afterwards, at once, whatever they were at."""
        # Fresh processes rather than forks: a flow runs beside threads of others, and a fork would copy their locks.
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(workers, context, initializer=self._begin, initargs=(os.getpid(),))
        try:
            yield pool
        finally:
            for process in dict(pool._processes or {}).values():
                process.kill()
            pool.shutdown(wait=True, cancel_futures=True)
