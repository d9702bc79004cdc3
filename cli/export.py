"""`markhound export`: what leaves the house."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from cli import target
from cli.output import VerbError, say, show_json
from settings import Settings

if TYPE_CHECKING:
    from domain.lead import Lead
    from exports.export import Exported
    from exports.format import Format


def export(
    out: Annotated[Path, typer.Argument(help="File to write.")],
    form: Annotated[str, typer.Option("--format", help="csv or jsonl; default: by the file's ending.")] = "",
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Writes the confirmed leads, and only those, to a file.

    Example: markhound export confirmed.csv
    """
    from domain.lead import LeadState
    from exports.format import formats
    from flows.house import enter_house

    known = formats()
    name = form or next((f.name for f in known.values() if out.name.endswith(f.suffix)), "")
    if name not in known:
        raise VerbError(f"no such format; use --format with one of {', '.join(sorted(known))}")
    done = _write(enter_house(Settings()).leads.every([LeadState.CONFIRMED]), known[name], out)
    if json:
        show_json({"file": str(out.absolute()), "format": name, "leads": done.leads, "sha256": done.digest})
    else:
        say(f"{done.leads} confirmed lead(s) in {out}, SHA-256 {done.digest}")


def _write(leads: "Iterable[Lead]", form: "Format", out: Path) -> "Exported":
    from exports.export import export as write

    if not target.is_stream(out) or out.is_dir():
        return write(leads, form, target.checked(out))
    with TemporaryDirectory(prefix="markhound-") as folder:
        done = write(leads, form, Path(folder) / "leads")
        with done.path.open("rb") as file, out.open("wb") as stream:
            shutil.copyfileobj(file, stream)
    return done
