"""`markhound scan`: one night, now, in one process and without a server."""

from typing import Annotated

import typer

from cli.output import BarWatch, progress, say, show_json
from settings import Settings


def scan(
    sources: Annotated[list[str] | None, typer.Argument(help="Sources to read; all enabled ones if none.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Refreshes the registry, then crawls, seals, matches and queues each source.

    A scan that was cut off, in whatever way, is taken up again where it stopped by running it again.

    Example: markhound scan town-market
    """
    from crawlers.sources import choose, load
    from domain.report_json import night_to
    from flows.alerts import after_night
    from flows.house import open_house
    from flows.night import night
    from flows.open_logs import Logged, open_logs

    settings = Settings()
    chosen = choose(load(settings.sources), sources or [])
    house = open_house(settings)
    with open_logs(settings), progress() as bars:
        report = night(house, chosen, Logged(BarWatch(bars)))
        after_night(settings, say)
    path = settings.runs_dir / report.run_id / "report.md"
    if json:
        show_json(night_to(report))
    else:
        new = sum(stage.count("new") for stage in report.stages if stage.stage == "queue")
        again = sum(stage.count("seen_again") for stage in report.stages if stage.stage == "queue")
        say(f"{new} new lead(s), {again} seen again; report: {path}")
    if report.failed:
        raise typer.Exit(2 if report.nothing_done else 3)
