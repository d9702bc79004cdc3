"""Made-up listings, rights and leads for tests."""

import random
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


def drawing(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Overlapping shapes, others for each seed, with as much detail as a shop's photo has."""
    dice = random.Random(f"drawing {seed}")
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = dice.randrange(-20, size[0]), dice.randrange(-20, size[1])
        w, h = dice.randrange(8, 80), dice.randrange(8, 60)
        colour = (dice.randrange(256), dice.randrange(256), dice.randrange(256))
        if dice.random() < 0.5:
            draw.ellipse((x, y, x + w, y + h), colour)
        else:
            draw.polygon([(x, y), (x + w, y + dice.randrange(h)), (x + dice.randrange(w), y + h)], colour)
    return image


def picture(path: Path, seed: int = 1, size: tuple[int, int] = (320, 240)) -> Path:
    """A drawn picture that differs for each seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    drawing(seed, size).save(path)
    return path
