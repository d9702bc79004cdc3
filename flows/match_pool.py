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
            for chunk in under_way:
                yield from self.alone(chunk)

    def alone(self, chunk: list[Part]) -> Iterator[Done]:
        """Does one chunk in one process, and where that dies its halves."""
        done = self._try(self._work, chunk)
        if done is None and len(chunk) == 1:
            done = self._try(self._lesser, chunk) or self._left_out(chunk[0])
        if done is not None:
            yield done
            return
        middle = len(chunk) // 2
        yield from self.alone(chunk[:middle])
        yield from self.alone(chunk[middle:])

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

    def _try(self, work: Callable[[list[Part]], Done], chunk: list[Part]) -> Done | None:
        with self._processes(1) as pool:
            try:
                return pool.submit(work, chunk).result()
            except DEATHS:
                return None

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
