"""`markhound review`: the page where people decide."""

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import VerbError, say
from settings import Settings

if TYPE_CHECKING:
    from flows.house import House
    from review.monitor import Monitor


def review(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "",
    port: Annotated[int, typer.Option(min=-1, max=65535, help="Port; 0 for any free one.")] = -1,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    link_for: Annotated[str, typer.Option(help="Print a one-time link for this account, to set a new password.")] = "",
) -> None:
    """Serves the review page. The first start prints a one-time link; whoever opens it administers.

    Example: markhound review --port 8571
    """
    from flows.house import enter_house

    settings = Settings()
    house = enter_house(settings)
    port = settings.review_port if port < 0 else port
    serve(house, host or settings.review_host, port, browser=browser, link_for=link_for)


def serve(house: "House", host: str, port: int, *, browser: bool, link_for: str = "") -> None:
    """Serves until interrupted.

    Args:
        house: whose leads.
        host, port: where.
        browser: whether to open it.
        link_for: an account that gets a one-time link.

    Raises:
        VerbError: nobody has that account, or may come in by it.
    """
    import threading

    from cli.packing import HousePacker
    from cli.taking import HouseTaker
    from flows.lookup import HouseRegistry
    from flows.open_logs import open_logs
    from review.access import Access
    from review.app import make_app
    from review.server import serve as run

    settings = house.settings
    hosts = [name.strip() for name in settings.review_hosts.split(";") if name.strip()]
    access = Access.open(house.base, hosts, secure=settings.review_tls)
    packer = HousePacker(house)
    taker = HouseTaker(house)
    registry = HouseRegistry(house)
    # Opening it takes half a second: let it be done before the first person asks.
    threading.Thread(target=registry.current, name="registry", daemon=True).start()
    app = make_app(
        house.leads,
        pictures=settings.blobs_dir,
        access=access,
        accounts=house.accounts,
        language=settings.language,
        timezone=settings.timezone,
        packer=packer,
        finder=registry,
        watching=house.watches,
        monitor=_monitor(house),
        complaints=house.complaints,
        taker=taker,
    )
    secret = _invitation(house, link_for) if link_for else ""

    with closing(packer), closing(taker), open_logs(settings):
        run(app, host, port, _announce(house, link_for, secret, browser=browser))


def _announce(house: "House", link_for: str, secret: str, *, browser: bool) -> Callable[[str, str], None]:
    """What says, and opens, where the page is once it is there."""
    import webbrowser

    def ready(address: str, first_link: str) -> None:
        opened = f"{address}/enter?token={secret}" if secret else first_link or address
        if secret:
            say(f"review page, once, for {link_for}: {opened}")
        elif first_link:
            say(f"review page, for the first sign-in: {opened}")
        else:
            say(f"review page: {opened}")
            if house.accounts.is_empty():
                say("nobody has an account yet: start it once with --host 127.0.0.1, which prints a link")
        say("end with Ctrl-C")
        if browser:
            webbrowser.open(opened)

    return ready


def _monitor(house: "House") -> "Monitor":
    """Who may read the numbers of monitoring, and where they come from."""
    from flows.metrics.gather import gathered
    from review.monitor import Monitor, token_in

    return Monitor(token_in(house.base), gathered(house.settings, house).answer)


def _invitation(house: "House", name: str) -> str:
    """Who can start the server can read its database: a link tells them nothing new, and it is logged."""
    from datetime import UTC, datetime

    from accounts.audit import Action, Entry
    from accounts.store import KeyKind

    account = house.accounts.by_name(name)
    if account is None or not account.active:
        raise VerbError(f"there is no account {name} that may come in; an administrator makes one under Accounts")
    now = datetime.now(UTC)
    house.accounts.audit.write(Entry(now, name, Action.CHANGE_ACCOUNT, name, "one-time link from the command line"))
    return house.accounts.new_key(account.account_id, KeyKind.INVITATION, now)
