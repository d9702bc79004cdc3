"""`markhound retain`: what is older than its period, shown or deleted."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.holding import who
from cli.output import say, show_json, show_problems, show_table
from settings import Settings


def retain(
    apply: Annotated[bool, typer.Option("--apply", help="Delete it; otherwise it is only shown.")] = False,
    reviewer: Annotated[str, typer.Option(help="Your name; default: MARKHOUND_REVIEWER.")] = "",
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Shows, by kind, what is older than its period and needed by nothing; with --apply it goes.

    Example: markhound retain
    """
    from flows.house import enter_house
    from flows.retention.retain import retain as run

    settings = Settings()
    house = enter_house(settings)
    by = who(reviewer, settings) if apply else "(nobody)"
    found = run(house, by, datetime.now(UTC), apply=apply)
    problems = [problem for one in found for problem in one.finding.problems]
    if json:
        show_json(
            [
                {
                    "kind": one.kind.name, "days": one.days, "count": one.finding.count, "bytes": one.finding.size,
                    "oldest": one.finding.oldest, "what": one.kind.title[0], "applied": apply,
                }
                for one in found
            ]
        )  # fmt: skip
    else:
        zh = settings.language == "zh"
        show_table(
            "deleted" if apply else "would go (nothing was deleted; --apply does it)",
            ("kind", "days", "count", "MB", "oldest", "what"),
            (
                (
                    one.kind.name, one.days, f"{one.finding.count:,}", f"{one.finding.size / 1e6:,.1f}",
                    f"{one.finding.oldest:%Y-%m-%d}" if one.finding.oldest else "", one.kind.title[zh],
                )
                for one in found
            ),
        )  # fmt: skip
        show_problems(problems)
    if problems:
        say(f"{len(problems)} part(s) were left as they lie")
        raise typer.Exit(3)
