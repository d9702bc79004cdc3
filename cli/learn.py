"""`markhound learn`: a scorer from the reviewers' own decisions, and what puts it in force."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import out, say, show_json, show_table
from settings import Settings

if TYPE_CHECKING:
    from flows.learn import Shadow
    from matching.learning import Learned, Quality

SHOWN = 12  # signals whose weights changed most


def learn(
    accept: Annotated[str, typer.Option(help="Put this candidate in force, if it beats the scorer that is.")] = "",
    budget: Annotated[int, typer.Option(min=1, help="Leads that reviewers get through in a night.")] = 100,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Refits the scorer on the decisions so far and reports how it would order them; nothing changes until accepted.

    Example: markhound learn
    Example: markhound learn --accept fitted-3+20261127.3f9a01
    """
    from flows import learn as learning
    from flows.house import enter_house

    house = enter_house(Settings())
    if accept:
        _show_accepted(accept, learning.accept(house, accept, budget), json=json)
        return
    made, path = learning.learn_candidate(house, budget)
    if json:
        show_json(_as_json(made) | {"file": str(path)})
        return
    _show(made)
    say(f"{made.scorer.name} is a candidate in {path}; nothing is weighed by it.")
    say(
        f"Decide {learning.FEWEST_UNSEEN} more leads, then `markhound learn --accept {made.scorer.name}` compares it "
        "on them with the scorer in force."
    )


def _show(made: "Learned") -> None:
    say(f"{made.decisions} decisions count as {made.counted:.0f}: copies, and one person's, seller's or right's, less")
    rows = []
    for way in made.before:
        rows += [(f"{way}, before", *_figures(made.before[way])), (f"{way}, refitted", *_figures(made.after[way]))]
    show_table("on decisions held out", ("folds", "AUC", "ECE", "confirmed among the first", "95 %"), rows)
    changed = [
        (name, f"{before[0]:+.2f}", f"{after[0]:+.2f}", f"{before[1]:+.2f}", f"{after[1]:+.2f}")
        for name, before, after in made.changed[:SHOWN]
    ]
    show_table("log-odds that a signal adds", ("signal", "at -1 before", "now", "at 1 before", "now"), changed)


def _figures(quality: "Quality") -> tuple[str, str, str, str]:
    from leads.precision import Share

    low, high = Share(quality.hits, quality.of).interval
    return f"{quality.auc:.3f}", f"{quality.ece:.3f}", f"{quality.hits} of {quality.of}", f"{low:.0%} to {high:.0%}"


def _as_json(made: "Learned") -> dict[str, object]:
    from dataclasses import asdict

    return {
        "scorer": made.scorer.name,
        "decisions": made.decisions,
        "counted": made.counted,
        "before": {name: asdict(one) for name, one in made.before.items()},
        "after": {name: asdict(one) for name, one in made.after.items()},
        "changed": [{"signal": name, "before": before, "after": after} for name, before, after in made.changed],
    }


def _show_accepted(name: str, found: "Shadow", *, json: bool) -> None:
    from dataclasses import asdict

    if json:
        show_json({"accepted": name, **asdict(found)})
        return
    out.print(
        f"{name} is in force from the next match on: of the first {found.after.of} of {found.decisions} newer "
        f"decisions it would have shown {found.after.hits} confirmed leads, the scorer before {found.before.hits}",
        markup=False,
        soft_wrap=True,
    )
