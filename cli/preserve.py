"""`markhound preserve`: legal holds. What is held is deleted by no job."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.holding import last_day, who
from cli.output import VerbError, out, show_json, show_table, visible
from domain.preservation import Preservation, PreserveOf, in_force
from settings import Settings

if TYPE_CHECKING:
    from flows.house import House

app = typer.Typer(help="Legal holds: place, release, list.", no_args_is_help=True)

Why = Annotated[str, typer.Option(help="In your words, with the number of the order.")]
Reviewer = Annotated[str, typer.Option(help="Your name; default: MARKHOUND_REVIEWER.")]


@app.command()
def place(
    of: Annotated[PreserveOf, typer.Argument(help="lead, seller, right or case.")],
    value: Annotated[str, typer.Argument(help="Its id; a seller as source/seller.")],
    why: Why,
    until: Annotated[str, typer.Option(help="Last day, such as 2028-03-31; default: until released.")] = "",
    reviewer: Reviewer = "",
) -> None:
    """Places a legal hold: nothing of it is deleted or made anonymous while it stands.

    Example: markhound preserve place seller town/S-17 --why "court order 12" --reviewer "Lin"
    """
    from flows.house import enter_house

    settings = Settings()
    house, by = enter_house(settings), who(reviewer, settings)
    if not _is_there(house, of, value):
        raise VerbError(f"there is no {of.value} {value!r} among what was found; look with `markhound leads list`")
    try:
        made = house.preservations.place(of, value, by, datetime.now(UTC), why, last_day(until))
    except ValueError as error:
        raise VerbError(str(error)) from error
    _logged(house, made)


@app.command()
def release(hold_id: str, why: Why, reviewer: Reviewer = "") -> None:
    """Releases a legal hold; that it stood, and who released it, stays on record.

    Example: markhound preserve release 1221669c0b0a7f44df212f8abc2adde0 --why "case closed" --reviewer "Lin"
    """
    from flows.house import enter_house

    settings = Settings()
    house, by = enter_house(settings), who(reviewer, settings)
    try:
        made = house.preservations.release(hold_id, by, datetime.now(UTC), why)
    except ValueError as error:
        raise VerbError(str(error)) from error
    _logged(house, made)


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="The whole log, releases too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Lists the legal holds that stand.

    Example: markhound preserve list
    """
    from flows.house import enter_house

    log = enter_house(Settings()).preservations.log()
    found = log if every else in_force(log, datetime.now(UTC).date())
    if json:
        show_json([_fields(one) for one in found])
        return
    show_table(
        f"{len(found)} legal hold(s)",
        ("hold", "step", "what", "by", "at", "until", "why"),
        (
            (
                one.hold_id,
                one.step.value,
                f"{one.of.value} {one.value}",
                one.by,
                f"{one.at:%Y-%m-%d}",
                one.until or "",
                one.why,
            )
            for one in found
        ),
    )


def _is_there(house: "House", of: PreserveOf, value: str) -> bool:
    """Whether anything of that name is known. A seller may have no lead yet, so it is only asked to be one of ours."""
    if of is PreserveOf.LEAD:
        return house.leads.get(value) is not None
    if of is PreserveOf.CASE:
        return value in house.dispatches.packed()[1]
    if of is PreserveOf.SELLER:
        return bool(value.partition("/")[0] and value.partition("/")[2])
    return value in house.registry.get([value]) or house.preservations.knows_right(value)


def _logged(house: "House", line: Preservation) -> None:
    from accounts.audit import Action, Entry

    said = f"{line.step.value} {line.of.value} {line.value}: {line.why}"
    house.accounts.audit.write(Entry(line.at, line.by, Action.PRESERVE, line.hold_id, said))
    out.print(visible(f"{line.hold_id}: {said}"), markup=False, soft_wrap=True)


def _fields(one: Preservation) -> dict[str, object]:
    return {
        "hold_id": one.hold_id,
        "step": one.step.value,
        "of": one.of.value,
        "value": one.value,
        "by": one.by,
        "at": one.at.isoformat(),
        "why": one.why,
        "until": one.until.isoformat() if one.until else None,
    }
