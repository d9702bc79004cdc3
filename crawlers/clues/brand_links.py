"""Brands without a label: links to a brand's own list, elements that are named brand, logos, and shops of one brand."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from crawlers.clue import Clue, Place
from crawlers.naming import naming_of, words_of
from crawlers.page import Page, title_words
from crawlers.shown import Text, content

_LINK = re.compile(
    r"/(?:brands?|marken?|marques?|marcas?|marchi|merken|hersteller|manufacturers?|designers?|vendors?|makers?"
    r"|shop-by-brand|varumarken|znacky|brend[a-z]*|b)/[^/]+"
    r"|[?&](?:brand|manufacturer|vendor|marca|marke|marque|filter_brand|field-brand\w*)=|/collections/vendors\?"
    r"|/stores/",
    re.IGNORECASE,
)
_NAMED = frozenset(
    {"brand", "brandname", "manufacturer", "vendor", "designer", "marke", "marque", "marca", "byline", "bylineinfo"}
)
_NOT_NAMED = frozenset(
    {"btn", "button", "follow", "navbar", "nav", "header", "logo", "footer", "menu", "site", "topbar", "collapse"}
)
_SAID = re.compile(
    r"^(?:(?:visit the|brand|by|shop(?: all)?|more (?:from|by)|view all|see (?:all|more)(?: from| by)?|all"
    r"|besuchen? sie den|besuche den|besuchen sie den|marke|marque|marca|visita lo store di|visita la tienda de"
    r"|visitez la boutique|visiter la boutique)\b\s*[:：]?\s*)+"
    r"|[\s-]+(?:store|products?|collection)$",
    re.IGNORECASE,
)
_HOST = re.compile(r"^(?:www\d?|shop|store|m|us|uk|eu|en|de|fr|it|es)\.")
_SHOP = re.compile(r"\.(?:com|net|org|de|fr|it|co\.uk|eu)\b.*$|\b(?:official|online|shop|store|us|uk)\b", re.IGNORECASE)
_LIST = re.compile("(?:^| )(?:brand|manufactur|marke|marque|designer)")
LONGEST = 45


def see(page: Page) -> Iterator[Clue]:
    """What is named a brand near the headline first, then links, logos, and the shop's own name."""
    yield from _named(page)
    yield from _listed(page)
    yield from _data(page)
    yield from _before_model(page)
    yield from _own_name(page)


def _named(page: Page) -> Iterator[Clue]:
    inside: dict[Any, Text] = {}
    given = 0
    for element in page.root.iter("a", "span", "div", "p", "h2", "h3", "h4", "li", "td", "dd", "strong", "img"):
        words = words_of(element)
        named = bool(words) and not _NAMED.isdisjoint(words) and _NOT_NAMED.isdisjoint(words)
        if not named and (element.tag != "a" or not _LINK.search(element.get("href") or "")):
            continue
        inside = inside or {text.element: text for text in page.texts}
        said = (element.get("alt") or "") if element.tag == "img" else content(element, LONGEST + 20)
        said = said or next((img.get("alt") or "" for img in element.iter("img")), "")
        value = _SAID.sub("", _SAID.sub("", said.strip())).strip(" :：-|")
        shown = next((inside[one] for one in (element, *element.iterdescendants()) if one in inside), None)
        if (
            not 1 < len(value) <= LONGEST
            or (shown is not None and shown.away)
            or (shown is None and page.is_elsewhere(element))
        ):
            continue
        distance = abs(shown.at - page.start) if shown is not None else 40
        trust = (0.55 if named else 0.42) * (1.0 if distance < 15 else 0.8 if distance < 60 else 0.45)
        in_title = title_words(value) and title_words(value) <= title_words(
            page.headline_text or " ".join(page.names[:1])
        )
        yield Clue(
            "brand", value, min(0.75, trust + (0.2 if in_title else 0.0)), f"{element.tag}.{'.'.join(words[:3])}"
        )
        given += 1
        if given >= 6:
            return


_DATA = frozenset({"data-brand", "data-product-brand", "data-brand-name"})


def _data(page: Page) -> Iterator[Clue]:
    for element in islice(page.marked(_DATA), 3):
        value = element.get("data-product-brand") or element.get("data-brand") or element.get("data-brand-name")
        if value and 1 < len(value) <= LONGEST and not page.is_elsewhere(element):
            yield Clue("brand", value.strip(), 0.4, "data-brand")


def _listed(page: Page) -> Iterator[Clue]:
    """A brand of the shop's own list of brands with which the headline begins."""
    headline = page.headline_text.casefold()
    best = ""
    for link in page.root.iter("a", "option"):
        href = link.get("href") or ""
        said = " ".join(str(link.text_content()).split()) if len(link) < 3 else ""
        if max(1, len(best)) < len(said) <= LONGEST and _begins(headline, said.casefold()):
            around = (link, *islice(link.iterancestors(), 4))
            if _LINK.search(href) or any(_LIST.search(naming_of(one).joined) for one in around):
                best = said
    if best and best.casefold() != headline:
        yield Clue("brand", best, 0.5, "the list of brands")


def _begins(headline: str, name: str) -> bool:
    return headline.startswith(name) and not headline[len(name) : len(name) + 1].isalnum()


_MODEL = re.compile(r"(?P<brand>[^\W\d_][\w&.'’-]*[^\W\d_])\s+(?=[A-Z]{1,5}[- ]?\d|[A-Z]*\d+[A-Z]+\w*\b|[\w]+-\w*\d)")


_BY = re.compile(r"\bby (?P<brand>[A-Z][\w&.'’-]*(?: [A-Z&][\w&.'’-]*){0,3})(?= *$| *[,(|-])")


def _before_model(page: Page) -> Iterator[Clue]:
    """The word before a model's number at the beginning of the headline: "Velmora YX-100 kettle"; what stands before
    the first of several dashes: "Velmora - Lantern 30 cm - White"; or behind "by"."""
    if by := _BY.search(page.headline_text):
        yield Clue("brand", by["brand"], 0.45, "by …")
    first, *others = page.headline_text.split(" - ")
    if len(others) > 1 and 2 < len(first) <= 25 and len(first.split()) <= 3:
        yield Clue("brand", first, 0.27, "before the first dash")
    found = _MODEL.match(page.headline_text)
    if found and found["brand"][0].isupper() and 2 < len(found["brand"]) <= 20:
        yield Clue("brand", found["brand"], 0.25, "before a model's number")


def _own_name(page: Page) -> Iterator[Clue]:
    """A shop of one brand: its own name stands in the headline or in what is told of the goods.

    A shop's name alone is no brand: on a marketplace it would make every listing refer to the marketplace's own mark.
    """
    host = _HOST.sub("", urlsplit(page.url).hostname or "").split(".")[0]
    site = page.metas.get("og:site_name", "") or page.metas.get("application-name", "")
    told = " ".join(text.text for text in page.texts[page.start : page.others_from][:200] if not text.away)[:20_000]
    for name in (_SHOP.sub("", site).strip(" -|®™"), host):
        letters = re.sub(r"[\W_]", "", name)
        if not 3 <= len(letters) <= 30 or letters.isdigit():
            continue
        spread = r"[^\w]{0,2}".join(map(re.escape, letters))
        written = re.compile(rf"(?<!\w){spread}(?!\w)", re.IGNORECASE)
        if found := written.search(page.headline_text):
            yield Clue("brand", found[0], 0.5, "the shop's name in the headline")
            return
        if found := written.search(told.replace(page.headline_text, "")):
            yield Clue("brand", found[0], 0.26, "the shop's name in the text")
            return


PLACE = Place("brand_links", see)
