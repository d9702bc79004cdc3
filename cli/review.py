"""`markhound review`: the page where people decide."""

from typing import Annotated

import typer

from cli.output import err
from settings import Settings


def review(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "",
    port: Annotated[int, typer.Option(min=-1, max=65535, help="Port; 0 for any free one.")] = -1,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Serves the review page and prints a one-time link to it.

    Example: markhound review --port 8571
    """
    settings = Settings()
    serve(settings, host or settings.review_host, settings.review_port if port < 0 else port, browser=browser)


def serve(settings: Settings, host: str, port: int, *, browser: bool) -> None:
    """Serves until interrupted."""
    import webbrowser

    from flows.house import open_house
    from review.access import Access
    from review.app import make_app
    from review.server import serve as run

    house = open_house(settings)
    hosts = [name.strip() for name in settings.review_hosts.split(";") if name.strip()]
    access = Access.open(house.base, hosts)
    app = make_app(
        house.leads, pictures=settings.blobs_dir, access=access, language=settings.language, timezone=settings.timezone
    )

    def ready(link: str) -> None:
        err.print(f"review page, for one sign-in: {link}", markup=False, soft_wrap=True)
        err.print("end with Ctrl-C")
        if browser:
            webbrowser.open(link)

    run(app, host, port, ready)
