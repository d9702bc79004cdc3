"""The log of a process, opened at the rim: the secrets of the settings are named first."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from domain.report import StageReport
from flows.watch import Watch
from logs.redact import REDACTOR
from logs.setup import Cleaning, logging_to
from settings import Settings

FILES = ("review.secret", "watch.secret", "metrics.token")
"""Files of the data folder that hold one secret each."""

PREFECTS = ("", "prefect.extra", "prefect.flow_runs", "prefect.task_runs", "prefect.workers")
"""Loggers whose handlers send lines to a console or to Prefect's server."""

_LOG = logging.getLogger("markhound")


@contextmanager
def open_logs(settings: Settings) -> Iterator[None]:
    """Logs to where the settings say, until it is left; nothing that they keep secret gets there."""
    REDACTOR.name(secrets_of(settings))
    with logging_to(settings.data_dir, settings.log_bytes, settings.log_level):
        yield


def clean_prefects() -> None:
    """What Prefect's own handlers are given is cleaned first, once for each of them."""
    for name in PREFECTS:
        for handler in logging.getLogger(name or None).handlers:
            if not any(isinstance(one, Cleaning) for one in handler.filters):
                handler.addFilter(Cleaning())


def told_of(report: StageReport) -> dict[str, object]:
    """What a line about a stage that has ended carries, as `extra`."""
    data = {"seconds": round(report.seconds, 3), **dict(report.counts)}
    return {"data": data, "stage": report.stage, "source": report.source}


def secrets_of(settings: Settings) -> Iterator[str]:
    """All that this installation keeps secret, as far as it knows by itself."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
    with suppress(ValueError):
        # An address holds its password encoded, a driver's error the plain one.
        if password := urlsplit(settings.database).password:
            yield from (password, unquote(password))
    # The path of a webhook is often all that keeps strangers out.
    for target in settings.alerts.split(";"):
        _, found, rest = target.strip().partition("://")
        if found:
            yield rest.partition("/")[2]
    given = [settings.smtp_password_file] if settings.smtp_password_file else []
    for path in (*given, *(settings.data_dir / name for name in FILES)):
        yield _first_line(path)


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        return ""


class Logged:
    """Writes down what a run tells, and passes it on to who shows it."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def began(self, stage: str, source: str) -> None:
        """Passed on, and noted."""
        _LOG.debug("%s begins", stage)
        self._watch.began(stage, source)

    def advanced(self, stage: str, source: str, done: int) -> None:
        """Passed on only: a bar moves a hundred times a minute."""
        self._watch.advanced(stage, source, done)

    def ended(self, report: StageReport) -> None:
        """One line a stage, with its counts; one that failed as an error. Skipped things stand in the report."""
        if report.error:
            _LOG.error("failed: %s", report.error, extra=told_of(report))
        else:
            _LOG.info("ended", extra=told_of(report))
        self._watch.ended(report)

    def said(self, sentence: str) -> None:
        """One line."""
        _LOG.info("%s", sentence)
        self._watch.said(sentence)
