"""A run's report as Markdown, for the run folder and for Prefect."""

from domain.report import CERTIFY, RANK, NightReport, StageReport


def markdown(report: NightReport) -> str:
    """What a morning begins with, then counts, yields and durations of every stage, what failed, what was skipped."""
    seconds = (report.finished_at - report.started_at).total_seconds()
    lines = [
        f"# Run {report.run_id}",
        "",
        f"Started {report.started_at:%Y-%m-%d %H:%M:%S %Z}, took {seconds:.1f} s, "
        f"{len(report.failed)} stage(s) failed.",
        *_morning(report),
        "",
        "| source | stage | seconds | counts |",
        "|---|---|---:|---|",
    ]
    lines += [f"| {s.source} | {s.stage} | {s.seconds:.1f} | {_counts(s)} |" for s in report.stages]
    lines += _yields(report)
    for stage in report.failed:
        lines += ["", f"**{stage.source}: {stage.stage} failed.** {_cell(stage.error)}"]
    for stage in report.stages:
        if stage.problems and stage.stage not in (RANK, CERTIFY):
            lines += ["", f"## {stage.source}: {stage.stage}", ""]
            lines += [f"- {_cell(str(problem))}" for problem in stage.problems[:20]]
    return "\n".join(lines) + "\n"


def _morning(report: NightReport) -> list[str]:
    """Storms first, then the rest of what is held back, the day's list, and what can be vouched for."""
    lines: list[str] = []
    for stage in report.stages:
        if stage.stage == RANK and not stage.error:
            storms = [problem for problem in stage.problems if problem.code == "storm"]
            others = [problem for problem in stage.problems if problem.code != "storm"]
            lines += ["", f"## {stage.count('storms')} possible storm(s) to look at first", ""] if storms else []
            lines += [f"- {_cell(problem.message)}" for problem in storms]
            lines += ["", "## Held back", ""] if others else []
            lines += [f"- {_cell(problem.message)}" for problem in others[:20]]
            lines += ["", "## Today’s list", "", _listed(stage)]
        if stage.stage == CERTIFY and not stage.error:
            lines += ["", "## What can be vouched for", ""]
            lines += [f"- {_cell(problem.message)}" for problem in stage.problems]
    return lines


def _listed(stage: StageReport) -> str:
    return (
        f"{stage.count('listed'):,} lead(s) to decide today, {stage.count('explored'):,} of them drawn from below the "
        f"cut; by their scores about {stage.count('expected'):,} are true. In the first thousand of the queue "
        f"{stage.count('ties_per_1000') / 10:.1f} % stand where only their number puts them."
    )


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
