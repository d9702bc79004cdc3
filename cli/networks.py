"""`markhound networks`: group leads on the command line."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import VerbError, out, show_json, show_table, visible
from domain.fields import Json
from domain.lead import LeadState
from domain.network import GroupKind, GroupLead, Tie
from settings import Settings

if TYPE_CHECKING:
    from leads.network.store import Networks

app = typer.Typer(
    help="Sellers joined by what they share, sellers who came back, many sellers on one right.", no_args_is_help=True
)
AsJson = Annotated[bool, typer.Option("--json", help="For scripts.")]
SAID = {
    GroupKind.NETWORK: "suspected network",
    GroupKind.REPEAT: "came back after a confirmed lead",
    GroupKind.MASS: "many sellers on one right",
}
CAUTION = "A shared fact is no proof: couriers, agents and wholesalers serve many."


@app.command("list")
def list_(
    kind: Annotated[list[GroupKind] | None, typer.Option(help="Only these kinds.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most group leads shown.")] = 50,
    json: AsJson = False,
) -> None:
    """Lists group leads, newest first.

    Example: markhound networks list --kind mass --json
    """
    networks = _networks()
    found = networks.find(limit, kind or ())
    told = [_summary(one, networks) for one in found]
    if json:
        show_json(told)
        return
    show_table(
        f"{len(found)} group lead(s)",
        ("group", "kind", "right", "sellers", "to decide", "confirmed", "since"),
        (
            (
                one.group_id,
                SAID[one.kind],
                one.right_id,
                len(one.sellers),
                fields["to_decide"],
                fields["confirmed"],
                f"{one.since:%Y-%m-%d}",
            )
            for one, fields in zip(found, told, strict=True)
        ),
    )


@app.command()
def show(group_id: str, json: AsJson = False) -> None:
    """Shows one group lead with its sellers and the reasons that join them; contacts are masked.

    Example: markhound networks show 1221669c0b0a7f44df212f8abc2adde0
    """
    from leads.network.tie_json import tie_json

    networks = _networks()
    found = networks.get(group_id)
    if found is None:
        raise VerbError(f"there is no group lead {group_id}; `markhound networks list` shows those there are")
    if json:
        show_json(_summary(found, networks) | {"ties": [tie_json(tie) for tie in found.ties]})
        return
    counts = networks.of_sellers(found, None)
    lines = [
        f"{SAID[found.kind]}: {len(found.sellers)} seller(s){f', {found.right_id}' if found.right_id else ''}, "
        f"since {found.since:%Y-%m-%d}",
        CAUTION,
        *(f"  {seller}: {_leads(counts.get(seller, {}))}" for seller in found.sellers),
        *(f"  {tie.one} - {tie.other}: {reason(tie)}" for tie in found.ties),
    ]
    for line in lines:
        out.print(visible(line), markup=False, soft_wrap=True)


def reason(tie: Tie) -> str:
    """A reason in words."""
    shown = f" {tie.shown}" if tie.shown else ""
    return f"{tie.kind.value}{shown}, shared by {tie.holders} seller(s) in all, {tie.strength:+.2f}"


def _leads(states: dict[LeadState, int]) -> str:
    said = ", ".join(f"{number} {state.value}" for state, number in states.items())
    return said or "no lead of its own"


def _networks() -> "Networks":
    from flows.house import enter_house

    return enter_house(Settings()).leads.networks


def _summary(one: GroupLead, networks: "Networks") -> Json:
    counts = networks.of_sellers(one, None).values()
    to_decide = sum(states.get(state, 0) for states in counts for state in (LeadState.OPEN, LeadState.CHANGED))
    return {
        "group_id": one.group_id,
        "kind": one.kind.value,
        "right_id": one.right_id,
        "sellers": list(one.sellers),
        "to_decide": to_decide,
        "confirmed": sum(states.get(LeadState.CONFIRMED, 0) for states in counts),
        "since": one.since.isoformat(),
        "made_at": one.made_at.isoformat(),
    }
