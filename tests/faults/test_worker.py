"""Processes that compare, and die of it: their chunk comes back, or the listing that kills is named."""

import json
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from flows import runs
from flows.carried import Carried, contents
from flows.match_file import Chunk, Worker
from flows.match_pool import Pool
from tests.faults.conftest import Ledger, differing
from tests.faults.deadly import begin, left_out, lesser, sleepy, work
from tests.faults.market import Market


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


def test_what_finds_no_memory_in_the_night_s_own_process_is_compared_in_another(
    market: Market, undisturbed: dict[str, Any], faults: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def match(self: Worker, lines: list[tuple[int, bytes]]) -> Chunk:
        asked.append(len(lines))
        raise MemoryError

    market.restore("halfway")
    monkeypatch.setattr(Worker, "match", match)
    report = market.night()
    faults.struck(len(asked))
    assert report.failed == ()
    assert differing(market, undisturbed) == {}


def test_a_listing_that_was_compared_poorly_is_compared_anew_the_next_night(market: Market, faults: Ledger) -> None:
    market.restore("halfway")
    assert not market.night().failed
    folder = runs.folders(market.data / "runs")[0] / "corner"
    state = json.loads((folder / "matched.json").read_text(encoding="utf-8"))
    (folder / "matched.json").write_text(json.dumps(state | {"poorly": ["L-5"]}), encoding="utf-8")
    faults.struck(1)
    with closing(Carried(folder)) as carried:
        held = {name for name, content in contents(folder) if carried.has(name, content)}
    assert held == {"L-1", "L-2", "L-3"}
