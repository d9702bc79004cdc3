"""`markhound registry`: what is protected."""

import time
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import registry_search
from cli.output import Compiling, progress, say, show_json, show_problems, show_table
from settings import Settings

if TYPE_CHECKING:
    from flows.house import House
    from registry.load import LoadReport, Plan

app = typer.Typer(help="Import and look at the registry of rights.", no_args_is_help=True)
app.command("search")(registry_search.search)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Registry CSV, an office's XML, CSV or XLSX, or a folder of pictures.")],
    register: Annotated[str, typer.Option(help="Name to keep it under; default: the file's name.")] = "",
    form: Annotated[str, typer.Option("--format", help="Importer; default: by the file itself.")] = "",
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave bad lines out instead of refusing.")] = False,
    allow_shrink: Annotated[bool, typer.Option("--allow-shrink", help="Accept a much smaller file.")] = False,
    allow_change: Annotated[
        bool, typer.Option("--allow-change", help="Accept changes of status, or loss of a field, in many rights.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Accept a file that was rolled back.")] = False,
    delta: Annotated[
        bool, typer.Option("--delta", help="Put its rights into the register; the later word counts.")
    ] = False,
    as_of: Annotated[str, typer.Option(help="Day of the file, 2026-11-27, where it does not say.")] = "",
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Replaces a register by the rights of a file, or amends it by a delta: all of it, or nothing.

    Example: markhound registry import trademarks.csv
    """
    from flows.house import open_house
    from registry.load import Plan, RefusedError
    from registry.values import file_time

    plan = Plan(
        register or file.name.split(".")[0],
        skip_bad,
        allow_shrink,
        allow_change,
        again,
        delta,
        as_of=_day(as_of) or file_time(file),
    )
    began = time.monotonic()
    try:
        report = _load(open_house(Settings()), file, form, plan)
    except RefusedError as error:
        if json:
            show_json(_imported(error.report) | {"refused": str(error)})
        else:
            show_problems(error.report.problems)
        raise
    if json:
        show_json(_imported(report))
    elif report.unchanged:
        say(f"{file.name} is what was imported last: {report.rights:,} rights, nothing to do")
    else:
        show_problems(report.problems)
        say(
            f"{report.rights:,} rights imported as {plan.register!r} in {time.monotonic() - began:.1f} s: "
            f"version {report.version}, {report.changed:,} rights new or other than before"
        )
        if report.skipped:
            say(f"{report.skipped:,} lines were left out")
    if report.skipped:
        raise typer.Exit(3)


def _load(house: "House", file: Path, form: str, plan: "Plan") -> "LoadReport":
    from flows import runs
    from flows.snapshots import prepare_for
    from registry.importer import importer_for
    from registry.load import load

    importer = importer_for(file, form)
    waiting = partial(say, "another import is under way; waiting for it")
    with runs.one_at_a_time(house.base / "locks", runs.IMPORT, waiting), progress() as bars:
        task = bars.add_task("importing", total=None)
        return load(
            house.registry,
            file,
            importer,
            plan,
            keep_picture=house.blobs.copy,
            now=datetime.now(UTC),
            on_progress=lambda done: bars.update(task, completed=done),
            prepare=prepare_for(house, Compiling(bars).tell),
        )


def _imported(report: "LoadReport") -> dict[str, object]:
    return {
        "register": report.register,
        "rights": report.rights,
        "skipped": report.skipped,
        "unchanged": report.unchanged,
        "version": report.version,
        "changed": report.changed,
        "codes": dict(report.codes),
        "problems": [asdict(problem) for problem in report.problems],
    }


@app.command("list")
def list_(
    text: Annotated[str, typer.Argument(help="Only marks and holders that contain this.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="Most rights shown.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Lists rights by id.

    Example: markhound registry list 棠屿
    """
    from domain.right_json import right_to
    from flows.house import enter_house

    house = enter_house(Settings())
    rights = list(house.registry.rights(limit, text))
    if json:
        show_json([right_to(right, house.base) | {"images": list(right.images)} for right in rights])
        return
    show_table(
        f"{len(rights)} right(s)",
        ("right", "kind", "mark", "holder", "classes", "status", "expires"),
        (
            (
                r.right_id,
                r.kind.value,
                " / ".join(r.names) or f"{len(r.images)} picture(s)",
                r.holder,
                " ".join((*map(str, r.nice_classes), *r.locarno_classes)),
                r.status.value,
                r.expires_on or "",
            )
            for r in rights
        ),
    )


@app.command()
def stats(json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Counts rights by kind, status and register.

    Example: markhound registry stats --json
    """
    from flows.house import enter_house

    house = enter_house(Settings())
    found = house.registry.stats()
    if json:
        show_json(found | {"imported_at": {r.name: r.imported_at.isoformat() for r in house.registry.registers()}})
        return
    for name, counts in found.items():
        show_table(f"by {name}", (name, "rights"), ((key, f"{number:,}") for key, number in counts.items()))


@app.command()
def versions(
    register: Annotated[str, typer.Argument(help="One register; default: all.")] = "",
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Lists what each register went through: imports, deltas, rollbacks.

    Example: markhound registry versions trademarks
    """
    from flows.house import enter_house

    found = enter_house(Settings()).registry.versions(register)
    if json:
        show_json([asdict(version) | {"imported_at": version.imported_at.isoformat()} for version in found])
        return
    show_table(
        f"{len(found)} version(s)",
        ("version", "made by", "file", "rights", "changed", "at", ""),
        (
            (
                f"{one.register}@{one.number}",
                f"rollback to {one.restores}" if one.restores else one.kind.value,
                one.file,
                f"{one.rights:,}",
                f"{one.changed:,}",
                f"{one.imported_at:%Y-%m-%d %H:%M}",
                "withdrawn" if one.withdrawn else "",
            )
            for one in found
        ),
    )


@app.command()
def rollback(
    register: Annotated[str, typer.Argument(help="The register.")],
    to: Annotated[int, typer.Option(min=0, help="Version to go back to; default: the one before.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Brings an earlier version of a register back; the file that it goes behind is not taken again by itself.

    Example: markhound registry rollback trademarks --to 11
    """
    from flows import runs
    from flows.house import enter_house
    from flows.snapshots import prepare_for
    from registry.rollback import rollback as go_back

    house = enter_house(Settings())
    waiting = partial(say, "an import is under way; waiting for it")
    with runs.one_at_a_time(house.base / "locks", runs.IMPORT, waiting), progress() as bars:
        prepare = prepare_for(house, Compiling(bars).tell)
        made = go_back(house.registry, register, datetime.now(UTC), to, prepare)
    if json:
        show_json(asdict(made) | {"imported_at": made.imported_at.isoformat()})
        return
    say(f"{register!r} is as it was in version {made.restores}: {made.rights:,} rights; this is version {made.number}")


def _day(text: str) -> str:
    """An ISO day or time, as it is compared."""
    try:
        datetime.fromisoformat(text or "2026-01-01")
    except ValueError as error:
        raise typer.BadParameter("a day such as 2026-11-27, or a time such as 2026-11-27T06:00:00") from error
    return text
