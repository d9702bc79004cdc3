"""`markhound watch`: who is told of what, how often, and whether it arrived."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.output import VerbError, out, say, show_json, show_table
from domain.lead import LeadState
from settings import Settings

if TYPE_CHECKING:
    from flows.house import House
    from watches.message import Delivery, Message
    from watches.watch_list import WatchList

app = typer.Typer(help="Watch lists: digests for holders, by mail and webhook.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="For scripts.")]
Name = Annotated[str, typer.Argument(help="The watch, as `markhound watch list` shows it.", metavar="WATCH")]


@app.command()
def add(
    to: Annotated[list[str], typer.Option(help="Mail address or https address of a webhook; may be repeated.")],
    holder: Annotated[str, typer.Option(help="Whose rights, exactly as the registry names them.")] = "",
    right: Annotated[list[str] | None, typer.Option(help="Only these rights, all of one holder.")] = None,
    min_score: Annotated[float, typer.Option(min=0, max=1, help="Score from which a lead is told.")] = 0.0,
    source: Annotated[list[str] | None, typer.Option(help="Only leads of these sources.")] = None,
    state: Annotated[
        list[LeadState] | None,
        typer.Option(help="Leads in these states; default: confirmed, as nothing leaves without a person's decision."),
    ] = None,
    schedule: Annotated[Literal["daily", "weekly", "at-once"], typer.Option(help="How often.")] = "daily",
    language: Annotated[Literal["en", "zh"] | None, typer.Option(help="Default: MARKHOUND_LANGUAGE.")] = None,
    by: Annotated[str, typer.Option(help="Your name; default: MARKHOUND_REVIEWER.")] = "",
    from_start: Annotated[bool, typer.Option("--from-start", help="Tell also what is there already.")] = False,
    json: Json = False,
) -> None:
    """Makes a watch: its recipients get what becomes new from now on.

    Example: markhound watch add --holder "Velmora Works" --to marks@velmora.example --schedule weekly
    """
    from flows.carriers import private_hosts
    from flows.house import enter_house
    from flows.tell import start
    from watches.store import new_id
    from watches.watch_list import Schedule, WatchList, check_targets

    settings = Settings()
    made_by = by or settings.reviewer
    if not made_by:
        raise VerbError("a watch needs the name of who makes it: give --by or set MARKHOUND_REVIEWER")
    targets = tuple(dict.fromkeys(to))
    check_targets(targets, private_hosts(settings))
    house = enter_house(settings)
    watch = WatchList(
        watch_id=new_id(),
        holder=_holder(house, holder, right or []),
        right_ids=tuple(dict.fromkeys(right or [])),
        lowest=min_score,
        sources=tuple(source or ()),
        states=tuple(dict.fromkeys(state or [LeadState.CONFIRMED])),
        schedule=Schedule(schedule),
        targets=targets,
        language=language or settings.language,
        made_by=made_by,
        made_at=datetime.now(UTC),
    )
    known = start(house, watch, from_start=from_start)
    _log(house, made_by, watch.watch_id, f"made for {watch.holder}: {' '.join(targets)}")
    if json:
        show_json(_fields(watch) | {"known": known})
        return
    out.print(watch.watch_id, markup=False)
    say("what is there already will be told too" if from_start else f"{known:,} lead(s) of today will not be told")
    if set(watch.states) - {LeadState.CONFIRMED}:
        say("it tells of leads that no person has confirmed; each says so")


def _holder(house: "House", holder: str, right_ids: list[str]) -> str:
    if not right_ids:
        if not holder:
            raise VerbError("say whose rights: give --holder, or --right once or several times")
        if not any(right.holder == holder for right in house.registry.rights(text=holder)):
            raise VerbError(f"no right is {holder!r}'s; `markhound registry list {holder}` shows how names are written")
        return holder
    known = house.registry.get(right_ids)
    missing = [name for name in right_ids if name not in known]
    if missing:
        raise VerbError(f"not in the registry: {', '.join(missing[:5])}; `markhound registry list` shows what is")
    holders = {right.holder for right in known.values()} | ({holder} if holder else set())
    if "" in holders:
        raise VerbError("a right without a holder cannot be watched: nobody knows who may be told; mend the registry")
    if len(holders) > 1:
        raise VerbError(f"a watch speaks of one holder, these are {len(holders)}: {'; '.join(sorted(holders)[:5])}")
    return holders.pop()


@app.command("list")
def list_(json: Json = False) -> None:
    """Lists watches with their last delivery.

    Example: markhound watch list
    """
    from flows.house import enter_house

    house = enter_house(Settings())
    watches = house.watches.every()
    last = {one.watch_id: house.watches.newest(one.watch_id) for one in watches}
    if json:
        show_json([_fields(one) | {"last": [_line(*pair) for pair in last[one.watch_id]]} for one in watches])
        return
    show_table(
        f"{len(watches)} watch(es)",
        ("watch", "holder", "from", "states", "how often", "to", "last"),
        (
            (
                one.watch_id,
                one.holder,
                f"{one.lowest:.2f}",
                " ".join(state.value for state in one.states),
                "paused" if one.paused else one.schedule.value,
                " ".join(one.targets),
                ", ".join(f"{d.outcome.value} {d.at:%Y-%m-%d %H:%M}" for _, d in last[one.watch_id]),
            )
            for one in watches
        ),
    )


@app.command()
def show(
    watch: Name,
    secret: Annotated[bool, typer.Option("--secret", help="Print only what its webhooks are signed with.")] = False,
    json: Json = False,
) -> None:
    """Shows a watch and where its last messages stand; `alerts` stands for the office's own.

    Example: markhound watch show 5f2c9a1e44d0
    """
    from flows.house import enter_house
    from watches.watch_list import OFFICE
    from watches.webhook import Secrets

    house = enter_house(Settings())
    fields = {"watch_id": OFFICE} if watch == OFFICE else _fields(house.watches.get(watch))
    if secret:
        print(Secrets.open(house.base).shown(watch))
        return
    standing = house.watches.standing(watch)
    if json:
        show_json(fields | {"deliveries": [_line(*pair) for pair in standing]})
        return
    show_table(f"watch {watch}", ("", ""), ((name, value) for name, value in fields.items()))
    show_table(
        "deliveries",
        ("message", "what", "to", "stands at", "since", "rounds", "said"),
        (
            (m.message_id[:12], m.kind.value, d.target, d.outcome.value, f"{d.at:%Y-%m-%d %H:%M}", d.rounds, d.detail)
            for m, d in standing
        ),
    )


@app.command()
def pause(watch: Name, json: Json = False) -> None:
    """Stops a watch; what is new meanwhile is told when it goes on.

    Example: markhound watch pause 5f2c9a1e44d0
    """
    _pause(watch, json, paused=True)


@app.command()
def resume(watch: Name, json: Json = False) -> None:
    """Lets a paused watch go on.

    Example: markhound watch resume 5f2c9a1e44d0
    """
    _pause(watch, json, paused=False)


def _pause(watch: str, json: bool, *, paused: bool) -> None:
    from flows.house import enter_house

    house = enter_house(Settings())
    house.watches.pause(watch, paused=paused)
    _log(house, house.settings.reviewer, watch, "paused" if paused else "goes on")
    if json:
        show_json(_fields(house.watches.get(watch)))
    else:
        say(f"watch {watch} {'is paused' if paused else 'goes on'}")


@app.command()
def remove(watch: Name, json: Json = False) -> None:
    """Ends a watch; what of it is still pending is not sent.

    Example: markhound watch remove 5f2c9a1e44d0
    """
    from flows.house import enter_house

    house = enter_house(Settings())
    house.watches.remove(watch, datetime.now(UTC))
    _log(house, house.settings.reviewer, watch, "removed")
    if json:
        show_json({"removed": watch})
    else:
        say(f"watch {watch} has ended")


def _log(house: "House", name: str, watch_id: str, what: str) -> None:
    """Who is told of leads is a matter of who may see them, so it stands in the audit log."""
    from accounts.audit import Action, Entry

    entry = Entry(datetime.now(UTC), name or "(command line)", Action.CHANGE_WATCH, watch_id, what)
    house.accounts.audit.write(entry)


def _fields(watch: "WatchList") -> dict[str, object]:
    return {
        "watch_id": watch.watch_id,
        "holder": watch.holder,
        "right_ids": list(watch.right_ids),
        "min_score": watch.lowest,
        "sources": list(watch.sources),
        "states": [state.value for state in watch.states],
        "schedule": watch.schedule.value,
        "to": list(watch.targets),
        "language": watch.language,
        "made_by": watch.made_by,
        "made_at": watch.made_at.isoformat(),
        "paused": watch.paused,
    }


def _line(message: "Message", delivery: "Delivery") -> dict[str, object]:
    return {
        "message_id": message.message_id,
        "kind": message.kind.value,
        "made_at": message.made_at.isoformat(),
        "to": delivery.target,
        "outcome": delivery.outcome.value,
        "at": delivery.at.isoformat(),
        "rounds": delivery.rounds,
        "detail": delivery.detail,
        "next_at": delivery.next_at.isoformat() if delivery.next_at else None,
    }
