"""What is logged while a night works says to which run, source and stage it belongs."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from domain.report import StageReport
from flows.runs import Run
from logs.bound import bound
from logs.redact import REDACTOR

_P = ParamSpec("_P")
_T = TypeVar("_T")


def of_run(work: Callable[_P, _T]) -> Callable[_P, _T]:
    """Binds what a function logs to the run that is among its arguments."""

    @wraps(work)
    def within(*given: _P.args, **named: _P.kwargs) -> _T:
        run = next((one for one in (*given, *named.values()) if isinstance(one, Run)), None)
        with bound(**({"run_id": run.run_id} if run else {})):
            return work(*given, **named)

    return within


def of_stage(
    work: Callable[Concatenate[tuple[str, str], _P], StageReport],
) -> Callable[Concatenate[tuple[str, str], _P], StageReport]:
    """Binds what a piece of a night logs to its stage and source; its error quotes no secret."""

    @wraps(work)
    def within(names: tuple[str, str], /, *given: _P.args, **named: _P.kwargs) -> StageReport:
        with bound(stage=names[0], source=names[1]):
            report = work(names, *given, **named)
            return replace(report, error=REDACTOR.clean(report.error)) if report.error else report

    return within
