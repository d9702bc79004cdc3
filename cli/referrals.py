"""`markhound referrals`: what was handed to teams, where it stands, and what is overdue."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer

from cli.output import VerbError, out, say, show_json, show_table, visible
from domain.referral import Course, Recipient, Referral, ReferralState, Step, StepBack, referral_id
from settings import Settings

if TYPE_CHECKING:
    from flows.house import House

app = typer.Typer(help="Hand confirmed leads to teams and follow what becomes of them.", no_args_is_help=True)
PACK = "The case pack that goes with it, as `export case` made it: its leads are sent, and what it is known by is kept."
BY = "Your name; default: MARKHOUND_REVIEWER."
Json = Annotated[bool, typer.Option("--json", help="For scripts.")]


def person(settings: Settings, given: str) -> str:
    """The name that goes on a line of a log.

    Raises:
        VerbError: there is none.
    """
    name = given or settings.reviewer
    if not name.strip():
        raise VerbError("this needs a name: give --by or set MARKHOUND_REVIEWER")
    return name.strip()


def a_day(text: str) -> date | None:
    """A day of an option, None where it was not given.

    Raises:
        VerbError: it is none.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise VerbError(f"{text!r} is no day; write it as 2026-11-30") from error


@app.command("list")
def list_(
    overdue: Annotated[bool, typer.Option(help="Only those whose answer is overdue, the oldest first.")] = False,
    state: Annotated[list[ReferralState] | None, typer.Option(help="Only these states.")] = None,
    team: Annotated[str, typer.Option(help="Only this team.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="Most referrals shown.")] = 50,
    json: Json = False,
) -> None:
    """Lists referrals, newest first.

    Example: markhound referrals list --overdue
    """
    from flows.house import enter_house
    from leads.passage import overdue as late
    from leads.referral_json import referral_json
    from leads.referrals import Wanted

    settings = Settings()
    today = datetime.now(ZoneInfo(settings.timezone)).date()
    wanted = Wanted(tuple(state or ()), team, late_on=today if overdue else None)
    courses = enter_house(settings).leads.referrals.find(wanted, limit)
    if json:
        show_json([referral_json(course, today) for course in courses])
        return
    show_table(
        f"{len(courses)} referral(s)",
        ("referral", "state", "since", "due", "overdue", "team", "district", "right", "leads"),
        (
            (
                course.referral.referral_id,
                course.state.value,
                course.last.on,
                course.due_on or "",
                f"{days} d" if (days := late(course, today)) else "",
                course.referral.recipient.team,
                course.referral.recipient.district,
                course.referral.right_id,
                len(course.referral.lead_ids),
            )
            for course in courses
        ),
    )


@app.command()
def show(name: str, json: Json = False) -> None:
    """Shows one referral with its whole log.

    Example: markhound referrals show R20261127-1A2B3C4D
    """
    from flows.house import enter_house
    from leads.referral_json import referral_json, step_json

    settings = Settings()
    store = enter_house(settings).leads.referrals
    course = _known(store.get(name), name)
    today = datetime.now(ZoneInfo(settings.timezone)).date()
    log = store.log(name)
    if json:
        steps = [step_json(step) | {"taken_back": back and {"by": back.by, "why": back.why}} for step, back in log]
        show_json(referral_json(course, today) | {"steps": steps})
        return
    to = course.referral.recipient
    lines = [
        f"{name}: {len(course.referral.lead_ids)} lead(s) on {course.referral.right_id} to {to.team} {to.district}"
    ]
    for step, back in log:
        gone = f" TAKEN BACK: {back.why}" if back else ""
        lines.append(f"  {step.on} {step.state.value} {step.by} {step.note} [{step.step_id}]{gone}")
    for line in lines:
        out.print(visible(line), markup=False, soft_wrap=True)


@app.command()
def send(
    team: Annotated[str, typer.Option(help="Who is to act.")],
    leads: Annotated[list[str] | None, typer.Argument(help="Confirmed leads, all on one right.")] = None,
    district: Annotated[str, typer.Option(help="District that the team answers for.")] = "",
    due: Annotated[str, typer.Option(help="Day by which an answer is expected, such as 2026-12-31.")] = "",
    pack: Annotated[Path | None, typer.Option(help=PACK)] = None,
    note: Annotated[str, typer.Option(help="In your words.")] = "",
    by: Annotated[str, typer.Option(help=BY)] = "",
    json: Json = False,
) -> None:
    """Writes down that confirmed leads were handed to a team. The same leads to the same team on one day are one.

    Example: markhound referrals send --pack packs/case.zip --team "Riverside squad" --due 2026-12-31
    """
    from accounts.audit import Action
    from flows.house import enter_house
    from leads.referral_json import referral_json

    settings = Settings()
    name = person(settings, by)
    house = enter_house(settings)
    sent, digest = _sent(leads or [], pack)
    first = house.leads.get(sent[0])
    if first is None:
        raise VerbError(f"there is no lead {sent[0]}; `markhound leads list` shows those there are")
    now = datetime.now(UTC)
    to = Recipient(team.strip(), district.strip())
    day = now.astimezone(ZoneInfo(settings.timezone)).date()
    given = Referral(
        referral_id(day, to, sent), first.right.right_id, first.right.holder, tuple(sent), to, name, now, digest, note
    )
    if house.leads.referrals.send(given, a_day(due)):
        audit(house, name, Action.REFER, given.referral_id, f"{to.team} {len(sent)} lead(s) cli")
    if json:
        show_json(referral_json(_known(house.leads.referrals.get(given.referral_id), given.referral_id), day))
        return
    out.print(given.referral_id, markup=False)


def _sent(leads: list[str], pack: Path | None) -> tuple[list[str], str]:
    """The leads that are sent, those of the pack if none are named, and the digest that the pack is known by."""
    from exports.given_pack import NoPackError, given_pack

    if pack is None:
        if not leads:
            raise VerbError("name the leads, or a case pack by --pack")
        return leads, ""
    try:
        given = given_pack(pack)
    except NoPackError as error:
        raise VerbError(str(error)) from error
    if leads and set(leads) != set(given.leads):
        raise VerbError(f"{pack} does not hold just these leads; leave them out to send those of the pack")
    return list(given.leads), given.digest


@app.command()
def step(
    name: str,
    state: ReferralState,
    on: Annotated[str, typer.Option(help="Day on which it happened; default: today.")] = "",
    note: Annotated[str, typer.Option(help="In your words.")] = "",
    due: Annotated[str, typer.Option(help="Day by which an answer is expected from here on.")] = "",
    by: Annotated[str, typer.Option(help=BY)] = "",
) -> None:
    """Writes down one step that a team reported.

    Example: markhound referrals step R20261127-1A2B3C4D accepted --on 2026-11-30
    """
    from accounts.audit import Action
    from flows.house import enter_house

    settings = Settings()
    who = person(settings, by)
    house = enter_house(settings)
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    given = Step(uuid4().hex, name, state, a_day(on) or today, who, now, note, due_on=a_day(due))
    house.leads.referrals.record([given], today)
    audit(house, who, Action.REPORT_OUTCOME, name, f"{state.value} {given.on} cli")
    out.print(f"{name}: {state.value}", markup=False)


@app.command("take-back")
def take_back(
    step_id: str,
    why: Annotated[str, typer.Option(help="Why; it stays in the log.")],
    by: Annotated[str, typer.Option(help=BY)] = "",
) -> None:
    """Takes back the step that a referral stands at; the log keeps both. `referrals show` gives the ids of steps.

    Example: markhound referrals take-back 0f3c…77 --why "other case"
    """
    from accounts.audit import Action
    from flows.house import enter_house

    settings = Settings()
    who = person(settings, by)
    house = enter_house(settings)
    name = house.leads.referrals.take_back(StepBack(step_id, who, datetime.now(UTC), why))
    audit(house, who, Action.TAKE_BACK_OUTCOME, name, f"{step_id} {why} cli")
    say(f"{name}: taken back")


def audit(house: "House", name: str, action: object, subject: str, detail: str) -> None:
    """A line of the audit log."""
    from accounts.audit import Action, Entry

    assert isinstance(action, Action)
    house.accounts.audit.write(Entry(datetime.now(UTC), name, action, subject, detail))


def _known(course: Course | None, name: str) -> Course:
    if course is None:
        raise VerbError(f"there is no referral {name}; `markhound referrals list` shows those there are")
    return course
