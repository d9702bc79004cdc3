"""`markhound sources`: what is on sale, and where."""

from typing import Annotated

import typer

from cli.output import say, show_json, show_problems, show_table
from settings import Settings

app = typer.Typer(help="Look at the marketplaces that are declared in sources.toml.", no_args_is_help=True)


@app.command("list")
def list_(json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Lists the declared sources.

    Example: markhound sources list
    """
    from dataclasses import asdict

    from crawlers.sources import load
    from flows.runs import failing

    settings = Settings()
    sources = load(settings.sources)
    failures = {source.name: failing(settings.runs_dir, source.name) for source in sources}
    if json:
        show_json([asdict(source) | {"failures_in_a_row": failures[source.name]} for source in sources])
        return
    show_table(
        f"{len(sources)} source(s)",
        ("source", "platform", "start", "delay", "expected", "enabled", "state"),
        (
            (
                s.name,
                s.platform,
                "\n".join(s.start),
                f"{s.politeness.delay} s",
                f"{s.min_listings}–{s.max_listings or '…'}",
                "yes" if s.enabled else "no",
                f"dead? failed {failures[s.name]} times in a row" if failures[s.name] else "",
            )
            for s in sources
        ),
    )


@app.command()
def check(json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Checks the declarations without asking any shop.

    Example: markhound sources check
    """
    from dataclasses import asdict

    from crawlers.checks import check as check_source
    from crawlers.sources import load

    sources = load(Settings().sources)
    problems = [problem for source in sources for problem in check_source(source)]
    if json:
        show_json([asdict(problem) for problem in problems])
    else:
        show_problems(problems)
        say(f"{len(sources)} source(s), {len(problems)} problem(s)")
    if problems:
        raise typer.Exit(3)
