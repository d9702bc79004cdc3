"""`markhound schedule`: every night, by itself."""

from typing import Annotated

import typer

from cli.output import say
from settings import Settings

PREFECT_PORT = 4200


def schedule(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of Prefect's page, on loopback.")] = PREFECT_PORT,
) -> None:
    """Runs the nightly scan at the hour of MARKHOUND_SCHEDULE until it is stopped.

    Example: markhound schedule
    """
    from crawlers.sources import choose, load
    from flows.schedule import run

    settings = Settings()
    choose(load(settings.sources), [])  # says now, and not at one in the morning, what is wrong with it
    run(settings, port, say)
