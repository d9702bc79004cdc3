"""`markhound alerts`: what is wrong now, and who is told."""

from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli.output import VerbError, say, show_json, show_table
from settings import Settings

app = typer.Typer(help="Alerts of the office: rules, incidents, silences.", invoke_without_command=True)
Json = Annotated[bool, typer.Option("--json", help="For scripts.")]
RuleName = Annotated[str, typer.Argument(help="Name of a rule, or * for all.")]


@app.callback()
def list_(context: typer.Context, json: Json = False) -> None:
    """Lists the rules with what each has found when it was last looked.

    Example: markhound alerts
    """
    if context.invoked_subcommand is not None:
        return
    from watches.alarms.rules import RULES
    from watches.alarms.state import read
    from watches.alarms.words import todo

    settings = Settings()
    now = read(settings.data_dir.absolute())
    if json:
        incidents = [asdict(one) | {"labels": dict(one.labels)} for one in now.incidents]
        silences = [asdict(one) | {"labels": dict(one.labels)} for one in now.silences]
        show_json({"rules": [asdict(rule) for rule in RULES], "incidents": incidents, "silences": silences})
        return
    found = {rule.name: [one for one in now.incidents if one.rule == rule.name] for rule in RULES}
    show_table(
        f"{len(now.incidents)} incident(s)",
        ("rule", "when", "now", "what to do"),
        ((rule.name, rule.promql(), _shown(found[rule.name]), todo(rule.name, settings.language)) for rule in RULES),
    )
    for one in now.silences:
        say(f"silent until {datetime.fromtimestamp(one.until, UTC):%Y-%m-%d %H:%M} UTC: {one.rule}: {one.why}")


def _shown(incidents: list) -> str:  # type: ignore[type-arg]
    names = [" ".join(value for _, value in one.labels) or "yes" for one in incidents]
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


@app.command()
def check(json: Json = False) -> None:
    """Looks once and tells the office what changed: for a timer, every few minutes. Exit code 3 if anything is wrong.

    Example: markhound alerts check
    """
    from flows.alerts import check as look
    from flows.open_logs import open_logs

    settings = Settings()
    if not settings.data_dir.is_dir():
        raise VerbError("there is no installation here; run `markhound init`, or set MARKHOUND_DATA_DIR")
    with open_logs(settings):
        checked = look(settings)
    if json:
        incidents = [asdict(one) | {"labels": dict(one.labels)} for one in checked.incidents]
        events = [{"kind": one.kind, "rule": one.incident.rule} for one in checked.events]
        show_json({"incidents": incidents, "events": events, "waiting": checked.waiting, "busy": checked.busy})
    else:
        for one in checked.incidents:
            say(f"{one.rule}: {' '.join(value for _, value in one.labels) or 'yes'}")
        delivered = checked.deliveries.delivered
        say(f"{len(checked.incidents)} incident(s), {len(checked.events)} to tell, {delivered} message(s) delivered")
    if checked.incidents or checked.busy or checked.waiting:
        raise typer.Exit(3)


@app.command("test")
def trial(json: Json = False) -> None:
    """Sends an alert that says nothing but that it came, to each address of MARKHOUND_ALERTS.

    Example: markhound alerts test
    """
    from flows.alerts import send_trial
    from flows.house import enter_house

    done = send_trial(enter_house(Settings()))
    if json:
        show_json({"delivered": done.delivered, "failed": [*done.failed, *done.dead]})
    else:
        for sentence in (*done.failed, *done.dead):
            say(f"not delivered: {sentence}")
        say(f"{done.delivered} delivered")
    if done.failed or done.dead:
        raise typer.Exit(3)


@app.command()
def silence(
    rule: RuleName,
    until: Annotated[str, typer.Option(help="Day, or day and time (2026-12-01T06:00) in MARKHOUND_TIMEZONE.")],
    why: Annotated[str, typer.Option(help="For who comes later.")],
    source: Annotated[str, typer.Option(help="Only of this source.")] = "",
) -> None:
    """Tells nobody of a rule until then: for maintenance. What is still so then is told.

    Example: markhound alerts silence source-dead --source town --until 2026-12-01 --why "the shop moves"
    """
    from flows.alerts import silence as keep
    from watches.alarms.incidents import EVERY, Silence
    from watches.alarms.rules import RULES

    settings = Settings()
    names = {one.name for one in RULES}
    if rule != EVERY and rule not in names:
        raise VerbError(f"there is no rule {rule}; choose one of {', '.join(sorted(names))}, or *")
    end = _moment(until, ZoneInfo(settings.timezone))
    if end <= datetime.now(UTC):
        raise VerbError(f"{until} is over; name a day to come")
    if not why.strip():
        raise VerbError("say why: somebody will wonder")
    keep(settings, Silence(rule, (("source", source),) if source else (), end.timestamp(), why))
    say(f"nobody is told of {rule} until {end:%Y-%m-%d %H:%M %Z}")


@app.command()
def unsilence(rule: RuleName) -> None:
    """Ends the silences of a rule.

    Example: markhound alerts unsilence source-dead
    """
    from flows.alerts import silence as keep

    keep(Settings(), None, rule)
    say(f"{rule} is told again")


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time.min, zone)
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise VerbError(f"{text[:40]!r} must be a day such as 2026-12-01, or 2026-12-01T06:00") from error
    return when if when.tzinfo else when.replace(tzinfo=zone)
