"""`markhound outcomes`: the file that a team fills in, out and in again."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from cli import target
from cli.output import VerbError, say, show_json, show_problems
from cli.referrals import BY, audit, person
from settings import Settings

app = typer.Typer(help="What teams report back, as a file.", no_args_is_help=True)


@app.command()
def template(
    file: Annotated[Path, typer.Argument(help="File to write; .xlsx or .csv.")],
    team: Annotated[str, typer.Option(help="Only this team's referrals.")] = "",
    language: Annotated[Literal["en", "zh"] | None, typer.Option(help="Default: MARKHOUND_LANGUAGE.")] = None,
) -> None:
    """Writes the referrals that are not over, one a line, with the columns that a team fills in.

    Example: markhound outcomes template riverside.xlsx --team "Riverside squad"
    """
    from exports.outcome_sheet import write_csv, write_xlsx
    from flows.house import enter_house
    from leads.outcomes import open_lines
    from leads.referrals import Wanted

    settings = Settings()
    writers = {".csv": write_csv, ".xlsx": write_xlsx}
    if file.suffix.lower() not in writers:
        raise VerbError(f"{file.name} must end in .xlsx or .csv")
    lines = open_lines(enter_house(settings).leads, Wanted(team=team))
    if team and not lines:
        raise VerbError(f"{team!r} has no referral that is not over; `markhound referrals list` shows the teams")
    place = target.checked(file)
    draft = place.with_name(f".{place.name}.part")
    try:
        with draft.open("wb") as stream:
            writers[file.suffix.lower()](lines, stream, language or settings.language)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    say(f"{len(lines)} referral(s) in {file}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The file that came back; XLSX or CSV.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only says what would come of it.")] = False,
    by: Annotated[str, typer.Option(help=BY)] = "",
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Takes in what a team reports: all of the file, or nothing of it. The same file twice changes nothing.

    Example: markhound outcomes import riverside.xlsx --dry-run
    """
    from accounts.audit import Action
    from flows.house import enter_house
    from leads.outcome_file import read
    from leads.outcomes import RefusedOutcomesError, Reporter, take

    settings = Settings()
    who = person(settings, by)
    house = enter_house(settings)
    now = datetime.now(UTC)
    reporter = Reporter(who, now, now.astimezone(ZoneInfo(settings.timezone)).date())
    try:
        done = take(house.leads.referrals, read(file), file.name, reporter, dry=dry_run)
    except RefusedOutcomesError as error:
        if json:
            show_json({"new": 0, "known": 0, "problems": [asdict(one) for one in error.problems]})
        else:
            show_problems(error.problems)
        say(f"{error}; mend them and import it again")
        raise typer.Exit(2) from error
    if not dry_run and done.new:
        audit(house, who, Action.REPORT_OUTCOME, file.name, f"{done.new} step(s) by file cli")
    if json:
        show_json({"new": done.new, "known": done.known, "problems": []})
        return
    say(f"{done.new} step(s) {'would be' if dry_run else 'are'} new, {done.known} were known")
