"""Products that JSON-LD, microdata or RDFa describe."""

from collections.abc import Iterator
from typing import Any

from crawlers.clue import Clue, Place
from crawlers.page import Page, likeness
from crawlers.prices import read_price
from crawlers.product import fields_of
from crawlers.stock import IN, OUT, availability_of
from domain.fields import Json

TRUST = {"title": 0.85, "price": 0.78, "currency": 0.8, "availability": 0.8, "sku": 0.8, "gtin": 0.85, "brand": 0.85}
_GTINS = ("gtin13", "gtin", "gtin14", "gtin12", "gtin8", "isbn")


def see(page: Page) -> Iterator[Clue]:
    """Clues of the product that the page is named after; of several that fit, the first weighs most."""
    for number, product in enumerate(chosen(page)):
        yield from _of_product(product, 1.0 if number == 0 else 0.5)


def chosen(page: Page) -> list[Json]:
    """The page's products without those whose name is another's than the page's."""
    wanted = [name for name in (page.headline_text, page.metas.get("og:title", "")) if name]
    if len(page.products) < 2 or not wanted:
        return page.products[:1]
    fits = [
        (max(likeness(str(product.get("name", "")), name) for name in wanted), product) for product in page.products
    ]
    best = max(fit for fit, _ in fits)
    return [product for fit, product in fits if fit >= max(0.5, best - 0.1)][:3] or page.products[:1]


def _of_product(product: Json, weight: float) -> Iterator[Clue]:
    fields = fields_of(product, [])
    attributes = fields["attributes"]
    amount = read_price(str(fields["price"]), str(fields["currency"]))
    values = {
        "title": fields["title"],
        "price": str(amount.value) if amount.value else "",
        "currency": amount.currency,
        "availability": _stock(product.get("offers")) or availability_of(attributes.get("availability", "")),
        "brand": fields["brand"] or attributes.get("manufacturer", ""),
        "sku": attributes.get("sku", ""),
    }
    for name, value in values.items():
        if value:
            yield Clue(name, value, TRUST[name] * weight, f"Product.{name}")
    for name in _GTINS:
        if attributes.get(name):
            yield Clue("gtin", attributes[name], TRUST["gtin"] * weight, f"Product.{name}")
    for name, trust in (("productID", 0.55), ("mpn", 0.3), ("model", 0.2)):
        if attributes.get(name):
            yield Clue("sku", attributes[name], trust * weight, f"Product.{name}")
    if not values["sku"] and fields["listing_id"]:
        yield Clue("sku", fields["listing_id"], 0.6 * weight, "Offer.sku")


def _stock(offers: Any) -> str:
    """InStock where any offer is; OutOfStock where offers say so and none says otherwise."""
    said: set[str] = set()
    waiting = [offers]
    for _ in range(500):
        if not waiting:
            break
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one[:200])
        elif isinstance(one, dict):
            waiting.append(one.get("offers"))
            values = one.get("availability")
            said.update(availability_of(value) for value in (values if isinstance(values, list) else [values]))
    return IN if IN in said else OUT if OUT in said else ""


PLACE = Place("markup", see)
