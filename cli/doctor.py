"""`markhound doctor`: whether this installation can run a night."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

import typer
from pydantic import ValidationError

from cli.output import VerbError, show_json, show_table
from settings import PREFIX, Settings, mistakes

DEAD = 3  # runs in a row in which a source could not be read
FREE_BYTES = 5_000_000_000  # a night of a city office captures some gigabytes


class Health(Enum):
    """What a check may find; only `BAD` is a reason not to begin a night."""

    GOOD = "ok"
    DOUBTFUL = "warning"
    BAD = "NO"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and the sentence that says what to do."""

    check: str
    health: Health
    says: str


class DoubtfulError(Exception):
    """A check found something that a person should mend, though a night can run."""


def doctor(json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Checks settings, database, sources, registry, disk, the last run, deliveries, and lists every setting.

    Example: markhound doctor
    """
    try:
        wrong: Mapping[str, str] = {}
        settings = Settings()
    except ValidationError as error:
        wrong = mistakes(error)
        fields = Settings.model_fields
        settings = Settings(**{name: fields[name].default for name in fields if variable(name) in wrong})
    if wrong:  # to check the database of a default would say nothing about the one that was meant
        found = [Finding("settings", Health.BAD, f"{name} {what}") for name, what in wrong.items()]
    else:
        found = [_try(name, check, settings) for name, check in CHECKS.items()]
    shown = {name: "(wrong)" if variable(name) in wrong else _shown(settings, name) for name in Settings.model_fields}
    if json:
        _show_json(found, shown)
    else:
        _show(found, shown)
    if any(one.health is Health.BAD for one in found):
        raise typer.Exit(3)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name.upper()}"


def _shown(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    return "(set)" if name == "database_url" and value else str(value)  # it may hold a password


def _show_json(found: list[Finding], settings: Mapping[str, str]) -> None:
    checks = [
        {"check": one.check, "ok": one.health is not Health.BAD, "health": one.health.value, "says": one.says}
        for one in found
    ]
    show_json({"checks": checks, "settings": settings})


def _show(found: list[Finding], settings: Mapping[str, str]) -> None:
    show_table("checks", ("check", "", "says"), ((one.check, one.health.value, one.says) for one in found))
    meanings = {name: field.description or "" for name, field in Settings.model_fields.items()}
    rows = ((variable(name), value, meanings[name]) for name, value in settings.items())
    show_table("settings", ("variable", "value", "meaning"), rows)


def _try(name: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(name, Health.GOOD, check(settings))
    except DoubtfulError as error:
        return Finding(name, Health.DOUBTFUL, str(error))
    except Exception as error:  # noqa: BLE001 (the rim: a check that fails, however, is a finding)
        from cli.app import sentence

        return Finding(name, Health.BAD, sentence(error))


def _database(settings: Settings) -> str:
    from flows.house import enter_house

    counts = enter_house(settings).leads.counts()
    return ", ".join(f"{number} {state.value}" for state, number in counts.items())


def _registry(settings: Settings) -> str:
    from flows.house import enter_house

    registers = enter_house(settings).registry.registers()
    if not registers:
        raise VerbError("no rights yet; run `markhound registry import FILE`")
    return ", ".join(f"{r.name}: {r.rights:,} rights of {r.imported_at:%Y-%m-%d}" for r in registers)


def _freshness(settings: Settings) -> str:
    from datetime import UTC, datetime

    from flows.house import enter_house
    from flows.tell import register_ages, stale_sentence

    ages = register_ages(enter_house(settings), datetime.now(UTC))
    stale = [stale_sentence(one, "en") for one in ages if one.stale]
    if stale:
        raise DoubtfulError(" ".join(stale))
    return ", ".join(f"{one.register}: {one.age_days} day(s)" for one in ages)


def _deliveries(settings: Settings) -> str:
    from flows.carriers import open_carriers
    from flows.house import enter_house
    from watches.watch_list import is_webhook

    house = enter_house(settings)
    open_carriers(house)
    watches, pending = house.watches.every(), house.watches.pending()
    if not settings.smtp_host and any(not is_webhook(target) for one in watches for target in one.targets):
        raise DoubtfulError("watches have mail recipients, and there is no mail server; set MARKHOUND_SMTP_HOST")
    failing = {message.watch_id for message, last in pending if last.rounds}
    if failing:
        raise DoubtfulError(f"not delivered yet: messages of {', '.join(sorted(failing))}; see `markhound watch show`")
    return f"{len(watches)} watch(es), {len(pending)} message(s) pending"


def _sources(settings: Settings) -> str:
    from crawlers.checks import check
    from crawlers.sources import load

    sources = load(settings.sources)
    problems = [str(problem) for source in sources for problem in check(source)]
    if problems:
        raise VerbError("; ".join(problems))
    return f"{len(sources)} source(s)"


def _user_agent(settings: Settings) -> str:
    if settings.names_nobody:
        raise DoubtfulError("shops cannot tell who reads them; set MARKHOUND_USER_AGENT to your office and an address")
    return settings.user_agent


def _disk(settings: Settings) -> str:
    place = settings.data_dir.absolute()
    there = next(folder for folder in (place, *place.parents) if folder.is_dir())
    free = shutil.disk_usage(there).free
    if free < FREE_BYTES:
        raise VerbError(f"only {free / 1e9:.1f} GB free where the data lies; make room")
    return f"{free / 1e9:.0f} GB free"


def _last_run(settings: Settings) -> str:
    from flows import runs

    reports = runs.reports(settings.runs_dir)
    if not reports:
        return "none yet"
    last = runs.read(reports[0])
    if last.failed:
        raise VerbError(f"run {last.run_id}: {len(last.failed)} stage(s) failed; see its report.md")
    return f"run {last.run_id} ended well at {last.finished_at:%Y-%m-%d %H:%M} UTC"


def _dead_sources(settings: Settings) -> str:
    from crawlers.sources import load
    from flows import runs

    failures = {one.name: runs.failing(settings.runs_dir, one.name) for one in load(settings.sources) if one.enabled}
    dead = [f"{name} ({number} runs)" for name, number in failures.items() if number >= DEAD]
    if dead:
        raise DoubtfulError(f"not read for some time: {', '.join(dead)}; read their crawl.json, or set enabled = false")
    return "every source was read lately"


CHECKS: dict[str, Callable[[Settings], str]] = {
    "database": _database,
    "registry": _registry,
    "freshness": _freshness,
    "sources": _sources,
    "user agent": _user_agent,
    "disk": _disk,
    "last run": _last_run,
    "dead sources": _dead_sources,
    "deliveries": _deliveries,
}
