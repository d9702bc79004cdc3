"""`markhound watch send` and `markhound watch test`: what is due leaves, and what became of it is said."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import say, show_json
from cli.watch import Json, Name
from settings import Settings

if TYPE_CHECKING:
    from flows.tell import Told


def send(
    watch: Annotated[str, typer.Argument(help="One watch; default: all, and the office's alerts.")] = "",
    now: Annotated[bool, typer.Option("--now", help="Whatever the schedule, and what should wait too.")] = False,
    dead: Annotated[bool, typer.Option("--dead", help="Also what was given up.")] = False,
    json: Json = False,
) -> None:
    """Makes and delivers what is due, as the end of each night does.

    Example: markhound watch send --now
    """
    from flows.house import enter_house
    from flows.open_logs import open_logs
    from flows.tell import run
    from watches.watch_list import OFFICE

    house = enter_house(Settings())
    chosen = () if watch == OFFICE else (house.watches.get(watch),) if watch else house.watches.every()
    if dead:
        for name in (watch,) if watch else (*(one.watch_id for one in chosen), OFFICE):
            house.watches.revive(name, datetime.now(UTC))
    with open_logs(house.settings):
        told = run(house, chosen, office=watch in ("", OFFICE), at_any_rate=now)
    _report(told, json)


def trial(watch: Name, json: Json = False) -> None:
    """Sends a test message to all recipients of a watch, or to the office's (`alerts`).

    Example: markhound watch test 5f2c9a1e44d0
    """
    from flows.house import enter_house
    from flows.tell import trial as send_trial

    _report(send_trial(enter_house(Settings()), watch), json)


def _report(told: "Told", json: bool) -> None:
    done = told.deliveries
    if json:
        show_json(
            {
                "digests": told.made,
                "delivered": done.delivered,
                "failed": list(done.failed),
                "dead": list(done.dead),
                "waiting": done.waiting,
                "stale": [one.register for one in told.stale],
                "busy": told.busy,
            }
        )
    else:
        for sentence in done.failed:
            say(f"not delivered, will be tried again: {sentence}")
        for sentence in done.dead:
            say(f"given up: {sentence}")
        if told.busy:
            say("another run is delivering; nothing was done")
        say(f"{told.made} digest(s) made, {done.delivered} delivered, {done.waiting} waiting")
    if done.failed or done.dead or told.busy:
        raise typer.Exit(3)
