"""`markhound export`: what leaves the house."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from cli import case, target
from cli.output import VerbError, say, show_json
from settings import Settings

if TYPE_CHECKING:
    from domain.lead import Lead
    from exports.export import Exported
    from exports.format import Format


class _TableFirst(TyperGroup):
    """`markhound export FILE` is `markhound export table FILE`, as it was before there were cases."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the verb in where the first word is none."""
        word = next((one for one in args if not one.startswith("-")), "")
        if word and word not in self.commands:
            args = ["table", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_TableFirst,
    help="Confirmed leads leave: as a table, or as packs that stand by themselves.",
    no_args_is_help=True,
)
app.command("case")(case.case)
app.command("cases")(case.cases)


@app.command("table")
def table(
    out: Annotated[Path, typer.Argument(help="File to write.")],
    form: Annotated[str, typer.Option("--format", help="csv, jsonl or xlsx; default: by the file's ending.")] = "",
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Writes the confirmed leads, and only those, to a file.

    Example: markhound export table confirmed.csv
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
