"""`markhound metrics`: the numbers of monitoring, for a server without the review page too."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.output import VerbError
from settings import Settings


def metrics(
    textfile: Annotated[
        Path | None, typer.Option(help="File to write, whole or not at all: for node_exporter's textfile collector.")
    ] = None,
) -> None:
    """Prints the numbers that `/metrics` of the review page tells, in Prometheus' text format.

    Exit code 3 where a part of them could not be computed; the others are told.

    Example: markhound metrics --textfile /var/lib/node_exporter/markhound.prom
    """
    from prometheus_client import generate_latest

    from flows.metrics.gather import gathered, house_if_reached, write_textfile

    settings = Settings()
    families = gathered(settings, house_if_reached(settings))
    if textfile is None:
        sys.stdout.write(generate_latest(families).decode())
    elif not textfile.parent.is_dir():
        raise VerbError(f"there is no folder {textfile.parent}; make it, or name the one that node_exporter reads")
    else:
        write_textfile(families, textfile)
    if families.down():
        raise typer.Exit(3)
