"""How verbs speak of holds."""

from datetime import date
from typing import TYPE_CHECKING

from cli.output import VerbError
from domain.hold import Hold, HoldStep
from settings import Settings

if TYPE_CHECKING:
    from flows.house import House


def told(hold: Hold) -> str:
    """A hold as one line."""
    what = f"{hold.of.value} “{hold.value}”" if hold.value else "all its hits"
    until = f" until {hold.until}" if hold.until else ""
    maker = hold.by or "the night"
    return f"{hold.right_id}, {what}, {hold.kind.value}, {hold.state.value}{until}, by {maker}: {hold.why}"


def hold_json(hold: Hold, waiting: int) -> dict[str, object]:
    """A hold for scripts; `waiting` are the leads that it keeps out of the queue."""
    return {
        "hold_id": hold.hold_id,
        "kind": hold.kind.value,
        "right_id": hold.right_id,
        "of": hold.of.value,
        "value": hold.value,
        "by": hold.by,
        "at": hold.at.isoformat(),
        "why": hold.why,
        "state": hold.state.value,
        "until": hold.until.isoformat() if hold.until else None,
        "source": hold.source,
        "hits": hold.hits,
        "listings": hold.listings,
        "limit": hold.limit,
        "leads": waiting,
    }


def who(reviewer: str, settings: Settings) -> str:
    """The name that goes on it.

    Raises:
        VerbError: there is none.
    """
    name = (reviewer or settings.reviewer).strip()
    if not name:
        raise VerbError("this needs a name: give --reviewer or set MARKHOUND_REVIEWER")
    return name


def last_day(text: str) -> date | None:
    """A day of an option, None for an empty one.

    Raises:
        VerbError: no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise VerbError(f"{text!r} is no day; write it like 2027-03-31") from error


def stepped(house: "House", step: HoldStep) -> Hold:
    """Changes a hold and writes that into the audit log."""
    from accounts.audit import Action, Entry

    found = house.leads.holds.step(step)
    detail = f"{step.step.value} {found.right_id} {found.of.value} {step.why} cli"
    house.accounts.audit.write(Entry(step.at, step.by, Action.HOLD, found.hold_id, detail))
    return found
