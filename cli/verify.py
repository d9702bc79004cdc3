"""`markhound verify`: whether the evidence is still what it was."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import VerbError, say, show_json, show_problems
from domain.problem import Problem
from settings import Settings

if TYPE_CHECKING:
    from flows.house import House


def verify(
    run: Annotated[str, typer.Argument(help="Run id; all runs if none.")] = "",
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Recomputes every digest and follows the chain of manifests.

    Example: markhound verify
    """
    from evidence.tombstones import deletions
    from evidence.verify_deleted import told
    from flows.house import enter_house

    house = enter_house(Settings())
    links = [link for link in house.ledger.links() if not run or link.run_id == run]
    if run and not links:
        raise VerbError(f"there is no sealed run {run}; look into the runs folder for their names")
    problems = _breaches(house, run)
    gone = [told(one) for one in deletions(house.ledger, house.base) if not run or one.run_id == run]
    if json:
        found = [asdict(problem) for problem in problems]
        show_json({"sealed": len(links), "deleted": gone, "problems": found})
    else:
        for sentence in gone:
            say(sentence)
        show_problems(problems)
        say(f"{len(links)} sealed source run(s), {len(problems)} breach(es)")
    if problems:
        raise typer.Exit(3)


def _breaches(house: "House", run: str) -> list[Problem]:
    """Also whether the chain still holds what the reports of runs say that it held."""
    from evidence.verify import verify as check
    from flows import runs
    from flows.retention.heeded import held_of

    problems, anchors = [], []
    for path in runs.reports(house.settings.runs_dir):
        place = f"{path.parent.name}/{path.name}"
        try:
            chain = runs.read(path).chain
        except runs.ReportError:
            problems.append(Problem(place, 0, "this is no report of a run any more", "changed"))
            continue
        if chain.head:
            anchors.append((place, chain.length, chain.head))
    pictures = (image for right in house.registry.rights() for image in right.images)
    held = held_of(house)
    found = check(house.ledger, house.base, run, blobs=house.blobs, pictures=pictures, anchors=anchors, held=held)
    return [*problems, *found]
