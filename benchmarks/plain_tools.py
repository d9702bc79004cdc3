"""What one would use without markhound, on the same titles and marks."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

from benchmarks.corpus import Case, Mark
from benchmarks.measures import ENOUGH, FIRST, Found

BATCH = 64  # titles a call; the first is scored whatever time it takes

Scores = NDArray[np.float32]
Score = Callable[[Sequence[str]], Scores]  # titles -> one row a title, one column a name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool found.

    Attributes:
        tool: its name.
        cases: titles that there was time for.
        matches: as of the command.
        seconds: of processor time for these titles, which a busy machine does not lengthen.
        pairs: of a title and a name.
    """

    tool: str
    cases: tuple[Case, ...]
    matches: dict[str, list[Found]]
    seconds: float
    pairs: int


class PlainTools:
    """The tools, ready for some marks."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        holders: dict[str, list[str]] = defaultdict(list)
        for mark in marks:
            for name in mark.names:
                holders[name].append(mark.right_id)
        self.names = list(holders)
        self._holders = list(holders.values())
        self._low = [name.casefold() for name in self.names]
        self._longer = np.array([min(len(name), 50) * 1e-5 for name in self._low], dtype=np.float32)

    def tools(self) -> dict[str, Callable[[], Score]]:
        """By name, each of them made when wanted."""
        return {
            "substring": lambda: self._substring,
            "partial_ratio": lambda: self._partial_ratio,
            "pinyin ratio": self._of_pinyin,
            "trigrams": self._of_trigrams,
        }

    def run(self, tool: str, hidden: Sequence[Case], clean: Sequence[Case], budget: float) -> Outcome:
        """As many of the cases, drawn at random, as the tool does in that many seconds; half of them for clean ones.

        Clean ones are left out where there is no time for enough of them to tell one in a thousand.
        """
        score = self.tools()[tool]()
        done: list[Case] = []
        matches: dict[str, list[Found]] = {}
        began = time.process_time()
        for cases in (hidden, clean):
            drawn = Random(1).sample(cases, len(cases))
            for start in range(0, len(drawn), BATCH):
                if start and time.process_time() - began > budget * (0.5 if cases is hidden else 1):
                    break
                batch = drawn[start : start + BATCH]
                for case, row in zip(batch, score([case.title for case in batch]), strict=True):
                    matches[case.listing_id] = self._first(row)
                done += batch
            if len(done) < min(ENOUGH, len(hidden)):
                break
        seconds = time.process_time() - began
        return Outcome(tool, tuple(done), matches, seconds, len(done) * len(self.names))

    def _first(self, row: Scores) -> list[Found]:
        """The first five; of equal ones the longer name, which helps tools that score many names the same."""
        count = min(FIRST, len(row))
        best = np.argpartition(-(row + self._longer), count - 1)[:count]
        ordered = sorted((-float(row[n]), -len(self._low[n]), int(n)) for n in best if row[n] > 0)
        return [Found(right, -minus) for minus, _, n in ordered for right in self._holders[n]][:FIRST]

    def _substring(self, titles: Sequence[str]) -> Scores:
        """The longer the name that stands in the title letter for letter, the better."""
        rows = [[len(name) if name in title else 0 for name in self.names] for title in titles]
        return np.array(rows, dtype=np.float32)

    def _partial_ratio(self, titles: Sequence[str]) -> Scores:
        low = [title.casefold() for title in titles]
        return process.cdist(low, self._low, scorer=fuzz.partial_ratio, workers=1)

    def _of_pinyin(self) -> Score:
        names = [sounds(name) for name in self._low]

        def score(titles: Sequence[str]) -> Scores:
            heard = [sounds(title.casefold()) for title in titles]
            return process.cdist(heard, names, scorer=fuzz.partial_ratio, workers=1)

        return score

    def _of_trigrams(self) -> Score:
        """Share of the name's trigrams, cut as PostgreSQL's pg_trgm cuts them, that the title holds."""
        holding: dict[str, list[int]] = defaultdict(list)
        sizes = np.ones(len(self.names), dtype=np.float32)
        for number, name in enumerate(self._low):
            found = trigrams(name)
            sizes[number] = max(len(found), 1)
            for one in found:
                holding[one].append(number)
        places = {one: np.array(numbers, dtype=np.int64) for one, numbers in holding.items()}

        def score(titles: Sequence[str]) -> Scores:
            rows = np.zeros((len(titles), len(sizes)), dtype=np.float32)
            for row, title in zip(rows, titles, strict=True):
                for one in trigrams(title.casefold()):
                    if one in places:
                        row[places[one]] += 1
            return rows / sizes

        return score


def sounds(text: str) -> str:
    """Pinyin without tones, everything else as it is."""
    return "".join(lazy_pinyin(text))


def trigrams(text: str) -> set[str]:
    """Of each word, padded with two spaces before and one behind."""
    words = "".join(char if char.isalnum() else " " for char in text).split()
    return {padded[n : n + 3] for word in words for padded in (f"  {word} ",) for n in range(len(padded) - 2)}
