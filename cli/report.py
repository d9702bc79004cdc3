"""`markhound report`: figures as files."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.output import out as console
from cli.output import show_json
from settings import Settings

app = typer.Typer(help="Figures of a month, as PDF and XLSX.", no_args_is_help=True)


@app.callback()
def reports() -> None:
    """Figures as files."""


@app.command()
def month(
    name: Annotated[str, typer.Argument(help="Which, such as 2026-10.", metavar="MONTH")],
    out: Annotated[Path, typer.Option(help="Folder to write into.")] = Path(),
    language: Annotated[Literal["en", "zh"] | None, typer.Option(help="Default: MARKHOUND_LANGUAGE.")] = None,
    holder: Annotated[list[str] | None, typer.Option(help="Only leads on rights of this holder.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Writes what was recorded, referred and handled in a month, and how long it took: a PDF and a workbook.

    Example: markhound report month 2026-10 --out reports
    """
    from flows.house import enter_house
    from flows.month import write_month

    settings = Settings()
    holders = tuple(holder) if holder else None
    made = write_month(enter_house(settings), name, out, language or settings.language, holders)
    if json:
        show_json({"files": [str(path.absolute()) for path in made]})
        return
    for path in made:
        console.print(str(path), markup=False, soft_wrap=True)
