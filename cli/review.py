"""`markhound review`: the page where people decide."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import say
from settings import Settings

if TYPE_CHECKING:
    from flows.house import House


def review(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "",
    port: Annotated[int, typer.Option(min=-1, max=65535, help="Port; 0 for any free one.")] = -1,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Serves the review page and prints a one-time link to it.

    Example: markhound review --port 8571
    """
    from flows.house import enter_house

    settings = Settings()
    house = enter_house(settings)
    serve(house, host or settings.review_host, settings.review_port if port < 0 else port, browser=browser)


def serve(house: "House", host: str, port: int, *, browser: bool) -> None:
    """Serves until interrupted."""
    import webbrowser

    from review.access import Access
    from review.app import make_app
    from review.server import serve as run

    settings = house.settings
    hosts = [name.strip() for name in settings.review_hosts.split(";") if name.strip()]
    access = Access.open(house.base, hosts, secure=settings.review_tls)
    app = make_app(
        house.leads,
        pictures=settings.blobs_dir,
        access=access,
        accounts=house.accounts,
        language=settings.language,
        timezone=settings.timezone,
    )

    def ready(link: str) -> None:
        say(f"review page, for one sign-in: {link}")
        say("end with Ctrl-C")
        if browser:
            webbrowser.open(link)

    run(app, host, port, ready)
