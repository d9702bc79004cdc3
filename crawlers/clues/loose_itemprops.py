"""Microdata properties that stand outside of any product, as where a shop's template forgot the scope."""

from collections.abc import Iterator
from typing import Any

from crawlers.clue import Clue, Place
from crawlers.page import Page
from crawlers.prices import read_price
from crawlers.shown import content
from crawlers.stock import availability_of

_NAMES = {
    "price": ("price", 0.6), "lowprice": ("price", 0.55), "pricecurrency": ("currency", 0.6), "sku": ("sku", 0.6),
    "availability": ("availability", 0.65), "brand": ("brand", 0.6), "manufacturer": ("brand", 0.45),
    "productid": ("sku", 0.5), "mpn": ("sku", 0.3), "gtin13": ("gtin", 0.7), "gtin12": ("gtin", 0.7),
    "gtin": ("gtin", 0.7), "gtin8": ("gtin", 0.6), "gtin14": ("gtin", 0.6), "isbn": ("gtin", 0.6),
}  # fmt: skip


def see(page: Page) -> Iterator[Clue]:
    """The first of each property that is not about other goods; silent where the markup has a whole product."""
    if page.products:
        return
    seen: set[str] = set()
    for element in page.root.xpath("//*[@itemprop]"):
        for name in element.get("itemprop").lower().split():
            if name not in _NAMES or name in seen or page.is_elsewhere(element):
                continue
            field, trust = _NAMES[name]
            if value := _value(field, element):
                seen.add(name)
                yield Clue(field, value, trust, f"itemprop={name}")


def _value(field: str, element: Any) -> str:
    raw = next((element.get(name) for name in ("content", "href", "value") if element.get(name)), "")
    if field == "brand" and element.get("href"):
        raw = ""
    text = raw.strip() or content(element, 200)
    if field == "price":
        amount = read_price(text).value
        return str(amount) if amount else ""
    if field == "availability":
        return availability_of(text)
    return text[:200]


PLACE = Place("loose_itemprops", see)
