"""The number of a product in its page's address: /dp/…, -p-1234, /1234.html, ?pid=1234."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from crawlers.clue import Clue, Place
from crawlers.page import Page

_KEYS = (
    "sku",
    "skuid",
    "pid",
    "productid",
    "product_id",
    "itemid",
    "item_id",
    "item",
    "goods_id",
    "id",
    "prodid",
    "code",
    "artnr",
    "article",
    "products_id",
    "p",
)
_MARKED = re.compile(
    r"(?:/(?:dp|gp/product|itm|ip|p|pd|prd|product|products|item|items|goods|artikel|prod|sku"
    r"|detail)/(?:[^/]+/)?|[/_-](?:p|pr|a|s|i|sku|art|pid)[-_]?|/A-)"
    r"(?P<code>[A-Za-z]{0,4}\d[\w]{3,20}|B0[A-Z0-9]{8})(?=[/.?_-]|$)",
    re.IGNORECASE,
)
_LAST = re.compile(r"(?P<code>(?:[A-Za-z]{0,5}\d{4,14}[A-Za-z]{0,3}\d*))(?:\.\w{2,5})?/?$")
_FIRST = re.compile(r"^(?P<code>\d{2,14})[-_][a-z]", re.IGNORECASE)


def see(page: Page) -> Iterator[Clue]:
    """The likeliest number; weak alone, it confirms what other places say."""
    parts = urlsplit(page.url)
    for key, value in parse_qsl(parts.query):
        if key.lower() in _KEYS and re.fullmatch(r"[\w.-]{2,30}", value) and any(char.isdigit() for char in value):
            yield Clue("sku", value, 0.3, f"?{key}=")
            break
    path = unquote(parts.path)
    if marked := list(_MARKED.finditer(path)):
        yield Clue("sku", marked[-1]["code"], 0.3, marked[-1][0][:40])
    last = path.rstrip("/").rpartition("/")[2]
    if (found := _LAST.search(last)) or (found := _FIRST.search(last)):
        yield Clue("sku", found["code"], 0.26 if len(found["code"]) > 4 else 0.22, last[-60:])


PLACE = Place("address", see)
