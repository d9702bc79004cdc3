"""`markhound registry`: what is protected."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.output import err, progress, show_json, show_problems, show_table
from settings import Settings

app = typer.Typer(help="Import and look at the registry of rights.", no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Registry CSV (plain or .gz).")],
    register: Annotated[str, typer.Option(help="Name to keep it under; default: the file's name.")] = "",
    form: Annotated[str, typer.Option("--format", help="Importer; default: by file ending.")] = "",
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave bad lines out instead of refusing.")] = False,
    allow_shrink: Annotated[bool, typer.Option("--allow-shrink", help="Accept a much smaller file.")] = False,
) -> None:
    """Replaces a register by the rights of a file: all of it, or nothing.

    Example: markhound registry import trademarks.csv
    """
    from flows.house import open_house
    from registry.importer import importer_for
    from registry.load import Plan, RefusedError, load

    house = open_house(Settings())
    importer = importer_for(file, form)
    plan = Plan(register or file.name.split(".")[0], skip_bad, allow_shrink)
    began = datetime.now(UTC)
    with progress() as bars:
        task = bars.add_task("importing", total=None)
        try:
            report = load(
                house.registry,
                file,
                importer,
                plan,
                keep_picture=house.blobs.copy,
                now=began,
                on_progress=lambda done: bars.update(task, completed=done),
            )
        except RefusedError as error:
            show_problems(error.report.problems)
            raise
    seconds = (datetime.now(UTC) - began).total_seconds()
    if report.unchanged:
        err.print(f"{file.name} is what was imported last: {report.rights:,} rights, nothing to do")
        return
    show_problems(report.problems)
    err.print(f"{report.rights:,} rights imported as {plan.register!r} in {seconds:.1f} s", markup=False)
    if report.skipped:
        err.print(f"{report.skipped:,} lines were left out")
        raise typer.Exit(3)


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
    from flows.house import open_house

    house = open_house(Settings())
    rights = list(house.registry.rights(limit, text))
    if json:
        show_json([right_to(right, house.base) for right in rights])
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
    from flows.house import open_house

    house = open_house(Settings())
    found = house.registry.stats()
    if json:
        show_json(found | {"imported_at": {r.name: r.imported_at.isoformat() for r in house.registry.registers()}})
        return
    for name, counts in found.items():
        show_table(f"by {name}", (name, "rights"), ((key, f"{number:,}") for key, number in counts.items()))
