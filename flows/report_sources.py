"""A run's report by source: what each gave, how long it took, what went wrong; a row a source."""

from domain.report import OF_THE_HOUSE, NightReport, StageReport
from flows.metrics.nights import error_share, kinds

SHOWN = 5  # kinds of problems of a source, the most frequent first


def sources(report: NightReport) -> list[dict[str, str]]:
    """Yields, durations and kinds of problems of each source, in the order in which they were read."""
    names = dict.fromkeys(s.source for s in report.stages if s.stage not in OF_THE_HOUSE)
    return [_row(name, {s.stage: s for s in report.stages if s.source == name}) for name in names]


def _row(name: str, stages: dict[str, StageReport]) -> dict[str, str]:
    none = StageReport("", name, 0.0)
    crawl, match, queue = (stages.get(stage, none) for stage in ("crawl", "match", "queue"))
    listings, leads = crawl.count("listings"), queue.count("new") + queue.count("seen_again")
    problems = sum((kinds(stage) for stage in stages.values()), start=kinds(none))
    slowest = max(stages.values(), key=lambda stage: stage.seconds)
    return {
        "source": name,
        "listings": f"{listings:,}",
        "matches": f"{match.count('matches'):,}",
        "new leads": f"{queue.count('new'):,}",
        "per 1,000": f"{1000 * leads / listings:.1f}" if listings else "",
        "errors": f"{error_share(crawl) * 100:.1f} %",
        "skipped": f"{match.count('skipped'):,}",
        "seconds": f"{sum(stage.seconds for stage in stages.values()):.1f}",
        "longest": f"{slowest.stage} {slowest.seconds:.1f}",
        "kinds": ", ".join(f"{code} {number:,}" for code, number in problems.most_common(SHOWN)),
        "failed": ", ".join(stage.stage for stage in stages.values() if stage.error),
    }
