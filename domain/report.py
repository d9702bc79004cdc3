"""What a stage, a source and a night did: counts, durations, problems."""

from dataclasses import dataclass
from datetime import datetime

from domain.problem import Problem

REFRESH = "refresh"  # the stage of a registry file
NETWORKS = "networks"  # the stage that joins sellers
REMIND = "remind"  # the stage of what teams owe
COMPLAINTS = "complaints"  # the stage of what people complained of
RANK = "rank"  # the stage that makes the day's list and says what is held back
CERTIFY = "certify"  # the stage of what can be vouched for
RETAIN = "retain"  # the stage of what is older than its period
TELL = "tell"  # the stage of what holders and the office are told; all others but the next are stages of a source
REPORT = "report"  # the stage that writes down how a night ended; named where that failed
OF_THE_HOUSE = (REFRESH, NETWORKS, COMPLAINTS, RANK, REMIND, CERTIFY, RETAIN, TELL, REPORT)


@dataclass(frozen=True, slots=True)
class StageReport:
    """One stage of one source.

    Attributes:
        stage: "crawl", "seal", "history", "match", "weigh", "queue", "sample", "archive", "facts",
            "rematch", "refresh", "networks", "complaints", "rank", "remind", "certify", "retain",
            "tell" or "report".
        source: name of the source or of the registry file; what a stage of the house is about.
        seconds: wall time.
        counts: pairs of a name and a number, in the order to be shown.
        problems: what was skipped and why; only the first hundred are kept, `counts` has them all.
        error: the sentence that says why the stage failed, "" when it did not.
    """

    stage: str
    source: str
    seconds: float
    counts: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    error: str = ""

    def count(self, name: str) -> int:
        """The number under that name, 0 when absent."""
        return dict(self.counts).get(name, 0)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The custody chain at one time: whoever keeps it elsewhere can tell later whether links were taken away.

    Attributes:
        length: links.
        head: SHA-256 of the last one, hex; "" where there is none.
    """

    length: int = 0
    head: str = ""


@dataclass(frozen=True, slots=True)
class NightReport:
    """All stages of one run, in the order in which they ran, and the custody chain at its end."""

    run_id: str
    started_at: datetime
    finished_at: datetime
    stages: tuple[StageReport, ...]
    chain: ChainHead = ChainHead()

    @property
    def failed(self) -> tuple[StageReport, ...]:
        """Stages that failed."""
        return tuple(stage for stage in self.stages if stage.error)

    @property
    def nothing_done(self) -> bool:
        """Whether every source failed; a registry file is no source, nor are the teams that are reminded."""
        sources = {stage.source for stage in self.stages if stage.stage not in OF_THE_HOUSE}
        return bool(sources) and sources == {stage.source for stage in self.failed if stage.stage not in OF_THE_HOUSE}
