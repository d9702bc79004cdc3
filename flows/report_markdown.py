"""A run's report as Markdown, for the run folder and for Prefect."""

from domain.report import NightReport, StageReport


def markdown(report: NightReport) -> str:
    """Counts, yields and durations of every stage, then what failed and what was skipped."""
    seconds = (report.finished_at - report.started_at).total_seconds()
    lines = [
        f"# Run {report.run_id}",
        "",
        f"Started {report.started_at:%Y-%m-%d %H:%M:%S %Z}, took {seconds:.1f} s, "
        f"{len(report.failed)} stage(s) failed.",
        "",
        "| source | stage | seconds | counts |",
        "|---|---|---:|---|",
    ]
    lines += [f"| {s.source} | {s.stage} | {s.seconds:.1f} | {_counts(s)} |" for s in report.stages]
    lines += _yields(report)
    for stage in report.failed:
        lines += ["", f"**{stage.source}: {stage.stage} failed.** {_cell(stage.error)}"]
    for stage in report.stages:
        if stage.problems:
            lines += ["", f"## {stage.source}: {stage.stage}", ""]
            lines += [f"- {_cell(str(problem))}" for problem in stage.problems[:20]]
    return "\n".join(lines) + "\n"


def rows(report: NightReport) -> list[dict[str, str]]:
    """The same as a table, one row a stage."""
    return [
        {"source": s.source, "stage": s.stage, "seconds": f"{s.seconds:.1f}", "counts": _counts(s), "error": s.error}
        for s in report.stages
    ]


def _yields(report: NightReport) -> list[str]:
    listings = sum(s.count("listings") for s in report.stages if s.stage == "crawl")
    new = sum(s.count("new") for s in report.stages if s.stage == "queue")
    again = sum(s.count("seen_again") for s in report.stages if s.stage == "queue")
    share = 1000 * (new + again) / listings if listings else 0.0
    return [
        "",
        f"{listings:,} listings, {new:,} new leads, {again:,} seen again: {share:.1f} leads per 1,000 listings.",
    ]


def _counts(stage: StageReport) -> str:
    return _cell(", ".join(f"{name} {number:,}" for name, number in stage.counts if number))


def _cell(text: str) -> str:
    """Text that came from outside, so that it can neither break the table nor become a link."""
    for char in "\\|`*_[]<>":
        text = text.replace(char, f"\\{char}")
    return " ".join(text.split())[:500]
