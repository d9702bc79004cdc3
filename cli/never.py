"""`markhound never`: what is never wanted again of a right."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from cli.holding import hold_json, last_day, stepped, told, who
from cli.output import VerbError, out, show_json, show_table, visible
from domain.hold import HoldKind, HoldOf, HoldStep, Step
from settings import Settings

app = typer.Typer(help="Say what is never wanted again of a right, and take it back.", no_args_is_help=True)

Reviewer = Annotated[str, typer.Option(help="Your name; default: MARKHOUND_REVIEWER.")]


class What(StrEnum):
    """What can be said of a right's hits."""

    WORD = "word"
    PICTURE = "picture"
    SELLER = "seller"


@app.command()
def add(
    right_id: str,
    what: What,
    value: Annotated[str, typer.Argument(help="The word as written, the picture's SHA-256, or source/seller.")],
    why: Annotated[str, typer.Option(help="In your words.")],
    until: Annotated[str, typer.Option(help="Last day, such as 2027-03-31; default: for good.")] = "",
    even_so: Annotated[bool, typer.Option("--even-so", help="Though leads of that kind were confirmed.")] = False,
    reviewer: Reviewer = "",
) -> None:
    """Holds back a right's leads that rest on nothing but that word, picture or seller: open ones now, later ones too.

    Example: markhound never add TM-1 word "Velmora 路" --why "a street's name" --reviewer "Lin"
    """
    from accounts.audit import Action, Entry
    from flows.house import enter_house
    from leads.holds import TooManyConfirmedError, entry
    from leads.never import MOST_CONFIRMED

    settings = Settings()
    name, now = who(reviewer, settings), datetime.now(UTC)
    if not value.strip() or not why.strip():
        raise VerbError("neither the value nor --why may be empty")
    house = enter_house(settings)
    made = entry(right_id, HoldOf(what.value), value.strip(), name, now, why=why.strip(), until=last_day(until))
    try:
        held = house.leads.holds.add(made, most_confirmed=None if even_so else MOST_CONFIRMED)
    except TooManyConfirmedError as error:
        raise VerbError(f"{error}; if those were wrong, say --even-so") from error
    detail = f"never {right_id} {what.value} {value} {why} cli"
    house.accounts.audit.write(Entry(now, name, Action.HOLD, made.hold_id, detail))
    out.print(f"{made.hold_id}: {held:,} lead(s) held back now", markup=False)


@app.command("list")
def list_(
    right: Annotated[str, typer.Option(help="Only of this right.")] = "",
    removed: Annotated[bool, typer.Option("--removed", help="Those that were taken back too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Lists what is never wanted again.

    Example: markhound never list --right TM-1
    """
    from flows.house import enter_house

    holds = enter_house(Settings()).leads.holds
    found = holds.find(HoldKind.NEVER, right_id=right, released=removed)
    waiting = holds.waiting([one.hold_id for one in found])
    if json:
        show_json([hold_json(one, waiting[one.hold_id]) for one in found])
        return
    rows = ((one.hold_id, waiting[one.hold_id], told(one)) for one in found)
    show_table(f"{len(found)} entr(ies)", ("entry", "leads", "what"), rows)


@app.command()
def remove(
    entry_id: str, why: Annotated[str, typer.Option(help="In your words.")] = "", reviewer: Reviewer = ""
) -> None:
    """Takes an entry back: its leads come back to the queue.

    Example: markhound never remove 1221669c0b0a7f44df212f8abc2adde0 --reviewer "Lin"
    """
    from flows.house import enter_house

    settings = Settings()
    step = HoldStep(entry_id, Step.RELEASED, who(reviewer, settings), datetime.now(UTC), why)
    found = stepped(enter_house(settings), step)
    out.print(visible(told(found)), markup=False, soft_wrap=True)
