"""`markhound shadow`: what another scorer or threshold would change in the queue, before it goes live."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import BarWatch, progress, say, show_json, show_table
from settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.lead import Lead
    from flows.shadow import Shadow
    from leads.difference import Difference, Move, Side
    from leads.precision import Share

KINDS = ("gained", "lost", "risen", "fallen")
COLUMNS = ("infringing", "not_infringing", "unsure", "undecided")


def shadow(
    runs: Annotated[list[str] | None, typer.Argument(help="Runs to replay; the last nights if none.")] = None,
    nights: Annotated[int, typer.Option(min=1, help="How many of the last nights, where no run is named.")] = 7,
    scorer: Annotated[str, typer.Option(help="Scorer to try; default: the one in force.")] = "",
    min_score: Annotated[
        float | None, typer.Option(min=0, max=1, help="Threshold to try; default: MARKHOUND_MIN_SCORE.")
    ] = None,
    budget: Annotated[int, typer.Option(min=1, help="Leads that reviewers get to, of all these nights.")] = 200,
    rematch: Annotated[
        bool, typer.Option("--rematch", help="Match the nights' listings again, with today's signals and registry.")
    ] = False,
    show: Annotated[int, typer.Option(min=0, help="Leads of each kind that the table names.")] = 10,
    json: Annotated[bool, typer.Option("--json", help="For scripts; names all of them.")] = False,
) -> None:
    """Replays past nights by another scorer or threshold and prints how the queue would differ; changes nothing.

    Example: markhound shadow --nights 7 --min-score 0.6
    """
    from flows.house import enter_house
    from flows.shadow import Replay
    from flows.shadow import nights as find
    from flows.shadow import shadow as replay

    house = enter_house(Settings())
    chosen = find(house, runs or [], nights)
    with progress() as bars:
        done = replay(house, chosen, Replay(scorer, min_score, rematch, budget), BarWatch(bars))
    if json:
        show_json(_report(done))
        return
    names = [move.lead_id for kind in KINDS for move in getattr(done.difference, kind)[:show]]
    known = {lead.lead_id: lead for lead in house.leads.leads(list(dict.fromkeys(names)))}
    _show(done, known, show)
    for note in done.notes:
        say(note)


def _show(done: "Shadow", known: "Mapping[str, Lead]", most: int) -> None:
    found = done.difference
    title = f"{len(done.nights)} night(s) by {done.scorer} from {done.min_score:g}, the first {found.budget}"
    sides = (("as it was", found.before), ("as it would be", found.after))
    rows = ((name, f"{side.leads:,}", _share(side.at_budget), _share(side.decided)) for name, side in sides)
    show_table(title, ("queue", "leads", f"confirmed of decided, first {found.budget}", "of all"), rows)
    show_table(
        "no difference" if found.is_empty else f"what differs; {found.moved:,} of the first stand at another place",
        ("leads", "all", "confirmed", "rejected", "unsure", "undecided"),
        ((_NAMES[kind], *_counts(getattr(found, kind))) for kind in KINDS),
    )
    for kind in KINDS:
        moves: Sequence[Move] = getattr(found, kind)[:most]
        if moves:
            show_table(
                _NAMES[kind], ("lead", "was", "would be", "decided", "title"), (_row(one, known) for one in moves)
            )


_NAMES = {
    "gained": "gained",
    "lost": "lost",
    "risen": "into the first",
    "fallen": "out of the first",
}


def _row(move: "Move", known: "Mapping[str, Lead]") -> tuple[str, ...]:
    lead = known.get(move.lead_id)
    scores = ("" if score is None else f"{score:.3f}" for score in (move.before, move.after))
    verdict = move.verdict.value.replace("_", " ") if move.verdict else ""
    return move.lead_id, *scores, verdict, lead.listing.title[:60] if lead else "(never queued)"


def _counts(moves: "Sequence[Move]") -> tuple[str, ...]:
    from leads.difference import told

    counts = told(moves)
    return f"{len(moves):,}", *(f"{counts[name]:,}" for name in COLUMNS)


def _share(share: "Share") -> str:
    if not share.of:
        return "none decided"
    low, high = share.interval
    return f"{share.hits:,} of {share.of:,}: {share.value:.0%} ({low:.0%} to {high:.0%})"


def _report(done: "Shadow") -> dict[str, object]:
    found: Difference = done.difference
    return {
        "nights": list(done.nights),
        "scorer": done.scorer,
        "min_score": done.min_score,
        "budget": found.budget,
        "before": _side(found.before),
        "after": _side(found.after),
        "moved": found.moved,
        "notes": list(done.notes),
        **{kind: [_move(move) for move in getattr(found, kind)] for kind in KINDS},
    }


def _side(side: "Side") -> dict[str, object]:
    shares = {"decided": side.decided, "at_budget": side.at_budget}
    told = {
        name: {"confirmed": one.hits, "decided": one.of, "precision": one.value, "interval": list(one.interval)}
        for name, one in shares.items()
    }
    return {"leads": side.leads, **told}


def _move(move: "Move") -> dict[str, object]:
    verdict = move.verdict.value if move.verdict else None
    return {"lead_id": move.lead_id, "before": move.before, "after": move.after, "verdict": verdict}
