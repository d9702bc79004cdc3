"""`markhound doctor`: whether this installation can run a night."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import ValidationError

from cli.checks import machine, nights, shops, store, ways_out
from cli.checks.finding import DoubtfulError, Finding, Health, Look, UnaskedError
from cli.output import show_json, show_table
from settings import PREFIX, Settings, mistakes


def doctor(
    online: Annotated[
        bool, typer.Option("--online", help="Also ask shops, mail server and authority, once each.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Checks everything that a night needs, says what to do, and lists every setting. Changes nothing.

    Database and schema, rights and their index, scorer, sources, browser, disk, clock, fonts, keys, time stamps, the
    last run, backups, deliveries, services. Exit code 3 if a night could not run.

    Example: markhound doctor --online
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
        look = Look(settings, datetime.now(UTC), online=online)
        found = [_try(name, check, look) for name, check in CHECKS.items()]
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


def _try(name: str, check: Callable[[Look], str], look: Look) -> Finding:
    try:
        return Finding(name, Health.GOOD, check(look))
    except DoubtfulError as error:
        return Finding(name, Health.DOUBTFUL, str(error))
    except UnaskedError as error:
        return Finding(name, Health.UNASKED, str(error))
    except Exception as error:  # noqa: BLE001 (the rim: a check that fails, however, is a finding)
        from cli.app import sentence

        return Finding(name, Health.BAD, sentence(error))


CHECKS: dict[str, Callable[[Look], str]] = {
    "database": store.database,
    "registry": store.registry,
    "freshness": store.freshness,
    "index": store.index,
    "scorer": store.scorer,
    "sources": shops.sources,
    "user agent": shops.user_agent,
    "browser": shops.browser,
    "reachable": shops.reachable,
    "dead sources": shops.dead_sources,
    "disk": machine.disk,
    "clock": machine.clock,
    "fonts": machine.fonts,
    "signing key": machine.signing_key,
    "time stamp certificates": ways_out.timestamp_certificates,
    "time stamp authority": ways_out.timestamp_authority,
    "last run": nights.last_run,
    "backup": nights.backup,
    "services": nights.services,
    "deliveries": ways_out.deliveries,
    "mail server": ways_out.mail_server,
}
