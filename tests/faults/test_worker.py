"""Processes that compare, and die of it: their chunk comes back, or the listing that kills is named."""

import time
from functools import partial
from pathlib import Path

from flows.match_pool import Pool
from tests.faults.conftest import Ledger
from tests.faults.deadly import begin, left_out, lesser, sleepy, work


def test_of_chunks_whose_processes_die_none_is_lost_or_doubled_and_their_order_is_kept(
    tmp_path: Path, faults: Ledger
) -> None:
    deadly = {7: "once", 21: "always", 33: "memory"}
    pool = Pool(partial(work, tmp_path, deadly), partial(lesser, tmp_path, deadly), left_out, 2, begin)
    chunks = [list(range(start, start + 4)) for start in range(0, 48, 4)]
    done = [number for chunk in pool.run(chunks) for number in chunk]
    faults.struck(len(list(tmp_path.glob("met-*"))))
    assert done == [-21 if number == 21 else 2 * number for number in range(48)]


def test_what_is_under_way_ends_at_once_when_nobody_wants_it_any_more(faults: Ledger) -> None:
    pool = Pool(sleepy, sleepy, left_out, 2, begin)
    results = pool.run([[0], [1], [60], [60], [60], [60], [60], [60], [60], [60]])
    assert next(results) == [0]
    began = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    faults.struck(1)
    assert time.monotonic() - began < 5
