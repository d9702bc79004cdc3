"""OpenGraph, product and Twitter card tags of the head."""

from collections.abc import Iterator

from crawlers.clue import Clue, Place
from crawlers.money import amounts
from crawlers.page import Page
from crawlers.prices import read_price
from crawlers.stock import availability_of

_PRICES = (
    ("product:sale_price:amount", 0.74), ("product:price:amount", 0.7), ("og:price:amount", 0.7), ("price", 0.4),
    ("product:price", 0.6), ("og:product:price:amount", 0.7), ("twitter:data1", 0.5), ("twitter:data2", 0.4),
    ("sailthru.price", 0.45), ("cxenseparse:price", 0.4), ("bt:price", 0.4), ("gb:price", 0.4),
)  # fmt: skip
_OTHERS: tuple[tuple[str, str, float], ...] = (
    ("currency", "product:price:currency", 0.7), ("currency", "og:price:currency", 0.7), ("currency", "currency", 0.3),
    ("currency", "product:sale_price:currency", 0.7), ("currency", "og:product:price:currency", 0.7),
    ("sku", "product:retailer_item_id", 0.62), ("sku", "product:sku", 0.7), ("sku", "og:sku", 0.7), ("sku", "sku", 0.5),
    ("sku", "product:retailer_part_no", 0.5), ("sku", "product:mfr_part_no", 0.25), ("sku", "product:id", 0.45),
    ("sku", "og:product_id", 0.45), ("sku", "og:product:sku", 0.6), ("sku", "product_id", 0.4),
    ("sku", "etsymarketplace:listing_id", 0.4),
    ("gtin", "product:ean", 0.7), ("gtin", "product:upc", 0.7), ("gtin", "og:upc", 0.6), ("gtin", "product:isbn", 0.7),
    ("gtin", "og:ean", 0.6), ("gtin", "product:gtin", 0.7), ("gtin", "books:isbn", 0.6),
    ("brand", "product:brand", 0.75), ("brand", "og:brand", 0.7), ("brand", "brand", 0.5),
    ("brand", "twitter:brand", 0.5),
    ("title", "og:title", 0.5), ("title", "twitter:title", 0.4), ("title", "title", 0.3),
)  # fmt: skip
_STOCK = ("product:availability", "og:availability", "availability", "product:stock", "og:product:availability")


def see(page: Page) -> Iterator[Clue]:
    """Clues of the tags that are there."""
    metas = page.metas
    for name, trust in _PRICES:
        text = metas.get(name, "")
        if name.startswith("twitter"):
            text = (
                text if amounts(text) and "price" in metas.get(name.replace("data", "label"), "price").lower() else ""
            )
        amount = read_price(text, metas.get("product:price:currency", "")) if text and len(text) < 40 else None
        if amount is not None and amount.value:
            yield Clue("price", str(amount.value), trust, name)
            if amount.currency:
                yield Clue("currency", amount.currency, 0.5, name)
    for field, name, trust in _OTHERS:
        if value := metas.get(name, "")[:500]:
            yield Clue(field, value, trust, name)
    for name in _STOCK:
        if value := availability_of(metas.get(name, "")):
            yield Clue("availability", value, 0.72, name)


PLACE = Place("meta_tags", see)
