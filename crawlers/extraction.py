"""One product page becomes the raw fields of one offer, each with what spoke for it."""

from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from crawlers.clues.markup import chosen
from crawlers.gallery import pictures_of
from crawlers.page import Page, likeness
from crawlers.product import breadcrumbs, fields_of, fill_from_graph
from crawlers.record import Reading, read, tidy
from crawlers.trail import shown_trail
from crawlers.verdict import Choice, clues_of, decide
from domain.fields import Json

SAME = 0.8
"""Likeness of a product's name and the headline from which the page is that product's own."""

_ATTRIBUTES = ("availability", "sku", "gtin", "sales")


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a page yields.

    Attributes:
        fields: raw, as crawlers.record takes them; availability, sku, gtin and sales are among its attributes.
        choices: by field, with the clues for and against.
    """

    fields: Json
    choices: dict[str, Choice]


def extract(page: Page) -> Extraction:
    """Takes the page for that of one product, whatever it is.

    Its listing_id is left to the markup (else its address names it): a number found elsewhere may be another tomorrow,
    and a reviewer's decision would be lost with it.
    """
    markup = page.markup
    trail = breadcrumbs(markup) or shown_trail(page)
    main = chosen(page)
    fields: Json = fields_of(main[0], trail) if main else {"category": trail}
    fill_from_graph(fields, markup.graph)
    choices = decide(clues_of(page))
    for name in ("title", "brand"):
        if name in choices:
            fields[name] = choices[name].value
    if "price" in choices:
        said = choices.get("currency")
        fields |= {"price": choices["price"].value, "currency": said.value if said else fields.get("currency", "")}
    seller = dict(fields.get("seller") or {})
    if not any(seller.values()):
        told = (("name", "seller"), ("id", "seller_id"), ("location", "seller_place"))
        fields["seller"] = {key: choices[name].value for key, name in told if name in choices}
    attributes = dict(fields.get("attributes") or {})
    attributes |= {name: choices[name].value for name in _ATTRIBUTES if name in choices}
    fields["attributes"] = attributes
    fields["description"] = fields.get("description") or page.metas.get("description", "")
    fields["images"] = pictures_of(page, fields.get("images") or [])
    return Extraction(fields, choices)


def reading_of(page: Page, currency: str = "") -> tuple[Extraction, Reading]:
    """The page's listing, tidied, and how it came about.

    Args:
        page: of one product.
        currency: assumed where it names none (ISO 4217).
    """
    found = extract(page)
    reading = read(dict(found.fields, url=""), page.url, currency)
    if reading.listing is None:
        return found, reading
    listing, cuts = tidy(reading.listing)
    return found, replace(reading, listing=listing, problems=(*reading.problems, *cuts))


def subject(page: Page) -> Json | None:
    """Of several products in a page's markup the one that the page is about: it is named as the headline is, and
    lies at no other address. None for a list, or where there is only one."""
    if len(page.products) < 2 or not page.headline_text:
        return None
    here = urlsplit(page.url).path.rstrip("/")
    for product in chosen(page):
        url = str(product.get("url") or "")
        elsewhere = bool(url) and urlsplit(urljoin(page.url, url)).path.rstrip("/") != here
        if not elsewhere and likeness(str(product.get("name") or ""), page.headline_text) >= SAME:
            return product
    return None


def is_offer(page: Page, found: Extraction) -> bool:
    """Whether a page without product markup is all the same about one thing on sale: it has a headline, a price that
    two places agree on or its scripts tie to it, and a number, a button or a word of stock."""
    price = found.choices.get("price")
    if price is None or page.headline is None or price.support < 0.6:
        return False
    seen = {clue.place for choice in found.choices.values() for clue in choice.spoke_for}
    stocked = {clue.place for clue in found.choices["availability"].spoke_for} - {"a_price"}
    return "script_state" in {clue.place for clue in price.spoke_for} or bool(
        stocked and seen & {"labels", "element_data"}
    )
