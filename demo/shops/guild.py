"""`guild`: a marketplace that supplies a feed in the listings JSONL contract, with two faulty lines."""

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from demo.offers import Offer
from demo.shops import BASE, Pages, absolute, page

MALFORMED = '{"listing_id": "GD0000001", "title": "缺了一半的记录", "price": 12.'


def pages(offers: Iterable[Offer]) -> Pages:
    """Every file of the shop: the feed, and a page a person can open for each of its lines."""
    offers = list(offers)
    lines = [json.dumps(line(offer), ensure_ascii=False) for offer in offers]
    # The first listing comes once more with another price, as feeds do when they are put together from parts.
    again = {**line(offers[0]), "price": "1.00"}
    lines[len(lines) // 2 : len(lines) // 2] = [MALFORMED, json.dumps(again, ensure_ascii=False)]
    made = {f"goods/{offer.listing_id}.html": _item(offer) for offer in offers}
    made["feed.jsonl"] = "\n".join(lines) + "\n"
    return made


def line(offer: Offer) -> dict[str, Any]:
    """The offer as a line of the contract; every second one has its pictures relative to the feed."""
    made, seller = offer.draft, offer.seller
    relative = int(offer.listing_id[-1]) % 2 == 0
    fields: dict[str, Any] = {
        "listing_id": offer.listing_id,
        "url": f"{BASE}/goods/{offer.listing_id}.html",
        "title": made.title,
        "description": made.description,
        "brand": made.brand,
        "category": made.category,
        "price": str(made.price),
        "currency": "CNY",
        "seller": {"id": seller.seller_id, "name": seller.name, "location": seller.location},
        "images": [p.removeprefix("/") if relative else absolute(p) for p in offer.pictures],
        "attributes": {"发货地": seller.location},
    }
    return {name: value for name, value in fields.items() if value}


def _item(offer: Offer) -> str:
    photos = "".join(f'<img src="{escape(absolute(picture))}" alt="">' for picture in offer.pictures)
    title = offer.draft.title
    return page(title, "", f"<h1>{escape(title)}</h1>{photos}<p>¥{offer.draft.price}</p>")
