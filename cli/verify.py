"""`markhound verify`: whether the evidence is still what it was."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.output import err, show_json, show_problems
from settings import Settings


def verify(
    run: Annotated[str, typer.Argument(help="Run id; all runs if none.")] = "",
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Recomputes every digest and follows the chain of manifests.

    Example: markhound verify
    """
    from evidence.verify import verify as check
    from flows.house import open_house

    house = open_house(Settings())
    links = [link for link in house.ledger.links() if not run or link.run_id == run]
    problems = list(check(house.ledger, house.base, run))
    if json:
        show_json({"sealed": len(links), "problems": [asdict(problem) for problem in problems]})
    else:
        show_problems(problems)
        err.print(f"{len(links)} sealed source run(s), {len(problems)} breach(es)")
    if problems:
        raise typer.Exit(3)
    if run and not links:
        raise typer.BadParameter(f"there is no sealed run {run}; look into the runs folder for their names")
