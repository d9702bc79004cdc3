"""`markhound demo`: a made-up town's market, crawled, matched and put before you."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import BarWatch, err, progress, say, show_table
from settings import Settings

if TYPE_CHECKING:
    from demo.evaluate import Evaluation
    from domain.report import NightReport
    from flows.house import House


def demo(
    once: Annotated[bool, typer.Option("--once", help="Stop after the summary.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its files.")] = Path("var/demo"),
    browser: Annotated[bool, typer.Option(help="Open the review page in a browser.")] = True,
) -> None:
    """Builds a made-up market, serves it over HTTP on loopback, scans it, and opens the review page.

    Example: markhound demo --once
    """
    from accounts.account import May
    from cli.review import serve
    from demo.serve import Market
    from demo.town import build

    with err.status("building the town"):
        town = build(folder / "town")
    settings = Settings().model_copy(
        update={
            "data_dir": folder / "data",
            "database_url": "",
            "sources": folder / "sources.toml",
            "registry": str(town.registry),
            "user_agent": "markhound demo (loopback)",
        }
    )
    with Market(town.folder) as market:
        market.write_sources(settings.sources)
        listings = sum(number for _, number in town.listings)
        say(f"{listings} listings in {len(town.listings)} made-up shops on loopback, {town.rights} rights")
        house, report = _scan(settings)
    _summary(house, report, town.truth)
    if once:
        say("`markhound demo` without --once opens the review page")
        return
    # The demo's town may have been looked at before; whoever came in then comes in again.
    before = next((one.name for one in house.accounts.every() if one.active and one.may(May.MANAGE)), "")
    serve(house, settings.review_host, 0, browser=browser, link_for=before)


def _scan(settings: Settings) -> "tuple[House, NightReport]":
    from crawlers.sources import load
    from exports.signing import make_key
    from flows.house import open_house
    from flows.night import night

    house = open_house(settings)
    make_key(house.base)
    with progress() as bars:
        report = night(house, load(settings.sources), BarWatch(bars))
    return house, report


def _summary(house: "House", report: "NightReport", truth: Path) -> None:
    from demo.evaluate import Found, evaluate

    leads = house.leads.every([])
    result = evaluate(
        truth, (Found(lead.listing.source, lead.listing.listing_id, lead.right.right_id, lead.score) for lead in leads)
    )
    _measured(result)
    seconds = sum(stage.seconds for stage in report.stages)
    base = house.settings.data_dir
    say(
        f"\n{result.found} leads from {sum(s.count('listings') for s in report.stages if s.stage == 'crawl')} "
        f"listings in {seconds:.0f} s"
    )
    for name, place in (
        ("database", base / "markhound.db"),
        ("report", base / "runs" / report.run_id / "report.md"),
        ("evidence", base / "runs" / report.run_id),
    ):
        say(f"  {name}: {place}")
    for stage in report.failed:
        say(f"  {stage.source}: {stage.stage} failed: {stage.error}")
    if report.failed:
        raise typer.Exit(2 if report.nothing_done else 3)


def _measured(result: "Evaluation") -> None:
    rows = result.rows()
    show_table(
        "against the truth that the town was built with",
        ("", "", "planted", "found", "share"),
        ((group, name.replace("_", " "), of, found, f"{share:.0%}") for group, name, of, found, share in rows),
    )
