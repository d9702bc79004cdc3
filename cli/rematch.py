"""`markhound rematch`: new and changed rights against everything that was seen."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import BarWatch, VerbError, progress, say, show_json, show_problems, show_table
from settings import Settings

if TYPE_CHECKING:
    from flows.rematch import Rematched

COLUMNS = ("listings", "matches", "new", "seen_again", "gone", "says_other")


def rematch(
    rights: Annotated[
        list[str] | None, typer.Option(help="A right's id, or a file with one id a line; several times if you like.")
    ] = None,
    holder: Annotated[str, typer.Option(help="All rights of this holder.")] = "",
    since: Annotated[
        str, typer.Option(help="Rights that are new or other since a version (trademarks@12) or a day (2026-11-27).")
    ] = "",
    pictures: Annotated[
        int, typer.Option(min=0, help="Most kept pictures that are opened, the likest first; some 40 ms each.")
    ] = 5_000,
    all_pictures: Annotated[
        bool, typer.Option("--all-pictures", help="Open every kept picture, as a night would; hours for a million.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Compares rights with all listings that were ever seen, without asking any shop, and queues what matches.

    Example: markhound rematch --since trademarks@12
    Example: markhound rematch --rights TM-1 --rights TM-2
    """
    from flows.house import enter_house
    from flows.new_rights import Choice, choose, named
    from flows.open_logs import Logged, open_logs
    from flows.rematch import Asked
    from flows.rematch import rematch as compare

    if not rights and not holder and not since:
        raise VerbError("say which rights: --rights ID or FILE, --holder NAME, or --since VERSION or DAY")
    house = enter_house(Settings())
    chosen = choose(house, Choice(named(rights or ()), holder, since))
    say(f"{len(chosen.rights):,} right(s)")
    for name in chosen.unknown[:20]:
        say(f"  there is no right {name} in the registry; it was left out")
    with open_logs(house.settings), progress() as bars:
        done = compare(house, Asked(chosen.rights, None if all_pictures else pictures), Logged(BarWatch(bars)))
    if json:
        show_json(_report(done, len(chosen.rights), chosen.unknown))
    else:
        _show(done)
    faults = [problem for report in done.reports for problem in report.problems if not problem.code.startswith("note-")]
    show_problems(faults)
    if chosen.unknown or faults or any(report.error for report in done.reports):
        raise typer.Exit(2 if all(report.error for report in done.reports) else 3)


def _report(done: "Rematched", rights: int, unknown: tuple[str, ...]) -> dict[str, object]:
    from dataclasses import asdict

    from domain.report_json import stage_to

    return {
        "run_id": done.run_id,
        "rights": rights,
        "unknown_rights": list(unknown),
        "pictures": asdict(done.opened) if done.opened else None,
        "sources": [stage_to(report) for report in done.reports],
    }


def _show(done: "Rematched") -> None:
    rows = ((one.source, *(f"{one.count(name):,}" for name in COLUMNS), one.error) for one in done.reports)
    show_table(f"rematch {done.run_id}", ("source", *(name.replace("_", " ") for name in COLUMNS), ""), rows)
    if done.opened is not None and done.opened.compared:
        say(
            f"{done.opened.compared:,} pictures compared by their kept forms, {done.opened.alike:,} alike, "
            f"{done.opened.passed:,} of these not opened (raise --pictures)"
        )
    kept = sum(one.count(name) for one in done.reports for name in ("gone", "says_other", "unknown"))
    if kept:
        say(f"{kept:,} match(es) of listings that are no longer so: not-queued.jsonl in the run's folder, not queued")
