"""What a crawl counted, and the first hundred problems in full."""

from collections import Counter

from domain.problem import Problem

KEPT = 100
"""Problems kept in full, as StageReport promises; the counts have them all."""

LONGEST = 300
"""Characters of a message or place that are kept: both may quote a hostile page."""


class Tally:
    """Counts by stable code; grows during one crawl and is read at its end."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.problems: list[Problem] = []
        self.unused: Counter[str] = Counter()

    def add(self, name: str, number: int = 1) -> None:
        """Counts something that is no problem."""
        self.counts[name] += number

    def problem(self, code: str, where: str, message: str, line: int = 0) -> None:
        """Counts a problem under its code, and keeps it while there is room."""
        self.counts[code] += 1
        if len(self.problems) < KEPT:
            self.problems.append(Problem(where=where[:LONGEST], line=line, message=message[:LONGEST], code=code))

    def leave(self, names: tuple[str, ...]) -> None:
        """Counts fields that a page offered and nobody used."""
        self.unused.update(name[:80] for name in names)
