"""Who is told how a run goes: a progress bar, a log, or nobody."""

from typing import Protocol

from domain.report import StageReport


class Watch(Protocol):
    """Told as stages begin, advance and end."""

    def began(self, stage: str, source: str) -> None:
        """A stage begins."""

    def advanced(self, stage: str, source: str, done: int) -> None:
        """So many listings (or rights) are done."""

    def ended(self, report: StageReport) -> None:
        """A stage has ended."""

    def said(self, sentence: str) -> None:
        """Something worth a line."""


class Silent:
    """Nobody."""

    def began(self, stage: str, source: str) -> None:
        """Ignores it."""

    def advanced(self, stage: str, source: str, done: int) -> None:
        """Ignores it."""

    def ended(self, report: StageReport) -> None:
        """Ignores it."""

    def said(self, sentence: str) -> None:
        """Ignores it."""
