"""data-* attributes of elements: data-sku, data-product-id, data-price and the like."""

from collections.abc import Iterator
from itertools import islice

from crawlers.clue import Clue, Place
from crawlers.page import Page
from crawlers.prices import read_price

_NAMES = {
    "data-sku": ("sku", 0.5), "data-product-sku": ("sku", 0.55), "data-product_sku": ("sku", 0.55),
    "data-item-id": ("sku", 0.35), "data-productid": ("sku", 0.35), "data-product-id": ("sku", 0.35),
    "data-product_id": ("sku", 0.35), "data-product-code": ("sku", 0.45), "data-asin": ("sku", 0.4),
    "data-itemid": ("sku", 0.35), "data-pid": ("sku", 0.35), "data-article": ("sku", 0.35),
    "data-price": ("price", 0.35), "data-product-price": ("price", 0.4), "data-price-amount": ("price", 0.45),
    "data-currency": ("currency", 0.3), "data-gtin": ("gtin", 0.5), "data-ean": ("gtin", 0.5),
}  # fmt: skip
_MARKS = frozenset(_NAMES)
MOST = 60


def see(page: Page) -> Iterator[Clue]:
    """The first of each that is not about other goods."""
    yield from _inputs(page)
    seen: set[str] = set()
    for element in islice(page.marked(_MARKS), MOST):
        if page.is_elsewhere(element):
            continue
        for name, (field, trust) in _NAMES.items():
            value = (element.get(name) or "").strip()
            if not value or name in seen or len(value) > 60:
                continue
            if field == "price":
                amount = read_price(value).value
                value = str(amount) if amount else ""
            if value and not (field == "sku" and (len(value) < 3 or " " in value)):
                seen.add(name)
                yield Clue(
                    field, value, trust if element in page.holders or name != "data-price" else trust * 0.8, name
                )


_INPUTS = {
    "asin": 0.5, "sku": 0.5, "productid": 0.35, "product_id": 0.35, "itemid": 0.35, "item_id": 0.35, "pid": 0.3,
    "productcode": 0.45, "product-code": 0.45, "partnumber": 0.4, "products_id": 0.4, "catentryid": 0.3,
    "id_product": 0.35,
    "product": 0.3, "skuid": 0.45, "goods_id": 0.35, "add-to-cart": 0.35, "itemnumber": 0.45,
}  # fmt: skip


def _inputs(page: Page) -> Iterator[Clue]:
    """What the form that buys sends: hidden inputs named sku, product_id and the like."""
    seen: set[str] = set()
    for element in page.root.xpath("//input[@type='hidden' and @value] | //button[@name='add-to-cart' and @value]"):
        name = (element.get("name") or element.get("id") or "").lower()
        value = element.get("value").strip()
        if name not in _INPUTS or name in seen or not 3 <= len(value) <= 40 or not any(c.isdigit() for c in value):
            continue
        if not page.is_elsewhere(element):
            seen.add(name)
            yield Clue("sku", value, _INPUTS[name], f"input {name}")


PLACE = Place("element_data", see)
