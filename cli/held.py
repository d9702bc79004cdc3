"""`markhound held`: what fires many times more than usual, looked at, released or kept."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.holding import hold_json, last_day, stepped, told, who
from cli.output import out, show_json, show_table, visible
from domain.hold import HoldStep, Step
from settings import Settings

app = typer.Typer(help="List, release and keep what is held back.", no_args_is_help=True)

Why = Annotated[str, typer.Option(help="In your words.")]
Reviewer = Annotated[str, typer.Option(help="Your name; default: MARKHOUND_REVIEWER.")]


@app.command("list")
def list_(json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Lists what is held back, floods first.

    Example: markhound held list
    """
    from flows.house import enter_house

    holds = enter_house(Settings()).leads.holds
    found = holds.find()
    waiting = holds.waiting([one.hold_id for one in found])
    if json:
        show_json([hold_json(one, waiting[one.hold_id]) for one in found])
        return
    show_table(
        f"{len(found)} hold(s)",
        ("hold", "leads", "usual", "what"),
        ((one.hold_id, waiting[one.hold_id], one.limit or "", told(one)) for one in found),
    )


@app.command()
def release(hold_id: str, why: Why = "", reviewer: Reviewer = "") -> None:
    """Releases a hold: all of its leads go to the queue.

    Example: markhound held release 1221669c0b0a7f44df212f8abc2adde0 --why "they do sell it" --reviewer "Lin"
    """
    _step(HoldStep(hold_id, Step.RELEASED, who(reviewer, Settings()), datetime.now(UTC), why))


@app.command()
def keep(
    hold_id: str,
    why: Annotated[str, typer.Option(help="In your words.")],
    until: Annotated[str, typer.Option(help="Last day, such as 2027-03-31; default: for good.")] = "",
    reviewer: Reviewer = "",
) -> None:
    """Keeps a hold after a look, with a reason.

    Example: markhound held keep 1221669c0b0a7f44df212f8abc2adde0 --why "a banner" --until 2027-03-31 --reviewer "Lin"
    """
    _step(HoldStep(hold_id, Step.KEPT, who(reviewer, Settings()), datetime.now(UTC), why, last_day(until)))


def _step(step: HoldStep) -> None:
    from flows.house import enter_house

    found = stepped(enter_house(Settings()), step)
    out.print(visible(told(found)), markup=False, soft_wrap=True)
