"""Made-up listings, rights and leads for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from domain.listing import Listing, Seller
from domain.match import Match
from domain.right import Right, RightKind, RightStatus
from domain.signal import Role, Signal, Span

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def right(right_id: str = "TM-1", mark_text: str = "Velmora", **fields: Any) -> Right:
    """A trademark in force."""
    given = {"kind": RightKind.TRADEMARK, "status": RightStatus.REGISTERED, "holder": "Velmora Works"} | fields
    return Right(right_id=right_id, mark_text=mark_text, **given)


def listing(listing_id: str = "L-1", title: str = "Velmora 加厚外套", **fields: Any) -> Listing:
    """An offer of a made-up shop."""
    given = {
        "url": f"https://shop.example/item/{listing_id}",
        "source": "town",
        "price": Decimal("19.90"),
        "currency": "CNY",
        "seller": Seller("S-1", "小满优选", "临江"),
        "seen_at": NOW,
    } | fields
    return Listing(listing_id=listing_id, title=title, **given)


def main_signal(name: str = "mark_in_title", strength: float = 0.9, right_value: str = "Velmora") -> Signal:
    """A signal that raises a lead."""
    return Signal(
        name, Role.MAIN, strength, right_value, right_value, f"The title refers to “{right_value}”.", Span(0, 7)
    )


def match(listing_id: str = "L-1", right_id: str = "TM-1", score: float = 0.9, *signals: Signal) -> Match:
    """A scored pair."""
    return Match(listing_id, right_id, score, "table-1", signals or (main_signal(),))


def picture(path: Path, seed: int = 1, size: tuple[int, int] = (320, 240)) -> Path:
    """A drawn picture that differs for each seed."""
    image = Image.new("RGB", size, (seed * 37 % 256, seed * 91 % 256, seed * 151 % 256))
    draw = ImageDraw.Draw(image)
    for step in range(12):
        x = (seed * 53 + step * 97) % size[0]
        y = (seed * 29 + step * 61) % size[1]
        fill = ((seed * 11 + step * 83) % 256, (seed * 7 + step * 47) % 256, (seed * 3 + step * 29) % 256)
        draw.ellipse((x - 40, y - 30, x + 40, y + 30), fill=fill)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path)
    return path
