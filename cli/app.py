"""Verbs, and the rim where every failure becomes one sentence."""

import os
import signal
import sys
import traceback
from types import FrameType

import typer
from pydantic import ValidationError

from cli import (
    access,
    alerts,
    backup,
    complaints,
    deliveries,
    demo,
    doctor,
    export,
    extract,
    freshness,
    held,
    initialise,
    intake,
    leads,
    learn,
    match,
    metrics,
    networks,
    never,
    outcomes,
    preserve,
    recheck,
    referrals,
    registry,
    rematch,
    report,
    retain,
    review,
    scan,
    schedule,
    shadow,
    signals,
    sources,
    subject,
    verify,
    watch,
)
from cli.output import visible
from settings import mistakes

app = typer.Typer(
    name="markhound",
    help="Finds suspected trademark and design infringements in e-commerce listings, with evidence.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("init")(initialise.initialise)
registry.app.command("freshness")(freshness.freshness)
app.add_typer(registry.app, name="registry")
app.add_typer(sources.app, name="sources")
app.command("scan")(scan.scan)
app.command("extract")(extract.extract)
app.command("match")(match.match)
app.command("rematch")(rematch.rematch)
app.command("shadow")(shadow.shadow)
app.add_typer(leads.app, name="leads")
app.add_typer(networks.app, name="networks")
app.add_typer(held.app, name="held")
app.add_typer(never.app, name="never")
app.command("intake")(intake.intake)
app.add_typer(complaints.app, name="complaints")
app.command("learn")(learn.learn)
app.command("review")(review.review)
app.add_typer(export.app, name="export")
app.add_typer(referrals.app, name="referrals")
app.add_typer(outcomes.app, name="outcomes")
app.command("recheck")(recheck.recheck)
watch.app.command("send")(deliveries.send)
watch.app.command("test")(deliveries.trial)
app.add_typer(watch.app, name="watch")
app.add_typer(report.app, name="report")
app.command("verify")(verify.verify)
app.command("retain")(retain.retain)
app.add_typer(preserve.app, name="preserve")
app.add_typer(subject.app, name="subject")
app.command("access")(access.access)
app.command("signals")(signals.signals)
app.command("schedule")(schedule.schedule)
app.add_typer(alerts.app, name="alerts")
app.command("metrics")(metrics.metrics)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)


class Stopped(KeyboardInterrupt):
    """Somebody, or the system going down, asked this process to end (SIGTERM)."""


def main() -> None:
    """Runs a verb. Exit codes: 0 all well, 2 nothing could be done, 3 done in part, 130 interrupted, 143 stopped."""
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        raise Stopped

    signal.signal(signal.SIGTERM, stop)
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 (the rim: a person reads this, so a sentence and no traceback)
        if os.environ.get("MARKHOUND_DEBUG"):
            traceback.print_exc()
        print(f"markhound: {visible(sentence(error))}", file=sys.stderr)
        sys.exit(2)
    finally:
        if stopped:  # as whoever sent it expects: this process was ended by it
            print("markhound: stopped; the same again goes on where this ended", file=sys.stderr, flush=True)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)


def sentence(error: BaseException) -> str:
    """An error as one line that says what to do."""
    kind = type(error)
    if isinstance(error, ValidationError):
        wrong = "; ".join(f"{name} {what[0].lower()}{what[1:]}" for name, what in mistakes(error).items())
        return f"a setting is wrong: {wrong}"
    text = " ".join(str(error).split())
    from flows.mishap import mishap_of  # takes its time, which only errors pay

    befell = mishap_of(error)
    if befell is not None and not befell.may_pass:
        return f"{befell.remedy}, then run it again ({kind.__name__}: {text[:300]})"
    if kind.__module__.startswith("sqlalchemy"):
        return f"the database said: {text[:300]}; check MARKHOUND_DATABASE_URL and MARKHOUND_DATA_DIR"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror or text}"
    if kind.__module__ in ("builtins", "exceptiongroup"):
        return f"{kind.__name__}: {text[:500]} (set MARKHOUND_DEBUG=1 and run it again to see where)"
    return text[:1000]
