"""`markhound report`: figures as files."""

import typer

app = typer.Typer(help="Figures of a month, as PDF and XLSX.", no_args_is_help=True)


@app.command()
def month(name: str) -> None:
    """A month.

    Example: markhound report month 2026-10 --out reports
    """
