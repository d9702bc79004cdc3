"""`markhound export`: what leaves the house."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import err
from settings import Settings


def export(
    out: Annotated[Path, typer.Argument(help="File to write.")],
    form: Annotated[str, typer.Option("--format", help="csv or jsonl; default: by the file's ending.")] = "",
) -> None:
    """Writes the confirmed leads, and only those, to a file.

    Example: markhound export confirmed.csv
    """
    from domain.lead import LeadState
    from exports.export import export as write
    from exports.format import formats
    from flows.house import open_house

    known = formats()
    name = form or next((f.name for f in known.values() if out.name.endswith(f.suffix)), "")
    if name not in known:
        raise typer.BadParameter(f"no such format; use --format with one of {', '.join(sorted(known))}")
    leads = open_house(Settings()).leads.every([LeadState.CONFIRMED])
    done = write(leads, known[name], out)
    err.print(f"{done.leads} confirmed lead(s) in {out}, SHA-256 {done.digest}", markup=False, soft_wrap=True)
