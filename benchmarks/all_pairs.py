"""Against all pairs: the same titles with the same names, by rapidfuzz and by us, in processor time of this process.

rapidfuzz compares every title with every name (`process.cdist`, `partial_ratio`, one core) and nothing else. We read
each title from its line of JSON, match it, explain each match and write it, with an index that was compiled before.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks import command
from benchmarks.corpus import Case
from benchmarks.measures import FIRST, Matches, rank
from benchmarks.plain_tools import Outcome
from flows import compile_rights
from flows.match_file import MatchJob, Worker, numbered_chunks
from flows.registry_file import RegistryFile

TOOL = "partial_ratio"
TODAY = date(2026, 11, 22)
WARM = 500  # titles that are matched before the clock runs: the first ones read the index from disk


@dataclass(frozen=True, slots=True)
class AllPairs:
    """What came out.

    Attributes:
        titles, names: compared; pairs are as many as their product.
        theirs, ours: seconds of processor time.
        first_compile, open: seconds to read and compile the registry, and to open what was compiled.
        found, kept: titles whose right mark is among their first five, and of these among ours.
        lost: the titles that are not.
    """

    titles: int
    names: int
    theirs: float
    ours: float
    first_compile: float
    open: float
    found: int
    kept: int
    lost: tuple[Case, ...]

    @property
    def times_faster(self) -> float:
        """Their time by ours."""
        return self.theirs / max(self.ours, 1e-9)


def compare(registry: Path, outcome: Outcome, warm: Sequence[Case], folder: Path) -> AllPairs:
    """Matches the titles that the tool had time for.

    Args:
        registry: CSV of the marks that it had.
        outcome: what it found.
        warm: other titles.
        folder: for files.
    """
    snapshot = folder / "all-pairs"
    began = time.process_time()
    compile_rights.write(RegistryFile(registry), snapshot, in_this_process=True)
    compiled = time.process_time()
    job = MatchJob(rights=snapshot, base=folder, name="titles", today=TODAY, top=FIRST)
    worker = Worker(job)
    opened = time.process_time()
    matched(worker, warm[:WARM], folder)
    ours, matches = matched(worker, outcome.cases, folder)
    found = [case for case in outcome.cases if (at := rank(case, outcome.matches)) is not None and at < FIRST]
    lost = [case for case in found if rank(case, matches) is None]
    return AllPairs(
        titles=len(outcome.cases),
        names=outcome.pairs // max(len(outcome.cases), 1),
        theirs=outcome.seconds,
        ours=ours,
        first_compile=compiled - began,
        open=opened - compiled,
        found=len(found),
        kept=len(found) - len(lost),
        lost=tuple(lost),
    )


def matched(worker: Worker, cases: Sequence[Case], folder: Path) -> tuple[float, Matches]:
    """Processor seconds for these titles, and what was found."""
    listings, out = folder / "all-pairs.jsonl", folder / "all-pairs-matches.jsonl"
    command.write_listings(cases, listings)
    with listings.open("rb") as lines, out.open("w", encoding="utf-8") as file:
        began = time.process_time()
        for chunk in numbered_chunks(lines):
            file.write(worker.match(chunk).text)
        seconds = time.process_time() - began
    return seconds, command.read_matches(out)
