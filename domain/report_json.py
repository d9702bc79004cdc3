"""Reports as JSON: how a stage says that it is done, and what a later start reads back."""

from datetime import datetime

from domain.fields import Json
from domain.problem import Problem
from domain.report import ChainHead, NightReport, StageReport

KEPT_PROBLEMS = 100


def stage_to(report: StageReport) -> Json:
    """The JSON object of a stage's report, with its first hundred problems."""
    return {
        "stage": report.stage,
        "source": report.source,
        "seconds": round(report.seconds, 3),
        "counts": dict(report.counts),
        "problems": [
            {"where": p.where, "line": p.line, "message": p.message, "code": p.code}
            for p in report.problems[:KEPT_PROBLEMS]
        ],
        "error": report.error,
    }


def stage_from(fields: Json) -> StageReport:
    """The reverse of `stage_to`; further keys are ignored."""
    return StageReport(
        stage=fields["stage"],
        source=fields["source"],
        seconds=float(fields["seconds"]),
        counts=tuple((name, int(number)) for name, number in fields["counts"].items()),
        problems=tuple(Problem(p["where"], p["line"], p["message"], p["code"]) for p in fields["problems"]),
        error=fields["error"],
    )


def night_to(report: NightReport) -> Json:
    """The JSON object of a run's report."""
    return {
        "run_id": report.run_id,
        "started_at": report.started_at.isoformat(),
        "finished_at": report.finished_at.isoformat(),
        "chain": {"length": report.chain.length, "head": report.chain.head},
        "stages": [stage_to(stage) for stage in report.stages],
    }


def night_from(fields: Json) -> NightReport:
    """The reverse of `night_to`; a report of before the chain was noted knows none."""
    chain = fields.get("chain", {"length": 0, "head": ""})
    return NightReport(
        run_id=fields["run_id"],
        started_at=datetime.fromisoformat(fields["started_at"]),
        finished_at=datetime.fromisoformat(fields["finished_at"]),
        stages=tuple(stage_from(stage) for stage in fields["stages"]),
        chain=ChainHead(chain["length"], chain["head"]),
    )
